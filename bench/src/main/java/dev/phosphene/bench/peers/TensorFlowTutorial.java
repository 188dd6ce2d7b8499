package dev.phosphene.bench.peers;

import dev.phosphene.engine.Engine;
import dev.phosphene.load.hdf5.KerasHdf5;
import dev.phosphene.tensor.Shape;
import dev.phosphene.zoo.Vgg;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * The tutorial's job as a complete program on TensorFlow Java: VGG19 from Keras's file, {@code
 * block4_conv1} channel 47, gradient ascent from noise, one PNG; {@code bench/run process} compares
 * our command with it.
 */
public final class TensorFlowTutorial {
  private static final String LAYER = "block4_conv1";
  private static final int CHANNEL = 47;
  private static final float STEP = 0.1f;

  private TensorFlowTutorial() {}

  /**
   * Renders the image.
   *
   * @param arguments weights file, image to write, side, steps
   */
  public static void main(String[] arguments) throws IOException {
    int size = Integer.parseInt(arguments[2]);
    int steps = Integer.parseInt(arguments[3]);
    Shape shape = Shape.of(1, 3, size, size);
    float[] picture;
    try (TensorFlowStepper stepper =
        new TensorFlowStepper(
            Vgg.vgg19(KerasHdf5.open(Path.of(arguments[0]))),
            LAYER,
            CHANNEL,
            shape,
            TensorFlowEngine.config(Engine.Options.defaults()))) {
      picture = stepper.picture();
      Random random = new Random(1);
      for (int i = 0; i < picture.length; i++) {
        picture[i] = random.nextInt(255) / 127.5f - 1;
      }
      double objective = 0;
      for (int step = 0; step < steps; step++) {
        objective = stepper.step();
        ascend(picture, stepper.fetched());
      }
      System.out.println("objective before the last step " + objective);
    }
    save(picture, size, Path.of(arguments[1]));
  }

  private static void ascend(float[] picture, float[] gradient) {
    double sum = 0;
    double squares = 0;
    for (float g : gradient) {
      sum += g;
      squares += (double) g * g;
    }
    double mean = sum / gradient.length;
    float factor = (float) (STEP / Math.sqrt(squares / gradient.length - mean * mean));
    for (int i = 0; i < picture.length; i++) {
      picture[i] = Math.max(-1, Math.min(1, picture[i] + factor * gradient[i]));
    }
  }

  private static void save(float[] picture, int size, Path file) throws IOException {
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < size * size; i++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        rgb = rgb << 8 | (int) (255 * (picture[3 * i + c] + 1) / 2);
      }
      image.setRGB(i % size, i / size, rgb);
    }
    if (!ImageIO.write(image, "png", file.toFile())) {
      throw new IOException("no writer for PNG");
    }
  }
}
