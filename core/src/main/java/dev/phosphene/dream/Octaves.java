package dev.phosphene.dream;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The octaves of a dream: the sizes, smallest first, and how each is rolled and cut into tiles.
 * Each size is the photograph's times a power of {@code scale}.
 *
 * <p>An octave no larger than a tile is processed whole, rolled by up to {@code roll} pixels each
 * way. Along an axis longer than a tile it is cut into tiles and rolled by up to a whole tile,
 * whatever {@code roll} is, so that the seams between tiles never stay in one place.
 *
 * @param count number of octaves, from 1 to 32
 * @param scale ratio of neighboring octaves' sides, above 1
 * @param above number of octaves larger than the photograph; the dream is scaled back to its size
 *     at the end
 * @param roll largest roll in pixels each way, at least 0; pixels wrap around
 * @param tile largest side of a tile in pixels; time and quality grow slowly with it, memory with
 *     its square
 * @param margin pixels that a tile sees on each side beyond those it owns, below a third of a tile;
 *     best a multiple of the network's stride, which is 8 to 32
 */
public record Octaves(int count, double scale, int above, int roll, int tile, int margin) {
  private static final int MOST = 32;
  private static final int LARGEST = 1 << 15;
  private static final int TILE = 512;
  private static final int MARGIN = 32;

  /**
   * Google's settings: 4 octaves × 1.4, roll ±32; used with 10 iterations each, of a step of 1.5 of
   * 255 over the mean of |g| (google/deepdream, dream.ipynb). It has no tiles.
   */
  public static final Octaves GOOGLE = new Octaves(4, 1.4, 0, 32, TILE, MARGIN);

  /**
   * The TensorFlow tutorial's settings: 1.3^(−2…2), tiles of 512, roll by up to a tile; used with
   * 100 iterations each, of a step of .01 of [−1, 1] over the standard deviation of g + 1e-8
   * (tensorflow/docs, site/en/tutorials/generative/deepdream.ipynb). It skips a last partial tile.
   */
  public static final Octaves TENSORFLOW = new Octaves(5, 1.3, 2, TILE, TILE, MARGIN);

  /**
   * Keras's settings: 3 octaves × 1.4, no roll; used with 20 iterations each, of a step of .01 of
   * [−1, 1] over the mean of |g|, at least 1e-6 (keras-team/keras-io,
   * examples/generative/deep_dream.py). It has no tiles.
   */
  public static final Octaves KERAS = new Octaves(3, 1.4, 0, 0, TILE, MARGIN);

  public Octaves {
    if (count < 1 || count > MOST) {
      throw new InputException("there can be 1 to " + MOST + " octaves: " + count);
    }
    if (!(scale > 1) || Double.isInfinite(scale)) {
      throw new InputException("the octave scale must be above 1: " + scale);
    }
    if (above < 0 || above >= count) {
      throw new InputException(
          "of %d octaves, 0 to %d can be larger than the photograph: %d"
              .formatted(count, count - 1, above));
    }
    if (roll < 0 || roll > LARGEST) {
      throw new InputException("the roll must be 0 to " + LARGEST + " pixels: " + roll);
    }
    if (tile < 1 || tile > LARGEST) {
      throw new InputException("a tile must be 1 to " + LARGEST + " pixels wide: " + tile);
    }
    if (margin < 0 || margin > tile / 3) {
      throw new InputException(
          "the margin of tiles of %d must be 0 to %d pixels: %d".formatted(tile, tile / 3, margin));
    }
  }

  /** Returns these octaves with another count. */
  public Octaves withCount(int other) {
    return new Octaves(other, scale, above, roll, tile, margin);
  }

  /** Returns these octaves with another scale. */
  public Octaves withScale(double other) {
    return new Octaves(count, other, above, roll, tile, margin);
  }

  /** Returns these octaves with another roll. */
  public Octaves withRoll(int other) {
    return new Octaves(count, scale, above, other, tile, margin);
  }

  /** Returns these octaves with other tiles. */
  public Octaves withTile(int otherTile, int otherMargin) {
    return new Octaves(count, scale, above, roll, otherTile, otherMargin);
  }

  /**
   * Returns the shapes of a photograph's octaves, smallest first; sides are rounded, at least 1.
   *
   * @param photo {@code [1, 3, h, w]}
   * @throws InputException if the largest is too large for memory
   */
  List<Shape> of(Shape photo) {
    List<Shape> shapes = new ArrayList<>();
    for (int power = above - count + 1; power <= above; power++) {
      double factor = Math.pow(scale, power);
      double h = Math.max(1, Math.rint(photo.h() * factor));
      double w = Math.max(1, Math.rint(photo.w() * factor));
      if (h > LARGEST || w > LARGEST || h * w * photo.c() > Integer.MAX_VALUE) {
        throw new InputException(
            String.format(
                Locale.ROOT,
                "the largest of %d octaves of %d×%d pixels is %.0f×%.0f, too large;"
                    + " use fewer than %d octaves above the photograph",
                count,
                photo.w(),
                photo.h(),
                w,
                h,
                above));
      }
      shapes.add(Shape.of(1, photo.c(), (int) h, (int) w));
    }
    return shapes;
  }
}
