package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {
  private final Path folder;

  PngTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({"1,1,3", "1,1,4", "7,5,3", "64,33,4", "300,2,3"})
  void isReadByAnotherDecoder(int width, int height, int channels) throws IOException {
    Bitmap bitmap = TestImages.noise(width, height, channels, 1);
    BufferedImage image =
        ImageIO.read(new ByteArrayInputStream(Png.encode(bitmap, Optional.of("{}"))));
    assertThat(image.getWidth()).isEqualTo(width);
    assertThat(image.getHeight()).isEqualTo(height);
    assertThat(image.getColorModel().hasAlpha()).isEqualTo(channels == 4);
    int wrong = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int argb = image.getRGB(x, y);
        for (int c = 0; c < channels; c++) {
          wrong += (argb >> (c == 3 ? 24 : 16 - 8 * c) & 255) == bitmap.at(x, y, c) ? 0 : 1;
        }
      }
    }
    assertThat(wrong).isZero();
  }

  @Test
  void comesBackThroughOurReader() {
    Bitmap smooth = TestImages.gradient(61, 47);
    ImageFiles.write(folder.resolve("a.png"), smooth);
    assertThat(Bitmap.of(ImageFiles.read(folder.resolve("a.png")))).isEqualTo(smooth);
    assertThat(ImageFiles.read(folder.resolve("a.png"))).isEqualTo(smooth.toTensor());
    Bitmap glass = TestImages.noise(9, 4, 4, 2);
    ImageFiles.write(folder.resolve("b.png"), glass);
    assertThat(Bitmap.of(ImageFiles.readRgba(folder.resolve("b.png")))).isEqualTo(glass);
  }

  @Test
  void alphaComesBackWithItsProvenance() {
    Tensor picture = Tensor.zeros(2, 4, 3, 5);
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = i / 255f;
    }
    Bitmap glass = Bitmap.of(picture, 1, Quantization.ROUND);
    JsonObject json = new JsonObject();
    json.addProperty("image", "alpha");
    Path file = folder.resolve("glass.png");
    ImageFiles.write(file, glass, Provenance.of(json));
    Tensor read = ImageFiles.readRgba(file);
    assertThat(read.data()).isEqualTo(Arrays.copyOfRange(picture.data(), 60, 120));
    assertThat(ImageFiles.provenance(file).toJson()).isEqualTo(json);
    float alpha = picture.at(1, 3, 2, 4);
    assertThat(ImageFiles.read(file).at(0, 2, 2, 4))
        .isEqualTo(picture.at(1, 2, 2, 4) * alpha + (1f - alpha));
  }

  @Test
  void isSmallForSmoothPictures() {
    Bitmap smooth = TestImages.gradient(200, 200);
    assertThat(Png.encode(smooth, Optional.empty()).length).isLessThan(3000);
  }

  @Test
  void carriesItsProvenance() {
    JsonObject json = new JsonObject();
    json.addProperty("objective", "mixed4a:476 − 0.5·größe → 漢字 \uD83D\uDC41 \"quoted\"\n");
    JsonArray curve = new JsonArray();
    for (int i = 0; i < 20_000; i++) {
      curve.add((float) Math.sin(i));
    }
    json.add("curve", curve);
    Provenance made = Provenance.of(json);
    Bitmap bitmap = TestImages.waves(20, 20, 0);
    Path file = folder.resolve("a.png");
    ImageFiles.write(file, bitmap, made);
    assertThat(ImageFiles.provenance(file)).isEqualTo(made);
    assertThat(Bitmap.of(ImageFiles.read(file))).isEqualTo(bitmap);
  }

  @Test
  void sameBytesEachTime() {
    Bitmap bitmap = TestImages.waves(50, 40, 0);
    assertThat(Png.encode(bitmap, Optional.of("x")))
        .isEqualTo(Png.encode(bitmap, Optional.of("x")));
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    byte[] whole =
        ImageFiles.encode(
            ImageFormat.PNG,
            TestImages.noise(6, 5, 3, 3),
            Optional.of(Provenance.of(new JsonObject())));
    Path file = folder.resolve("cut.png");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ImageFiles.read(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("cut.png");
      assertThatThrownBy(() -> ImageFiles.provenance(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("cut.png");
    }
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    byte[] whole = Png.encode(TestImages.noise(4, 3, 3, 4), Optional.of("{}"));
    Path file = folder.resolve("bent.png");
    for (int i = 0; i < whole.length; i++) {
      byte[] bent = whole.clone();
      bent[i] ^= (byte) (1 << i % 8);
      Files.write(file, bent);
      assertThatThrownBy(() -> ImageFiles.read(file)).isInstanceOf(InputException.class);
      assertThatThrownBy(() -> ImageFiles.provenance(file)).isInstanceOf(InputException.class);
    }
  }

  @Test
  void withoutProvenanceOrForeign() throws IOException {
    Path file = folder.resolve("plain.png");
    ImageFiles.write(file, TestImages.noise(3, 3, 3, 5));
    assertThatThrownBy(() -> ImageFiles.provenance(file)).hasMessageContaining("has no provenance");
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> ImageFiles.provenance(file)).hasMessageContaining("not a PNG");
    assertThatThrownBy(() -> ImageFiles.read(file)).hasMessageContaining("not a PNG");
    Files.write(file, Png.encode(TestImages.noise(3, 3, 3, 5), Optional.of("[1]")));
    assertThatThrownBy(() -> ImageFiles.provenance(file)).isInstanceOf(InputException.class);
  }
}
