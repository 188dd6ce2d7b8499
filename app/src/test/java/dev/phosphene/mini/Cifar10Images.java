package dev.phosphene.mini;

import dev.phosphene.SharedData;
import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;

/** The test images of CIFAR-10, read from the shared archive. */
final class Cifar10Images {
  private static final int SIDE = 32;
  private static final int BLOCK = 512;
  private static final Pattern PICTURE = Pattern.compile("(?:\\./)?test/([a-z]+)/[^/]+");

  private Cifar10Images() {}

  /** Takes an image. */
  interface Consumer {
    /**
     * One test image.
     *
     * @param label its class
     * @param rgb {@code [3, 32, 32]} in [0, 1]
     */
    void accept(String label, float[] rgb);
  }

  /** Reads {@code test/<class>/…} from the archive; skips the test where there is none. */
  static void test(Consumer consumer) throws IOException {
    try (InputStream in =
        new GZIPInputStream(
            new BufferedInputStream(
                Files.newInputStream(SharedData.of("cifar10/cifar10-jpeg.tar.gz"))),
            1 << 16)) {
      byte[] header = new byte[BLOCK];
      while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
        String name = text(header, 0, 100);
        int size = Integer.parseInt(text(header, 124, 12).strip(), 8);
        byte[] content = in.readNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
        if (content.length < size) {
          throw new EOFException(name);
        }
        Matcher picture = PICTURE.matcher(name);
        if (picture.matches()) {
          consumer.accept(picture.group(1), decode(content, size));
        }
      }
    }
  }

  private static float[] decode(byte[] jpeg, int size) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg, 0, size));
    float[] rgb = new float[3 * SIDE * SIDE];
    for (int i = 0; i < SIDE * SIDE; i++) {
      int pixel = image.getRGB(i % SIDE, i / SIDE);
      for (int c = 0; c < 3; c++) {
        rgb[c * SIDE * SIDE + i] = ((pixel >> (16 - 8 * c)) & 0xff) / 255f;
      }
    }
    return rgb;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }
}
