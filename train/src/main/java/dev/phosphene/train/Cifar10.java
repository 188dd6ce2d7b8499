package dev.phosphene.train;

import java.awt.image.BufferedImage;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * Labeled images.
 *
 * @param pixels uint8 [n,32,32,3], RGB
 * @param labels [n], index into {@link #CLASSES}
 */
record Cifar10(byte[] pixels, byte[] labels) {
  /** The ten classes, in alphabetical order. */
  static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  /** Width and height of an image. */
  static final int SIDE = 32;

  /** Bytes of an image. */
  static final int BYTES = SIDE * SIDE * 3;

  int count() {
    return labels.length;
  }

  /** Returns every {@code stride}-th image. */
  Cifar10 thinned(int stride) {
    int n = (count() + stride - 1) / stride;
    byte[] some = new byte[n * BYTES];
    byte[] someLabels = new byte[n];
    for (int i = 0; i < n; i++) {
      System.arraycopy(pixels, i * stride * BYTES, some, i * BYTES, BYTES);
      someLabels[i] = labels[i * stride];
    }
    return new Cifar10(some, someLabels);
  }

  /**
   * Reads the images of one part from an archive with entries {@code part/class/number.jpg}; caches
   * the decoded pixels in a folder.
   *
   * @param part "train" or "test"
   */
  static Cifar10 read(Path archive, String part, Path cache) throws IOException {
    Path pixelFile = cache.resolve(part + ".pixels");
    Path labelFile = cache.resolve(part + ".labels");
    if (Files.exists(labelFile)) {
      return new Cifar10(Files.readAllBytes(pixelFile), Files.readAllBytes(labelFile));
    }
    Cifar10 decoded = decode(archive, part);
    Files.createDirectories(cache);
    Files.write(pixelFile, decoded.pixels);
    Files.write(labelFile, decoded.labels);
    return decoded;
  }

  private static Cifar10 decode(Path archive, String part) throws IOException {
    List<byte[]> pictures = new ArrayList<>();
    List<Integer> classes = new ArrayList<>();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
        TarReader tar = new TarReader(in)) {
      for (TarReader.Entry e = tar.next(); e != null; e = tar.next()) {
        String[] parts = e.name().split("/", -1);
        if (parts.length != 3 || !parts[0].equals(part) || !parts[2].endsWith(".jpg")) {
          continue;
        }
        int label = CLASSES.indexOf(parts[1]);
        if (label < 0) {
          throw new IOException(
              archive + ": " + e.name() + " is in none of the classes " + CLASSES);
        }
        pictures.add(rgb(e));
        classes.add(label);
      }
    }
    byte[] pixels = new byte[pictures.size() * BYTES];
    byte[] labels = new byte[pictures.size()];
    for (int i = 0; i < labels.length; i++) {
      System.arraycopy(pictures.get(i), 0, pixels, i * BYTES, BYTES);
      labels[i] = classes.get(i).byteValue();
    }
    return new Cifar10(pixels, labels);
  }

  private static byte[] rgb(TarReader.Entry entry) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(entry.content()));
    if (image == null || image.getWidth() != SIDE || image.getHeight() != SIDE) {
      throw new IOException(entry.name() + ": expected a JPEG picture of 32x32");
    }
    byte[] pixels = new byte[BYTES];
    for (int i = 0; i < SIDE * SIDE; i++) {
      int p = image.getRGB(i % SIDE, i / SIDE);
      pixels[3 * i] = (byte) (p >> 16);
      pixels[3 * i + 1] = (byte) (p >> 8);
      pixels[3 * i + 2] = (byte) p;
    }
    return pixels;
  }
}
