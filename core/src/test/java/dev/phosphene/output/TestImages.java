package dev.phosphene.output;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Images to test with. */
final class TestImages {
  private TestImages() {}

  /** Seeded noise. */
  static Bitmap noise(int width, int height, int channels, long seed) {
    byte[] data = new byte[width * height * channels];
    new Random(seed).nextBytes(data);
    return new Bitmap(width, height, channels, data);
  }

  /** Red rises to the right, green downwards, blue to the left. */
  static Bitmap gradient(int width, int height) {
    byte[] data = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = (y * width + x) * 3;
        data[i] = (byte) (255 * x / (width - 1));
        data[i + 1] = (byte) (255 * y / (height - 1));
        data[i + 2] = (byte) (255 - 255 * x / (width - 1));
      }
    }
    return new Bitmap(width, height, 3, data);
  }

  /** Smooth colored waves and a little noise, moving with {@code phase}: like a photograph. */
  static Bitmap waves(int width, int height, double phase) {
    Random random = new Random(7);
    Tensor tensor = Tensor.zeros(1, 3, height, width);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          double wave = Math.sin((x * (2 + c) + y) / 17.0 + c + phase);
          double bend = Math.cos((y * (3 - c) - x) / 23.0 + phase * c);
          double value = .5 + .28 * wave + .17 * bend + .02 * random.nextGaussian();
          tensor.data()[tensor.offset(0, c, y, x)] = (float) value;
        }
      }
    }
    return Bitmap.of(tensor);
  }

  /** A photograph of the shared folder; the test is skipped with a reason where there is none. */
  static Bitmap photograph(String name) {
    String root = System.getProperty("phosphene.root", ".");
    Path file = Path.of(root, "..", "shared", "images", "imagenet-samples", name);
    boolean there = Files.exists(file);
    if (!there) {
      System.out.println("skipped: no " + file);
    }
    assumeTrue(there, "no " + file);
    return Bitmap.of(ImageFiles.read(file));
  }

  /** Mean absolute difference of two images of one size, in 0…255. */
  static double difference(Bitmap a, Bitmap b) {
    double sum = 0;
    for (int i = 0; i < a.data().length; i++) {
      sum += Math.abs((a.data()[i] & 255) - (b.data()[i] & 255));
    }
    return sum / a.data().length;
  }
}
