package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.image.Fourier;
import dev.phosphene.image.Parameterization;
import dev.phosphene.image.Spectrum;
import dev.phosphene.image.ToRgb;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpectrumCommandTest {
  private final Path folder;
  private final Path out;

  SpectrumCommandTest(@TempDir Path temporary) throws IOException {
    folder = Files.createDirectory(temporary.resolve("photos"));
    out = temporary.resolve("spectrum.safetensors");
  }

  /** A PNG of 1/f noise. */
  private void noise(String name, int w, int h, int seed) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Shape shape = Shape.of(1, 3, h, w);
    Parameterization image = Fourier.of(shape, ToRgb.decorrelatedClipped());
    float[] parameters = image.start(new SplittableRandom(seed));
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] *= 10; // many steps of 1/255
    }
    Tensor picture = Tensor.zeros(shape);
    image.apply(parameters, picture);
    ImageFiles.write(file, Bitmap.of(picture));
  }

  @Test
  void averagesAFolderAndThoseBelow() throws IOException {
    for (int i = 0; i < 20; i++) {
      noise(i < 12 ? "a" + i + ".png" : "more/b" + i + ".PNG", 80 + 2 * i, 80, i);
    }
    Files.writeString(folder.resolve("notes.txt"), "not a picture");
    Cli run = Cli.run("spectrum", folder, "-o", out, "--side", 64, "--origin", "noise");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("mean of 20 pictures at 64×64").doesNotContain("left out");
    Spectrum spectrum = Spectrum.read(out);
    assertThat(spectrum.side()).isEqualTo(64);
    assertThat(spectrum.decay()).isCloseTo(1, Offset.offset(0.15));
    assertThat(spectrum.metadata())
        .containsEntry("pictures", "20")
        .containsEntry("origin", "noise");
    byte[] once = Files.readAllBytes(out);
    assertThat(Cli.run("spectrum", folder, "-o", out, "--side", 64, "--origin", "noise").code())
        .isZero();
    assertThat(Files.readAllBytes(out)).isEqualTo(once);
  }

  @Test
  void namesAndCountsWhatItCannotRead() throws IOException {
    noise("good.png", 20, 24, 1);
    Files.writeString(folder.resolve("bad.jpg"), "no picture");
    Cli run = Cli.run("spectrum", folder, "-o", out, "--side", 32);
    assertThat(run.code()).isZero();
    assertThat(run.err()).contains("bad.jpg").contains("not a PNG, JPEG, GIF or BMP");
    assertThat(run.out()).contains("mean of 1 pictures").contains("1 could not be read");
    assertThat(run.out()).contains("1 are smaller");
    Files.delete(folder.resolve("good.png"));
    Files.delete(out);
    Cli none = Cli.run("spectrum", folder, "-o", out);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("none of the 1 pictures").contains("photos");
    assertThat(out).doesNotExist();
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    refused("no images in", folder, "-o", out);
    refused("does not exist", folder.resolve("nowhere"), "-o", out);
    refused("--out", folder);
    noise("good.png", 20, 24, 1);
    refused("is a file, not a folder", folder.resolve("good.png"), "-o", out);
    refused("nowhere", folder, "-o", folder.resolve("nowhere").resolve("s.safetensors"));
    refused("it is a folder", folder, "-o", folder);
    refused("not 33", folder, "-o", out, "--side", 33);
    assertThat(out).doesNotExist();
  }

  private static void refused(String why, Object... arguments) {
    Object[] all = new Object[arguments.length + 1];
    all[0] = "spectrum";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    Cli run = Cli.run(all);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(why).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void helpBeginsWithAnExample() {
    Cli run = Cli.run("spectrum", "--help");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("phosphene spectrum photos -o");
  }
}
