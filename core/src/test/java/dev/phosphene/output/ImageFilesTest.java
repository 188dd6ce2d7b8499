package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFilesTest {
  private final Path folder;

  ImageFilesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static byte[] encoded(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, out)).isTrue();
    return out.toByteArray();
  }

  private Tensor read(byte[] bytes) throws IOException {
    return ImageFiles.read(Files.write(folder.resolve("picture"), bytes));
  }

  @Test
  void jpegKeepsColorsAndProvenance() throws IOException {
    Bitmap bitmap = TestImages.waves(90, 70, 0);
    JsonObject json = new JsonObject();
    json.addProperty("text", "−→".repeat(40_000)); // several segments, cut within a character
    Path file = folder.resolve("a.jpeg");
    ImageFiles.write(file, bitmap, Provenance.of(json));
    Bitmap read = Bitmap.of(ImageFiles.read(file));
    assertThat(TestImages.difference(read, bitmap)).isLessThan(3.5);
    assertThat(ImageFiles.provenance(file).toJson()).isEqualTo(json);
    assertThat(ImageIO.read(file.toFile()).getWidth()).isEqualTo(90);
  }

  @Test
  void jpegKeepsTheFullResolutionOfChroma() {
    Bitmap checks = Bitmap.filled(32, 32, 0x0000ff);
    for (int i = 0; i < 32 * 32; i++) {
      if ((i + i / 32) % 2 == 0) {
        checks.data()[3 * i] = (byte) 255;
        checks.data()[3 * i + 2] = 0;
      }
    }
    Path file = folder.resolve("a.jpg");
    ImageFiles.write(file, checks);
    assertThat(TestImages.difference(Bitmap.of(ImageFiles.read(file)), checks)).isLessThan(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void losslessFormatsAreExact(String format) throws IOException {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 256; i++) {
      image.setRGB(i % 16, i / 16, i << 16 | (i * 7 & 255) << 8 | (255 - i));
    }
    Tensor picture = read(encoded(image, format));
    for (int i = 0; i < 256; i++) {
      assertThat(picture.data()[i]).isEqualTo(i / 255f);
      assertThat(picture.data()[256 + i]).isEqualTo((i * 7 & 255) / 255f);
      assertThat(picture.data()[512 + i]).isEqualTo((255 - i) / 255f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void grayIsNotBent(String format) throws IOException {
    BufferedImage image = new BufferedImage(256, 8, BufferedImage.TYPE_BYTE_GRAY);
    WritableRaster raster = image.getRaster();
    for (int x = 0; x < 256; x++) {
      for (int y = 0; y < 8; y++) {
        raster.setSample(x, y, 0, x);
      }
    }
    Tensor picture = read(encoded(image, format));
    for (int c = 0; c < 3; c++) {
      for (int x = 0; x < 256; x++) {
        float tolerance = format.equals("png") ? 0f : 3 / 255f;
        assertThat(picture.at(0, c, 4, x)).isCloseTo(x / 255f, within(tolerance));
      }
    }
  }

  @Test
  void sixteenBitsKeepTheirPrecision() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 12345);
    image.getRaster().setSample(1, 0, 0, 65535);
    Tensor picture = read(encoded(image, "png"));
    assertThat(picture.data()).startsWith(12345 / 65535f, 1f);
  }

  @Test
  void transparencyIsLaidOverWhite() throws IOException {
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x00ff0000);
    image.setRGB(1, 0, 0xff102030);
    Tensor picture = read(encoded(image, "png"));
    assertThat(picture.data()).containsExactly(1f, 0x10 / 255f, 1f, 0x20 / 255f, 1f, 0x30 / 255f);
  }

  @Test
  void uprightByExif() throws IOException {
    BufferedImage image = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        image.setRGB(x, y, 0xffffff); // the left half is white
      }
    }
    byte[] plain = encoded(image, "jpg");
    // The bright side as stored on the left is, upright: left, right, right, left; then top,
    // top, bottom, bottom.
    String brightSide = "lrrlttbb";
    for (int orientation = 1; orientation <= 8; orientation++) {
      ByteBuffer exif = ByteBuffer.allocate(36);
      exif.put(new byte[] {(byte) 0xff, (byte) 0xe1}).putShort((short) 34);
      exif.put("Exif\0\0MM\0*\0\0\0\u0008\0\u0001".getBytes(StandardCharsets.ISO_8859_1));
      exif.putShort((short) 0x112).putShort((short) 3).putInt(1).putShort((short) orientation);
      ByteBuffer file = ByteBuffer.allocate(plain.length + 36);
      file.put(plain, 0, 2).put(exif.array()).put(plain, 2, plain.length - 2);
      Tensor picture = read(file.array());
      int h = picture.shape().h();
      int w = picture.shape().w();
      assertThat(w).isEqualTo(orientation < 5 ? 16 : 8);
      float first = picture.at(0, 0, 0, 0);
      float last = picture.at(0, 0, h - 1, w - 1);
      char side = brightSide.charAt(orientation - 1);
      assertThat(first > .5f).isEqualTo(side == 'l' || side == 't');
      assertThat(last > .5f).isEqualTo(side == 'r' || side == 'b');
    }
  }

  /** A JPEG of one color in four components, with Adobe's segment if {@code transform >= 0}. */
  private static byte[] fourInks(int transform, int... color) throws IOException {
    WritableRaster inks = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
    for (int i = 0; i < 256; i++) {
      inks.setPixel(i % 16, i / 16, color);
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, new IIOImage(inks, null, null), null);
    } finally {
      writer.dispose();
    }
    byte[] plain = bytes.toByteArray();
    if (transform < 0) {
      return plain;
    }
    ByteBuffer adobe = ByteBuffer.allocate(plain.length + 16);
    adobe.put(plain, 0, 2).put(new byte[] {(byte) 0xff, (byte) 0xee, 0, 14});
    adobe.put("Adobe\0d\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1)).put((byte) transform);
    return adobe.put(plain, 2, plain.length - 2).array();
  }

  private void assertShows(byte[] jpeg, float red, float green, float blue) throws IOException {
    Tensor picture = read(jpeg);
    assertThat(picture.at(0, 0, 8, 8)).isCloseTo(red, within(.02f));
    assertThat(picture.at(0, 1, 8, 8)).isCloseTo(green, within(.02f));
    assertThat(picture.at(0, 2, 8, 8)).isCloseTo(blue, within(.02f));
  }

  @Test
  void fourInksAreMixed() throws IOException {
    assertShows(fourInks(-1, 0, 255, 51, 102), .6f, 0f, .48f);
    assertShows(fourInks(0, 0, 255, 51, 102), 0f, .4f, .08f); // Adobe: what light is left
    assertShows(fourInks(2, 51, 128, 128, 255), .8f, .8f, .8f); // luma and chroma of the inks
    assertShows(fourInks(2, 51, 128, 228, 255), .25f, 1f, .8f);
  }

  @Test
  void truncatedJpegGifAndBmpAreNoticed() throws IOException {
    Bitmap bitmap = TestImages.noise(24, 24, 3, 1);
    Path png = folder.resolve("a.png");
    ImageFiles.write(png, bitmap);
    for (String format : new String[] {"jpg", "gif", "bmp"}) {
      byte[] whole = encoded(ImageIO.read(png.toFile()), format);
      Path file = folder.resolve("cut");
      for (int length = 0; length < whole.length - 2; length += length < 40 ? 1 : 37) {
        Files.write(file, Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> ImageFiles.read(file))
            .as("%s of %d bytes", format, length)
            .isInstanceOf(InputException.class)
            .hasMessageContaining("cut");
      }
    }
  }

  /** The JDK's readers meet wrong bytes with exceptions of all kinds; their names help nobody. */
  @Test
  void noExceptionsNameIsTold() throws IOException {
    Path png = folder.resolve("a.png");
    ImageFiles.write(png, TestImages.noise(9, 7, 3, 1));
    int refused = 0;
    for (String format : new String[] {"jpg", "gif", "bmp"}) {
      byte[] whole = encoded(ImageIO.read(png.toFile()), format);
      for (int i = 2; i < Math.min(whole.length, 900); i++) {
        byte[] bent = whole.clone();
        bent[i] ^= (byte) 0xff;
        try {
          read(bent);
        } catch (InputException e) {
          assertThat(e).hasMessageNotContainingAny("Exception", "java.", "null");
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
  }

  /** Found by fuzzing: 59 bytes that said how large the JPEG inside is got 1.3 GB. */
  @Test
  void aBmpWithAPictureInsideIsRefused() throws IOException {
    Path png = folder.resolve("a.png");
    ImageFiles.write(png, TestImages.noise(9, 7, 3, 1));
    byte[] bmp = encoded(ImageIO.read(png.toFile()), "bmp");
    assertThat(read(bmp).shape().w()).isEqualTo(9);
    for (byte inside : new byte[] {4, 5}) {
      bmp[30] = inside;
      bmp[37] = 0x4e; // a size of 1.3 GB
      assertThatThrownBy(() -> read(bmp))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("BMP files with a JPEG or PNG inside are not supported");
    }
  }

  @Test
  void whatCannotBeReadIsNamed() throws IOException {
    assertThatThrownBy(() -> ImageFiles.read(folder.resolve("absent.png")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("absent.png")
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> ImageFiles.read(folder)).hasMessageContaining("is a folder");
    // A header that promises 60000 × 60000 pixels.
    byte[] png = Png.encode(Bitmap.filled(1, 1, 0), Optional.empty());
    ByteBuffer.wrap(png).putInt(16, 60_000).putInt(20, 60_000);
    CRC32 crc = new CRC32();
    crc.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
    assertThatThrownBy(() -> read(png)).hasMessageContaining("too large");
  }

  @Test
  void extensionsChooseTheFormat() {
    assertThat(ImageFormat.of(Path.of("A.JPEG"))).isEqualTo(ImageFormat.JPEG);
    assertThatThrownBy(() -> ImageFiles.write(folder.resolve("a.tiff"), Bitmap.filled(1, 1, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(".png, .jpg, .jpeg, .gif");
    assertThatThrownBy(() -> ImageFormat.of(Path.of("a"))).hasMessageContaining("no extension");
    assertThatThrownBy(
            () -> ImageFiles.write(folder.resolve("a.jpg"), TestImages.noise(2, 2, 4, 1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("JPEG cannot hold transparency")
        .hasMessageContaining(".png");
    assertThat(folder.resolve("a.jpg")).doesNotExist();
  }

  @Test
  void aGifShowsTransparencyAsACheckerboard() {
    Path file = folder.resolve("a.gif");
    ImageFiles.write(file, new Bitmap(16, 8, 4, new byte[512]));
    Bitmap read = Bitmap.of(ImageFiles.read(file));
    assertThat(read.at(0, 0, 0)).isEqualTo(0xf2);
    assertThat(read.at(15, 0, 0)).isEqualTo(0x99);
  }
}
