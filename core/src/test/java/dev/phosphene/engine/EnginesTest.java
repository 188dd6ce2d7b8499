package dev.phosphene.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** On this module's class path there is no engine but the reference. */
class EnginesTest {
  @Test
  void saysWhyTheEngineIsSlow() {
    Engines.Choice choice = Engines.choose();
    assertThat(choice.engine().name()).isEqualTo("reference");
    assertThat(choice.shortfall())
        .hasValueSatisfying(
            reason ->
                assertThat(reason)
                    .contains("reference", "very slow", "phosphene-onednn")
                    .doesNotContain("\n"));
  }

  /**
   * Whatever was asked of {@link Engines} before in this process, there is one line and no more.
   */
  @Test
  void aLibraryIsToldOnceByItsLogger() {
    List<String> messages = new ArrayList<>();
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            messages.add(record.getLevel() + " " + record.getMessage());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger("dev.phosphene");
    logger.addHandler(handler);
    try {
      Engines.tellAgain();
      assertThat(Engines.best().name()).isEqualTo("reference");
      assertThat(Engines.best().name()).isEqualTo("reference");
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(messages).hasSize(1);
    assertThat(messages.get(0)).startsWith("WARNING the engine is reference, which is very slow");
  }
}
