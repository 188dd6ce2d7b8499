package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command on real state dicts: the CIFAR-10 ResNets, whose images have 32×32 pixels. */
class StateDictCommandsTest {
  private static final String PANDA = "images/imagenet-samples/n02510455_giant_panda.jpg";

  @TempDir private Path folder = Path.of("");

  private static String right(Object... words) {
    Cli run = Cli.run(words);
    assertThat(run.code()).as(run.err()).isZero();
    return run.out();
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet20-cifar10.th", "resnet56-cifar10.th"})
  void everyCommand(String name) {
    Path file = SharedData.of("weights/" + name);
    Path photo = SharedData.of(PANDA);
    assertThat(right("layers", file)).contains("linear", "can be rendered");
    assertThat(right("doctor", file, Objects.requireNonNull(photo.getParent())))
        .contains("--input torch is right");
    assertThat(right("activations", file, photo, "--resize", "32", "--top", "1"))
        .contains("bird", "layer3.0", "linear");
    Path maps = folder.resolve("attribution.png");
    assertThat(right("attribute", file, photo, "--logit", "cat", "-o", maps))
        .contains("against it", "adds -");
    assertThat(maps).isNotEmptyFile();
    Path sheet = folder.resolve("examples.png");
    String examples =
        right(
            "examples",
            file,
            "layer2.0.conv1:3",
            "--images",
            Objects.requireNonNull(photo.getParent()),
            "--sheet",
            sheet);
    assertThat(examples).contains("layer2.0.conv1:3", "imagenet-samples");
    assertThat(sheet).isNotEmptyFile();
    Path unit = folder.resolve("unit.png");
    right("render", file, "logit:cat", "--steps", "2", "-o", unit);
    assertThat(unit).isNotEmptyFile();
    Path gallery = folder.resolve("gallery");
    right(
        "gallery",
        file,
        "-o",
        gallery,
        "--layers",
        "layer3.0.conv1",
        "--units",
        "2",
        "--steps",
        "2");
    assertThat(gallery.resolve("index.html")).isNotEmptyFile();
    assertThat(right("gallery", "verify", gallery)).isNotNull();
  }
}
