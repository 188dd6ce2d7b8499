package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.output.Carrier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code info} of pictures whose provenance is not as this program writes it. */
class InfoCommandTest {
  @TempDir private Path folder = Path.of("");

  private Cli info(String provenance) throws IOException {
    return Cli.run("info", Files.write(folder.resolve("a.png"), Carrier.png(provenance)));
  }

  /** A curve has null where the objective was not finite; a stranger's list has anything. */
  @Test
  void printsWhateverIsInside() throws IOException {
    Cli run =
        info("{\"curve\":[0.5,null,1],\"none\":null,\"list\":[{\"a\":1},2,null],\"deep\":[[1],{\"b\":2}]}");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("0.5 null 1")
        .containsPattern("none +null")
        .containsPattern("a +1\\R")
        .contains("[1] {\"b\":2}");
  }

  @Test
  void saysOnOneLineWhatIsWrong() throws IOException {
    Cli run = info("{\"a\":\"\n\"}");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("a.png").doesNotContain("gson");
  }
}
