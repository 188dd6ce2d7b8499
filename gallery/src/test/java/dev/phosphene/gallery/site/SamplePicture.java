package dev.phosphene.gallery.site;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Textures that stand for units' images: waves, bent and colored by a number. */
final class SamplePicture {
  private SamplePicture() {}

  /** An image of {@code size}×{@code size} pixels; another one for each {@code unit} and depth. */
  static BufferedImage of(int depth, int unit, boolean negative, int size) {
    int coarse = Math.max(24, size / 3);
    BufferedImage small = new BufferedImage(coarse, coarse, BufferedImage.TYPE_INT_RGB);
    double a = 2.399963 * unit + depth;
    double frequency = 9 - 1.2 * Math.min(depth, 4) + 3 * Math.sin(1.7 * unit);
    double bend = 0.6 + 0.5 * depth + 0.8 * Math.sin(0.9 * unit + depth);
    double hue = 0.381966 * unit + 0.13 * depth + (negative ? 0.5 : 0);
    for (int y = 0; y < coarse; y++) {
      for (int x = 0; x < coarse; x++) {
        double u = 2.0 * x / coarse - 1;
        double v = 2.0 * y / coarse - 1;
        double s = u * Math.cos(a) + v * Math.sin(a);
        double t = v * Math.cos(a) - u * Math.sin(a);
        double r = Math.hypot(u - 0.4 * Math.sin(a), v - 0.4 * Math.cos(a));
        double wave =
            Math.sin(frequency * (s + 0.3 * bend * Math.sin(2.3 * t + bend)) + bend * 3 * r);
        double second = Math.sin(1.9 * frequency * t + 2 * wave + unit);
        double light = 0.5 + 0.3 * wave + 0.16 * second;
        small.setRGB(x, y, color(hue + 0.16 * second + 0.08 * wave, light));
      }
    }
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    draw(image, small, 0, 0, size);
    return image;
  }

  static void draw(BufferedImage onto, BufferedImage image, int x, int y, int size) {
    Graphics2D graphics = onto.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, x, y, size, size, null);
    graphics.dispose();
  }

  private static int color(double hue, double light) {
    int rgb = 0;
    for (int i = 0; i < 3; i++) {
      double tint = 0.5 + 0.5 * Math.cos(2 * Math.PI * (hue + i / 3.0));
      double value = light * (0.62 + 0.5 * tint) + 0.05;
      rgb = rgb << 8 | (int) Math.round(255 * Math.max(0, Math.min(1, value)));
    }
    return rgb;
  }

  static void write(Path file, BufferedImage image) {
    String name = file.toString();
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile());
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }
}
