package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.output.Carrier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code info} of images whose provenance is not as this program writes it. */
class InfoCommandTest {
  @TempDir private Path folder = Path.of("");

  private Cli info(String provenance) throws IOException {
    return Cli.run("info", Files.write(folder.resolve("a.png"), Carrier.png(provenance)));
  }

  @Test
  void saysOnOneLineWhatIsWrong() throws IOException {
    Cli run = info("{\"a\":\"\n\"}");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err().lines()).hasSize(1);
    assertThat(run.err()).contains("a.png").doesNotContain("gson");
  }
}
