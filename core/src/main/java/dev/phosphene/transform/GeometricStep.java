package dev.phosphene.transform;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One geometric step of a transform. It maps the frame before, initially the image, to a frame of
 * its own size.
 */
public sealed interface GeometricStep extends TransformStep {
  /** The size of a frame in pixels. */
  record Frame(double h, double w) {}

  /** A drawn step: the new frame, and the map of its points to the frame before. */
  record Drawn(Frame frame, Affine toBefore) {}

  /** Draws the step. */
  Drawn draw(Frame before, RandomGenerator random);

  /** A gray border of {@code pixels} on every side, as room for later steps. */
  record Pad(int pixels) implements GeometricStep {
    public Pad {
      TransformLimits.check("pad", pixels, 0, TransformLimits.PIXELS);
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      Frame frame = new Frame(before.h + 2 * pixels, before.w + 2 * pixels);
      return new Drawn(frame, Affine.IDENTITY);
    }

    @Override
    public String toString() {
      return "pad:" + pixels;
    }
  }

  /** A random crop smaller by {@code pixels} in both directions: a shift by whole pixels. */
  record Jitter(int pixels) implements GeometricStep {
    public Jitter {
      TransformLimits.check("jitter", pixels, 0, TransformLimits.PIXELS);
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      int y = random.nextInt(pixels + 1) - pixels / 2;
      int x = random.nextInt(pixels + 1) - pixels / 2;
      return new Drawn(new Frame(before.h - pixels, before.w - pixels), Affine.shift(x, y));
    }

    @Override
    public String toString() {
      return "jitter:" + pixels;
    }
  }

  /** Scaling by one of {@code factors}, all equally likely. */
  record Scale(List<Double> factors) implements GeometricStep {
    public Scale {
      factors =
          TransformNumbers.checked(
              "a scale", factors, TransformLimits.SMALLEST_FACTOR, TransformLimits.LARGEST_FACTOR);
    }

    /** Scales by one of the given factors. */
    public Scale(double... factors) {
      this(Arrays.stream(factors).boxed().toList());
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      double factor = factors.get(random.nextInt(factors.size()));
      Frame frame = new Frame(before.h * factor, before.w * factor);
      return new Drawn(frame, Affine.scale(1 / factor, 1 / factor));
    }

    @Override
    public String toString() {
      return "scale:" + TransformNumbers.text(factors);
    }
  }

  /** Rotation about the center by one of {@code degrees}, all equally likely. */
  record Rotate(List<Double> degrees) implements GeometricStep {
    public Rotate {
      degrees =
          TransformNumbers.checked(
              "an angle", degrees, -TransformLimits.ANGLE, TransformLimits.ANGLE);
    }

    /** Rotates by one of the given angles. */
    public Rotate(double... degrees) {
      this(Arrays.stream(degrees).boxed().toList());
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      double angle = degrees.get(random.nextInt(degrees.size()));
      return new Drawn(before, Affine.rotation(angle));
    }

    @Override
    public String toString() {
      return "rotate:" + TransformNumbers.text(degrees);
    }
  }

  /** A crop of {@code h × w} at a random whole-pixel position in the frame. */
  record Crop(int h, int w) implements GeometricStep {
    public Crop {
      TransformLimits.check("a crop's height", h, 1, TransformLimits.PIXELS);
      TransformLimits.check("a crop's width", w, 1, TransformLimits.PIXELS);
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      return new Drawn(
          new Frame(h, w), Affine.shift(place(before.w - w, random), place(before.h - h, random)));
    }

    @Override
    public String toString() {
      return "crop:" + TransformNumbers.size(h, w);
    }

    private static double place(double room, RandomGenerator random) {
      return room < 1 ? 0 : random.nextInt((int) room + 1) - room / 2;
    }
  }

  /** A horizontal flip, in half of the draws. */
  record Flip() implements GeometricStep {
    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      return new Drawn(before, random.nextBoolean() ? Affine.scale(-1, 1) : Affine.IDENTITY);
    }

    @Override
    public String toString() {
      return "flip";
    }
  }
}
