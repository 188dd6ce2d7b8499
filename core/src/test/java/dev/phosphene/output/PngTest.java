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
    Bitmap bitmap = TestPictures.noise(width, height, channels, 1);
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
    Bitmap smooth = TestPictures.gradient(61, 47);
    Pictures.write(folder.resolve("a.png"), smooth);
    assertThat(Bitmap.of(Pictures.read(folder.resolve("a.png")))).isEqualTo(smooth);
    assertThat(Pictures.read(folder.resolve("a.png"))).isEqualTo(smooth.toTensor());
    Bitmap glass = TestPictures.noise(9, 4, 4, 2);
    Pictures.write(folder.resolve("b.png"), glass);
    assertThat(Bitmap.of(Pictures.readRgba(folder.resolve("b.png")))).isEqualTo(glass);
  }

  @Test
  void alphaComesBackWithItsProvenance() {
    Tensor picture = Tensor.zeros(2, 4, 3, 5);
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = i / 255f;
    }
    Bitmap glass = Bitmap.of(picture, 1, Quantisation.ROUND);
    JsonObject json = new JsonObject();
    json.addProperty("image", "alpha");
    Path file = folder.resolve("glass.png");
    Pictures.write(file, glass, Provenance.of(json));
    Tensor read = Pictures.readRgba(file);
    assertThat(read.data()).isEqualTo(Arrays.copyOfRange(picture.data(), 60, 120));
    assertThat(Pictures.provenance(file).toJson()).isEqualTo(json);
    float alpha = picture.at(1, 3, 2, 4);
    assertThat(Pictures.read(file).at(0, 2, 2, 4))
        .isEqualTo(picture.at(1, 2, 2, 4) * alpha + (1f - alpha));
  }

  @Test
  void isSmallForSmoothPictures() {
    Bitmap smooth = TestPictures.gradient(200, 200);
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
    Bitmap bitmap = TestPictures.waves(20, 20, 0);
    Path file = folder.resolve("a.png");
    Pictures.write(file, bitmap, made);
    assertThat(Pictures.provenance(file)).isEqualTo(made);
    assertThat(Bitmap.of(Pictures.read(file))).isEqualTo(bitmap);
  }

  @Test
  void sameBytesEachTime() {
    Bitmap bitmap = TestPictures.waves(50, 40, 0);
    assertThat(Png.encode(bitmap, Optional.of("x")))
        .isEqualTo(Png.encode(bitmap, Optional.of("x")));
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    byte[] whole =
        Pictures.encode(
            PictureFormat.PNG,
            TestPictures.noise(6, 5, 3, 3),
            Optional.of(Provenance.of(new JsonObject())));
    Path file = folder.resolve("cut.png");
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Pictures.read(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("cut.png");
      assertThatThrownBy(() -> Pictures.provenance(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("cut.png");
    }
  }

  @Test
  void everyFlippedBitIsNoticed() throws IOException {
    byte[] whole = Png.encode(TestPictures.noise(4, 3, 3, 4), Optional.of("{}"));
    Path file = folder.resolve("bent.png");
    for (int i = 0; i < whole.length; i++) {
      byte[] bent = whole.clone();
      bent[i] ^= (byte) (1 << i % 8);
      Files.write(file, bent);
      assertThatThrownBy(() -> Pictures.read(file)).isInstanceOf(InputException.class);
      assertThatThrownBy(() -> Pictures.provenance(file)).isInstanceOf(InputException.class);
    }
  }

  @Test
  void withoutProvenanceOrForeign() throws IOException {
    Path file = folder.resolve("plain.png");
    Pictures.write(file, TestPictures.noise(3, 3, 3, 5));
    assertThatThrownBy(() -> Pictures.provenance(file)).hasMessageContaining("does not say");
    Files.writeString(file, "hello");
    assertThatThrownBy(() -> Pictures.provenance(file)).hasMessageContaining("not a PNG");
    assertThatThrownBy(() -> Pictures.read(file)).hasMessageContaining("not a PNG");
    Files.write(file, Png.encode(TestPictures.noise(3, 3, 3, 5), Optional.of("[1]")));
    assertThatThrownBy(() -> Pictures.provenance(file)).isInstanceOf(InputException.class);
  }
}
