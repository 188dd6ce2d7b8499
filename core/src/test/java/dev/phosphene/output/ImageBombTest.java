package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small images that unpack to very much. What their decoding would cost is what is left out. */
class ImageBombTest {
  private static final Bitmap BITMAP = TestImages.noise(16, 12, 3, 1);

  @TempDir private Path folder = Path.of("");

  private static byte[] chunk(String type, byte[] data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    CRC32 crc = new CRC32();
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    crc.update(name);
    crc.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
    return bytes.toByteArray();
  }

  private static byte[] packed(String head, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(head.getBytes(StandardCharsets.ISO_8859_1));
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, new Deflater(9))) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  /** A PNG with chunks behind its header. */
  private static byte[] with(byte[] png, byte[]... chunks) {
    int header = 8 + 25;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(png, 0, header);
    for (byte[] chunk : chunks) {
      bytes.writeBytes(chunk);
    }
    bytes.write(png, header, png.length - header);
    return bytes.toByteArray();
  }

  @Test
  void onlyWhatThePictureIsMadeOfIsDecoded() throws IOException {
    byte[] plain = ImageFiles.encode(ImageFormat.PNG, BITMAP, java.util.Optional.empty());
    byte[] zeros = new byte[1 << 20];
    byte[] full =
        with(
            plain,
            chunk("iCCP", packed("profile\0\0", zeros)),
            chunk("zTXt", packed("Comment\0\0", zeros)),
            chunk("iTXt", packed("Comment\0\1\0\0\0", zeros)),
            chunk("tEXt", ("Comment\0" + "x".repeat(99)).getBytes(StandardCharsets.US_ASCII)),
            chunk("vpAg", new byte[9]));
    Png.text(full);
    assertThat(Png.essential(full)).isEqualTo(plain);
    Path file = folder.resolve("full.png");
    Files.write(file, full);
    assertThat(Bitmap.of(ImageFiles.read(file)).data()).isEqualTo(BITMAP.data());
  }

  @Test
  void aTextThatUnpacksToVeryMuchIsRefused() throws IOException {
    byte[] plain = ImageFiles.encode(ImageFormat.PNG, BITMAP, java.util.Optional.empty());
    byte[] text = ("{\"a\": \"" + "x".repeat(8 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
    Path file = folder.resolve("text.png");
    Files.write(file, with(plain, chunk("iTXt", packed("phosphene\0\1\0\0\0", text))));
    assertThatThrownBy(() -> ImageFiles.provenance(file))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(file.toString(), "compressed text");
  }

  @Test
  void aProvenanceOfVeryManyValuesIsRefused() {
    String many = "{\"a\": [" + "1,".repeat(2_000_000) + "1]}";
    assertThatThrownBy(() -> Provenance.parse(many))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("values");
  }

  @Test
  void ofAGifOnlyTheFirstFrameIsDecoded() throws IOException {
    Path file = folder.resolve("film.gif");
    ImageFiles.write(file, BITMAP);
    byte[] plain = Files.readAllBytes(file);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int screen = 13 + 768;
    bytes.write(plain, 0, screen);
    bytes.writeBytes(new byte[] {0x21, (byte) 0xfe});
    byte[] block = new byte[256];
    Arrays.fill(block, (byte) 'x');
    block[0] = (byte) 255;
    for (int i = 0; i < 4000; i++) {
      bytes.writeBytes(block);
    }
    bytes.write(0);
    bytes.write(plain, screen, plain.length - screen);
    assertThat(Gif.essential(bytes.toByteArray())).hasSizeLessThanOrEqualTo(plain.length);
    Path full = folder.resolve("full.gif");
    Files.write(full, bytes.toByteArray());
    assertThat(ImageFiles.read(full).data()).isEqualTo(ImageFiles.read(file).data());
    assertThatThrownBy(() -> ImageFiles.provenance(full)).hasMessageContaining("has no provenance");
  }

  @Test
  void aSizeThatTheFileCannotHoldIsRefused() throws IOException {
    byte[] plain = ImageFiles.encode(ImageFormat.PNG, BITMAP, java.util.Optional.empty());
    byte[] header = Arrays.copyOfRange(plain, 16, 29);
    java.nio.ByteBuffer.wrap(header).putInt(0, 8000).putInt(4, 8000);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(plain, 0, 8);
    bytes.writeBytes(chunk("IHDR", header));
    bytes.write(plain, 33, plain.length - 33);
    Path file = folder.resolve("claims.png");
    Files.write(file, bytes.toByteArray());
    assertThatThrownBy(() -> ImageFiles.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(file.toString(), "64000000 pixels");
  }

  @Test
  void aJpegOfVeryManyScansIsRefused() throws IOException {
    byte[] plain = ImageFiles.encode(ImageFormat.JPEG, BITMAP, java.util.Optional.empty());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(plain, 0, plain.length - 2);
    for (int i = 0; i < 600; i++) {
      bytes.writeBytes(new byte[] {(byte) 0xff, (byte) 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0});
    }
    bytes.write(plain, plain.length - 2, 2);
    Path file = folder.resolve("many.jpg");
    Files.write(file, bytes.toByteArray());
    assertThatThrownBy(() -> ImageFiles.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(file.toString(), "500 scans");
  }
}
