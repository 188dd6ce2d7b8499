package dev.phosphene.transform;

import dev.phosphene.error.InputException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * One geometric step of a view. It gives a frame, of its own size, onto the frame before; the first
 * frame is the picture.
 */
public sealed interface Move {
  /** Size of a frame in pixels. */
  record Frame(double h, double w) {}

  /** A drawn step: the new frame, and where its points lie in the frame before. */
  record Drawn(Frame frame, Affine toBefore) {}

  /** Draws the step. */
  Drawn draw(Frame before, RandomGenerator random);

  /** A border of {@code pixels} of grey on every side: room for the steps that follow. */
  record Pad(int pixels) implements Move {
    public Pad {
      requireAtLeastZero("pad", pixels);
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      Frame frame = new Frame(before.h + 2 * pixels, before.w + 2 * pixels);
      return new Drawn(frame, Affine.IDENTITY);
    }
  }

  /** A random crop that is {@code pixels} smaller each way: a shift by whole pixels. */
  record Jitter(int pixels) implements Move {
    public Jitter {
      requireAtLeastZero("jitter", pixels);
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      int y = random.nextInt(pixels + 1) - pixels / 2;
      int x = random.nextInt(pixels + 1) - pixels / 2;
      return new Drawn(new Frame(before.h - pixels, before.w - pixels), Affine.shift(x, y));
    }
  }

  /** Magnification by one of {@code factors}, each as likely. */
  record Scale(double... factors) implements Move {
    public Scale {
      factors = factors.clone();
      if (factors.length == 0 || Arrays.stream(factors).anyMatch(f -> !(f > 0))) {
        throw new InputException("scale factors must be positive: " + Arrays.toString(factors));
      }
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      double factor = factors[random.nextInt(factors.length)];
      Frame frame = new Frame(before.h * factor, before.w * factor);
      return new Drawn(frame, Affine.scale(1 / factor, 1 / factor));
    }
  }

  /** Rotation about the centre by one of {@code degrees}, each as likely. */
  record Rotate(double... degrees) implements Move {
    public Rotate {
      degrees = degrees.clone();
      if (degrees.length == 0) {
        throw new InputException("rotate needs at least one angle");
      }
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      return new Drawn(before, Affine.rotation(degrees[random.nextInt(degrees.length)]));
    }
  }

  /** A window of {@code h × w}, at a random whole-pixel place within the frame. */
  record Crop(int h, int w) implements Move {
    public Crop {
      if (h < 1 || w < 1) {
        throw new InputException("a crop must have at least one pixel, not " + h + "×" + w);
      }
    }

    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      return new Drawn(
          new Frame(h, w), Affine.shift(place(before.w - w, random), place(before.h - h, random)));
    }

    private static double place(double room, RandomGenerator random) {
      return room < 1 ? 0 : random.nextInt((int) room + 1) - room / 2;
    }
  }

  /** Left and right exchanged, in half of the draws. */
  record Flip() implements Move {
    @Override
    public Drawn draw(Frame before, RandomGenerator random) {
      return new Drawn(before, random.nextBoolean() ? Affine.scale(-1, 1) : Affine.IDENTITY);
    }
  }

  private static void requireAtLeastZero(String name, int pixels) {
    if (pixels < 0) {
      throw new InputException(name + " must not be negative: " + pixels);
    }
  }
}
