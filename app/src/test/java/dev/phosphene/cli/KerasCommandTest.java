package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.io.Hash;
import dev.phosphene.load.keras.KerasBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model by its Keras file, on the command line. */
class KerasCommandTest {
  @TempDir private Path folder = Path.of("");

  private static KerasBuilder small() {
    Random random = new Random(1);
    return KerasBuilder.begin(16, 16, 3)
        .add("Conv2D", "conv", "{'filters':4,'kernel_size':3,'activation':'relu'}", "input_1")
        .random(random, "conv", "kernel", 3, 3, 3, 4)
        .random(random, "conv", "bias", 4)
        .add("Dropout", "drop", "{}", "conv")
        .add("Mystery", "odd", "{}", "conv")
        .add("GlobalAveragePooling2D", "mean", "{}", "drop")
        .add("Dense", "scores", "{'units':2}", "mean")
        .random(random, "scores", "kernel", 4, 2)
        .random(random, "scores", "bias", 2);
  }

  @Test
  void everyFormIsAModel() throws IOException {
    List<Path> files =
        List.of(
            small().h5(folder.resolve("own.h5")),
            small().keras(folder.resolve("own.keras"), false),
            small().tfjs(folder));
    for (Path file : files) {
      Cli layers = Cli.run("layers", file);
      assertThat(layers.code()).as(layers.err()).isZero();
      assertThat(layers.out())
          .containsPattern("conv +relu +14 × 14 +4")
          .containsPattern("scores +conv 1×1 +1 × 1 +2")
          .contains("layer \"odd\" (Mystery)");
      Path picture = folder.resolve("unit.png");
      Cli render = Cli.run("render", file, "conv:2", "--size", "16", "--steps", "2", "-o", picture);
      assertThat(render.code()).as(render.err()).isZero();
      Cli info = Cli.run("info", picture);
      assertThat(info.out()).contains("conv:2").contains(file.getFileName().toString());
      if (!file.toString().endsWith(".json")) {
        assertThat(info.out()).contains(Hash.of(file, "SHA-256"));
      }
      Cli again = Cli.run("render", "--again", picture, "-o", folder.resolve("again.png"));
      assertThat(again.code()).as(again.err()).isZero();
    }
  }

  @Test
  void aLayerThatIsNotSupportedSaysSo() throws IOException {
    Cli run = Cli.run("render", small().tfjs(folder), "odd:0", "--steps", "1");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("odd").contains("Mystery");
  }
}
