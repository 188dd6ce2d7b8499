package dev.phosphene.dream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TilesTest {
  private static final int CASES = 400;

  private final Random random = new Random(Seeds.next("TilesTest"));

  private record Case(Shape picture, int largest, int margin, Tiles tiles, int down, int right) {
    static Case draw(Random random) {
      Shape picture = Shape.of(1, 2, 1 + random.nextInt(70), 1 + random.nextInt(70));
      int largest = 1 + random.nextInt(40);
      int margin = random.nextInt(largest / 3 + 1);
      Tiles tiles = Tiles.of(picture, largest, margin);
      return new Case(
          picture, largest, margin, tiles, random.nextInt(201) - 100, random.nextInt(201) - 100);
    }
  }

  @Test
  void everyPixelIsOwnedOnce() {
    for (int i = 0; i < CASES; i++) {
      Case drawn = Case.draw(random);
      Tensor tile = Tensor.zeros(drawn.tiles().shape());
      tile.fill(1);
      Tensor owners = Tensor.zeros(drawn.picture());
      Tensor one = Tensor.zeros(drawn.picture());
      for (int t = 0; t < drawn.tiles().count(); t++) {
        one.fill(0);
        drawn.tiles().write(t, tile, drawn.down(), drawn.right(), one);
        for (int at = 0; at < one.data().length; at++) {
          owners.data()[at] += one.data()[at];
        }
      }
      assertThat(owners.data()).as(drawn.toString()).containsOnly(1f);
    }
  }

  @Test
  void whatIsWrittenBackIsThePictureWhateverTheRoll() {
    for (int i = 0; i < CASES; i++) {
      Case drawn = Case.draw(random);
      Tensor picture = numbered(drawn.picture());
      Tensor copy = Tensor.zeros(drawn.picture());
      Tensor tile = Tensor.zeros(drawn.tiles().shape());
      for (int t = 0; t < drawn.tiles().count(); t++) {
        drawn.tiles().read(t, picture, drawn.down(), drawn.right(), tile);
        drawn.tiles().write(t, tile, drawn.down(), drawn.right(), copy);
      }
      assertThat(copy).as(drawn.toString()).isEqualTo(picture);
    }
  }

  @Test
  void aTileIsAPieceOfTheRolledTorus() {
    for (int i = 0; i < CASES; i++) {
      Case drawn = Case.draw(random);
      Shape shape = drawn.picture();
      Tensor picture = numbered(shape);
      Tensor tile = Tensor.zeros(drawn.tiles().shape());
      int unit = Math.max(1, drawn.margin());
      for (int t = 0; t < drawn.tiles().count(); t++) {
        drawn.tiles().read(t, picture, drawn.down(), drawn.right(), tile);
        int first = (int) tile.data()[0];
        int top = first / shape.w();
        int left = first % shape.w();
        Tensor expected = Tensor.zeros(tile.shape());
        for (int c = 0; c < shape.c(); c++) {
          for (int y = 0; y < tile.shape().h(); y++) {
            for (int x = 0; x < tile.shape().w(); x++) {
              expected.data()[expected.offset(0, c, y, x)] =
                  picture.at(0, c, (top + y) % shape.h(), (left + x) % shape.w());
            }
          }
        }
        assertThat(tile).as(drawn.toString()).isEqualTo(expected);
        // In phase with the rolled image; the first tile's margin may lie beyond its edge.
        int rolledTop = Math.floorMod(top + drawn.down(), shape.h());
        int rolledLeft = Math.floorMod(left + drawn.right(), shape.w());
        assertThat(Math.min(rolledTop % unit, (shape.h() - rolledTop) % unit)).isZero();
        assertThat(Math.min(rolledLeft % unit, (shape.w() - rolledLeft) % unit)).isZero();
      }
    }
  }

  @Test
  void theGradientIsTakenFromInsideTheMargin() {
    for (int i = 0; i < CASES; i++) {
      Case drawn = Case.draw(random);
      Shape shape = drawn.tiles().shape();
      assertThat(shape.h()).isLessThanOrEqualTo(drawn.largest());
      assertThat(shape.w()).isLessThanOrEqualTo(drawn.largest());
      Tensor taken = Tensor.zeros(drawn.picture());
      for (int t = 0; t < drawn.tiles().count(); t++) {
        drawn.tiles().write(t, numbered(shape), drawn.down(), drawn.right(), taken);
      }
      int top = drawn.tiles().cutDown() ? drawn.margin() : 0;
      int left = drawn.tiles().cutAcross() ? drawn.margin() : 0;
      boolean inside = true;
      for (float each : taken.data()) {
        int y = (int) each % (shape.h() * shape.w()) / shape.w();
        int x = (int) each % shape.w();
        inside &= y >= top && y < shape.h() - top && x >= left && x < shape.w() - left;
      }
      assertThat(inside).as(drawn.toString()).isTrue();
    }
  }

  @Test
  void areEvenAndNotMoreThanNeeded() {
    Tiles tiles = Tiles.of(Shape.of(1, 3, 400, 4000), 512, 32);
    assertThat(tiles.count()).isEqualTo(9); // 9 × 448 ≥ 4000 > 8 × 448
    assertThat(tiles.shape()).isEqualTo(Shape.of(1, 3, 400, 512));
    assertThat(tiles.cutDown()).isFalse();
    assertThat(Tiles.of(Shape.of(1, 3, 520, 512), 512, 32).shape())
        .isEqualTo(Shape.of(1, 3, 9 * 32 + 64, 512));
  }

  private static Tensor numbered(Shape shape) {
    Tensor picture = Tensor.zeros(shape);
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = i;
    }
    return picture;
  }
}
