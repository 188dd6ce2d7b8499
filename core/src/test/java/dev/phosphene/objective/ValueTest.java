package dev.phosphene.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.error.InputException;
import dev.phosphene.io.Vectors;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that can be worked out by hand. */
class ValueTest {
  private static final Offset<Double> EXACT = within(1e-12);

  private static double value(String text, TestLayers taps) {
    return ObjectiveParser.parseOne(text).apply(taps.all());
  }

  private static TestLayers layer(Tensor activation) {
    return new TestLayers().with("a", activation);
  }

  @Test
  void totalVariation() {
    Tensor picture = TestLayers.of(TestLayers.shape(1, 1, 3, 3), 0, 0, 0, 0, 2, 0, 0, 0, 1);
    assertThat(value("tv(a)", layer(picture))).isEqualTo(10);
    assertThat(value("tv", new TestLayers().with("input", picture))).isEqualTo(10);
    Tensor row = TestLayers.of(TestLayers.shape(2, 1, 1, 4), 1, 3, 0, 0, 5, 5, 5, 5);
    assertThat(value("tv(a)", layer(row))).isEqualTo(2.5);
    Tensor channels = TestLayers.of(TestLayers.shape(1, 2, 2, 1), 1, 3, 10, 20);
    assertThat(value("tv(a)", layer(channels))).isEqualTo(12);
  }

  @Test
  void distances() {
    Tensor values = TestLayers.of(TestLayers.shape(1, 1, 1, 3), 0.5, -2.5, 4.5);
    assertThat(value("l1(a)", layer(values))).isEqualTo(7.5);
    assertThat(value("l1(a, 0.5)", layer(values))).isEqualTo(7);
    assertThat(value("l1", new TestLayers().with("input", values))).isEqualTo(7);
    assertThat(value("l2(a, 0.5)", layer(values))).isCloseTo(Math.sqrt(25 + 1e-6), EXACT);
    assertThat(value("l2", new TestLayers().with("input", values)))
        .isCloseTo(Math.sqrt(25 + 1e-6), EXACT);
    assertThat(value("l2(a)", layer(Tensor.zeros(1, 1, 2, 2)))).isCloseTo(1e-3, EXACT);
  }

  @Test
  void blur() {
    Tensor flat = Tensor.zeros(1, 2, 3, 4);
    flat.fill(.7f);
    assertThat(value("blur(a)", layer(flat))).isCloseTo(0, EXACT);
    // A single point: 1 of 5 stays in the middle; in a corner, 1 of 2.5; on an edge, 1 of 3.5.
    Tensor middle = TestLayers.of(TestLayers.shape(1, 1, 3, 3), 0, 0, 0, 0, 5, 0, 0, 0, 0);
    double rest = 4 * Math.pow(2.5 / 2.5, 2) + 4 * Math.pow(2.5 / 3.5, 2);
    assertThat(value("blur(a)", layer(middle))).isCloseTo((16 + rest) / 2, EXACT);
  }

  /** The blurred copy counts as a constant, so finite differences hold it. */
  @Test
  void blurHasTheGradientWithTheBlurredCopyHeld() {
    long seed = Seeds.next("blur's gradient");
    SplittableRandom random = new SplittableRandom(seed);
    TestLayers taps = new TestLayers().with("input", TestLayers.normal(random, 4, 3, 5, 6));
    float[] point = taps.point();
    int size = 3 * 5 * 6;
    double[] held = new double[point.length];
    for (int i = size; i < 3 * size; i++) {
      held[i] = blurred(point, i / 30 * 30, i % 6, i / 6 % 5);
    }
    Objective blur = ObjectiveParser.parseOne("blur");
    VjpCheck.of(
            (x, value) -> {
              double sum = 0;
              for (int i = size; i < 3 * size; i++) {
                sum += (x[i] - held[i]) * (x[i] - held[i]);
              }
              value[0] = (float) (sum / 2 / 2); // the mean over two images
            },
            (x, cotangent, gradient) -> {
              float[] found = taps.gradient(blur, taps.seen(1, 2), cotangent[0]);
              System.arraycopy(found, 0, gradient, 0, found.length);
            })
        .at(point, 1)
        .verify();
  }

  /** One value of a blurred channel of 5×6, by the definition. */
  private static double blurred(float[] data, int from, int x, int y) {
    double sum = 0;
    double weights = 0;
    for (int j = 0; j < 5; j++) {
      for (int i = 0; i < 6; i++) {
        int distance = Math.max(Math.abs(j - y), Math.abs(i - x));
        double weight = distance == 0 ? 1 : distance == 1 ? .5 : 0;
        sum += weight * data[from + j * 6 + i];
        weights += weight;
      }
    }
    return sum / weights;
  }

  @Test
  void dreamIsTheMeanSquare() {
    assertThat(value("dream(a)", layer(TestLayers.of(TestLayers.shape(1, 2, 1, 2), 1, -2, 3, 0))))
        .isEqualTo(14 / 4.0);
  }

  @Test
  void placesOfAChannel() {
    Tensor odd = TestLayers.of(TestLayers.shape(1, 1, 3, 3), 0, 1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(value("a:0@center", layer(odd))).isEqualTo(4);
    assertThat(value("a:0@2,0", layer(odd))).isEqualTo(2);
    assertThat(value("a:0@0-1,1-2", layer(odd))).isEqualTo((3 + 4 + 6 + 7) / 4.0);
    Tensor even = TestLayers.of(TestLayers.shape(1, 1, 2, 4), 0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(value("a:0@center", layer(even))).isEqualTo(6);
  }

  @Test
  void channelsAreFoundAmongTheKept() {
    TestLayers taps =
        new TestLayers()
            .with("a", TestLayers.of(TestLayers.shape(1, 2, 1, 2), 1, 3, 5, 9), List.of(17, 40));
    assertThat(value("a:40", taps)).isEqualTo(7);
    taps.gradient(new Channel("a", 40), taps.all(), 1);
    assertThat(taps.cotangent("a")).containsExactly(0, 0, .5f, .5f);
  }

  @Test
  void directionTimesCosine() {
    Vectors vector = vector(false, TestLayers.of(TestLayers.shape(1, 2, 1, 1), 0, 2));
    // Two positions, (3, 4) and (1, −1).
    TestLayers taps = layer(TestLayers.of(TestLayers.shape(1, 2, 1, 2), 3, 1, 4, -1));
    assertThat(new Direction("a", vector).apply(taps.all())).isEqualTo((8 - 2) / 2.0);
    double first = 8 * Math.pow(8 / ((1e-4 + 5) * (1e-4 + 2)), 3);
    double second = -2 * Math.pow(.1, 3);
    assertThat(new Direction("a", vector, 3, Place.Fixed.EVERYWHERE).apply(taps.all()))
        .isCloseTo((first + second) / 2, EXACT);
    assertThat(new Direction("a", vector, 3, Region.at(0, 0)).apply(taps.all()))
        .isCloseTo(first, EXACT);
  }

  @Test
  void patchLiesInTheMiddleOrWhereItIsPut() {
    Vectors patch = vector(true, TestLayers.of(TestLayers.shape(1, 1, 1, 2), 10, 100));
    TestLayers taps =
        layer(TestLayers.of(TestLayers.shape(1, 1, 2, 5), 1, 2, 3, 4, 5, 6, 7, 8, 9, 0));
    assertThat(new Direction("a", patch).apply(taps.all())).isEqualTo((20 + 300) / 2.0);
    assertThat(new Direction("a", patch, 0, Place.Fixed.CENTER).apply(taps.all()))
        .isEqualTo((20 + 300) / 2.0);
    assertThat(new Direction("a", patch, 0, Region.at(2, 1)).apply(taps.all()))
        .isEqualTo((80 + 900) / 2.0);
  }

  @Test
  void directionFitsItsLayer() {
    Objective five = new Direction("a", vector(false, Tensor.zeros(1, 5, 1, 1)));
    assertThatThrownBy(() -> five.check(Map.of("a", Shape.of(1, 7, 3, 3))))
        .isInstanceOf(InputException.class)
        .hasMessage("v.npy has 5 numbers; layer \"a\" has 7 channels");
    five.check(Map.of("a", Shape.of(1, 5, 3, 3)));
    Vectors patch = vector(true, Tensor.zeros(1, 7, 2, 4));
    assertThatThrownBy(() -> new Direction("a", patch).check(Map.of("a", Shape.of(1, 7, 3, 3))))
        .hasMessage("the patch of 4×2 positions in v.npy is larger than layer \"a\", 3×3");
    Objective placed = new Direction("a", patch, 0, Region.at(1, 2));
    assertThatThrownBy(() -> placed.check(Map.of("a", Shape.of(1, 7, 3, 9))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("position 1-4,2-3 is outside of layer \"a\"");
    assertThatThrownBy(() -> new Direction("a", patch, 0, new Region(1, 4, 0, 0)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("upper left corner");
    assertThat(placed.files()).isEqualTo(Map.of(Path.of("v.npy"), "beef"));
  }

  @Test
  void sameStylesAreNotDiverse() {
    Tensor one = TestLayers.normal(new SplittableRandom(Seeds.next("diversity")), 1, 5, 7, 19);
    assertThat(value("diversity(a)", layer(repeated(one, 2)))).isEqualTo(-1);
    assertThat(value("diversity(a)", layer(repeated(one, 3)))).isEqualTo(-2);
    assertThat(value("diversity(a)", layer(one))).isEqualTo(0);
    assertThat(value("diversity(a)", layer(Tensor.zeros(2, 3, 2, 2)))).isEqualTo(0);
    TestLayers dead = layer(Tensor.zeros(2, 3, 2, 2));
    assertThat(dead.gradient(new Diversity("a"), dead.all(), 1)).containsOnly(0);
  }

  @Test
  void diversityIsMinusTheCosineOfGramMatrices() {
    // [[1, 2], [2, 4]] and [[1, 0], [0, 9]].
    Tensor two = TestLayers.of(TestLayers.shape(2, 2, 1, 2), 1, 0, 2, 0, 1, 0, 0, 3);
    assertThat(value("diversity(a)", layer(two))).isCloseTo(-(1 + 36) / (5 * Math.sqrt(82)), EXACT);
  }

  @Test
  void gramMatrixOfManyPositions() {
    SplittableRandom random = new SplittableRandom(Seeds.next("Gram matrix"));
    Tensor tensor = TestLayers.normal(random, 2, 7, 13, 21); // two chunks and a bit
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = Math.max(0, tensor.data()[i]);
    }
    float[][] gram = Gram.of(tensor, 1).values();
    for (int i = 0; i < 7; i++) {
      for (int j = 0; j < 7; j++) {
        double sum = 0;
        for (int p = 0; p < 13 * 21; p++) {
          sum +=
              (double) tensor.data()[tensor.offset(1, i) + p]
                  * tensor.data()[tensor.offset(1, j) + p];
        }
        assertThat(gram[i][j]).isCloseTo((float) sum, within(1e-3f));
      }
    }
  }

  @Test
  void alignmentFallsWithTheDistance() {
    Tensor steps = TestLayers.of(TestLayers.shape(6, 1, 1, 1), 0, 1, 2, 3, 4, 5);
    double expected = 5 * 1 / 2.0 + 4 * 4 / 4.0 + 3 * 9 / 8.0 + 2 * 16 / 16.0;
    assertThat(value("align(a)", layer(steps))).isEqualTo(-expected);
    Tensor same = Tensor.zeros(3, 2, 2, 2);
    same.fill(4);
    assertThat(value("align(a)", layer(same))).isEqualTo(0);
  }

  @Test
  void interpolationGoesFromOneToTheOther() {
    TestLayers taps =
        new TestLayers()
            .with("a", TestLayers.of(TestLayers.shape(3, 1, 1, 1), 1, 2, 4))
            .with("b", TestLayers.of(TestLayers.shape(3, 1, 1, 1), 10, 20, 40));
    Objective both = ObjectiveParser.parseOne("interpolate(a:0, b:0)");
    assertThat(both.apply(taps.all())).isEqualTo((1 + (2 + 20) / 2.0 + 40) / 3);
    assertThat(both.apply(taps.seen(1, 1))).isEqualTo(2);
    assertThat(both.pictures()).isEqualTo(2);
  }

  @Test
  void productsDoNotMixPictures() {
    TestLayers taps =
        new TestLayers()
            .with("a", TestLayers.of(TestLayers.shape(2, 1, 1, 1), 1, 3))
            .with("b", TestLayers.of(TestLayers.shape(2, 1, 1, 1), 10, 100));
    assertThat(value("a:0*b:0", taps)).isEqualTo((10 + 300) / 2.0);
    assertThat(value("2*a:0*a:0*3", taps)).isEqualTo(6 * (1 + 9) / 2.0);
    assertThat(value("(a:0 - 1*b:0)*b:0", taps)).isEqualTo((-90 - 9700) / 2.0);
    double diversity = value("diversity(a)", taps);
    assertThat(value("a:0*diversity(a)", taps)).isEqualTo(2 * diversity);
  }

  @Test
  void likeIsZeroForTheSameAndMinusOneForNothing() {
    Tensor photo = TestLayers.of(TestLayers.shape(2, 2, 1, 2), 9, 9, 9, 9, 1, 2, 3, 4);
    TestLayers same =
        layer(TestLayers.of(TestLayers.shape(1, 2, 1, 2), 1, 2, 3, 4)).photo("p", "a", photo, 1);
    assertThat(value("like(a, p)", same)).isEqualTo(0);
    TestLayers dark = layer(Tensor.zeros(1, 2, 1, 2)).photo("p", "a", photo, 1);
    assertThat(value("like(a, p)", dark)).isCloseTo(-1, EXACT);
    TestLayers other = layer(TestLayers.of(TestLayers.shape(2, 2, 1, 2), 1, 2, 3, 5, 1, 2, 3, 7));
    other.photo("p", "a", photo, 1);
    assertThat(value("like(a, p)", other)).isCloseTo(-(1 + 9) / 30.0 / 2, EXACT);
    assertThat(ObjectiveParser.parseOne("like(a, p)").photos()).containsExactly(Path.of("p"));
  }

  @Test
  void deadPhotographGivesNoNumberThatIsNone() {
    TestLayers taps = layer(TestLayers.of(TestLayers.shape(1, 1, 1, 1), 1));
    taps.photo("p", "a", Tensor.zeros(1, 1, 1, 1), 0);
    for (String text : List.of("like(a, p)", "style(a, p)", "caricature(a, p, 2)", "guide(a, p)")) {
      assertThat(value(text, taps)).isFinite();
      float[] gradient = taps.gradient(ObjectiveParser.parseOne(text), taps.all(), 1);
      assertThat(Float.isFinite(gradient[0])).as(text).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"like(a, p)", "caricature(a, p)", "caricature(a, p, 2)"})
  void photographsMustHaveThePicturesSize(String text) {
    TestLayers taps = layer(Tensor.zeros(1, 2, 3, 4)).photo("p", "a", Tensor.zeros(1, 2, 4, 3), 0);
    assertThatThrownBy(() -> value(text, taps))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "p is 3×4 at layer \"a\", where the image is 4×3; they must have the same size");
  }

  @Test
  void caricature() {
    TestLayers taps = layer(TestLayers.of(TestLayers.shape(1, 1, 1, 2), 3, 4));
    taps.photo("p", "a", TestLayers.of(TestLayers.shape(1, 1, 1, 2), 2, 1), 0);
    assertThat(value("caricature(a, p)", taps)).isEqualTo(10);
    assertThat(value("caricature(a, p, 2)", taps))
        .isCloseTo(10 * Math.pow(10 / (5 + 1e-6), 2), EXACT);
    taps.photo("q", "a", TestLayers.of(TestLayers.shape(1, 1, 1, 2), -2, -1), 0);
    assertThat(value("caricature(a, q, 2)", taps)).isCloseTo(-10 * .01, EXACT);
  }

  @Test
  void styleForgetsWhereThingsAreAndHowMany() {
    TestLayers taps = layer(TestLayers.of(TestLayers.shape(1, 2, 1, 2), 1, 2, 3, 4));
    taps.photo("p", "a", TestLayers.of(TestLayers.shape(1, 2, 2, 2), 2, 1, 1, 2, 4, 3, 3, 4), 0);
    assertThat(value("style(a, p)", taps)).isEqualTo(0);
    TestLayers dark = layer(Tensor.zeros(1, 2, 1, 2));
    dark.photo("p", "a", TestLayers.of(TestLayers.shape(1, 2, 1, 1), 1, 3), 0);
    assertThat(value("style(a, p)", dark)).isCloseTo(-1, EXACT);
    // Gram matrices [[1]] and [[4]]: −(3 / 4)² of the photograph's square.
    TestLayers one = layer(TestLayers.of(TestLayers.shape(1, 1, 1, 1), 1));
    one.photo("p", "a", TestLayers.of(TestLayers.shape(1, 1, 1, 1), 2), 0);
    assertThat(value("style(a, p)", one)).isCloseTo(-9 / 16.0, EXACT);
  }

  @Test
  void guideFollowsTheBestFeature() {
    // Features (1, 0), (0, 3) and (2, 2) of a photograph with one row of three.
    Tensor photo = TestLayers.of(TestLayers.shape(1, 2, 1, 3), 1, 0, 2, 0, 3, 2);
    // Positions (1, 1), (−1, 2), (−1, −1) and (1, −9).
    TestLayers taps =
        layer(TestLayers.of(TestLayers.shape(1, 2, 2, 2), 1, -1, -1, 1, 1, 2, -1, -9));
    taps.photo("p", "a", photo, 0);
    assertThat(value("guide(a, p)", taps)).isEqualTo((4 + 6 - 1 + 1) / 4.0);
    assertThat(taps.gradient(new Guide("a", Path.of("p")), taps.all(), 4))
        .containsExactly(2, 0, 1, 1, 2, 3, 0, 0);
  }

  /** What looks at single images gives several the mean of what it gives each. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a:1",
        "a:0@2,1",
        "dream(a)",
        "tv(a)",
        "l1(a)",
        "l2(a, 1)",
        "blur(a)",
        "like(a, p)",
        "caricature(a, p, 2)",
        "style(a, p)",
        "guide(a, p)",
        "a:1*dream(a) - 2*l2(a)"
      })
  void severalPicturesHaveTheMean(String text) {
    SplittableRandom random = new SplittableRandom(Seeds.next("mean of " + text));
    TestLayers taps = layer(TestLayers.normal(random, 5, 2, 3, 4));
    taps.photo("p", "a", TestLayers.normal(random, 1, 2, 3, 4), 0);
    Objective objective = ObjectiveParser.parseOne(text);
    double mean = 0;
    for (int i = 1; i < 4; i++) {
      mean += objective.apply(taps.seen(i, 1)) / 3;
    }
    assertThat(objective.pictures()).isEqualTo(1);
    assertThat(objective.apply(taps.seen(1, 3))).isCloseTo(mean, within(1e-9 * Math.abs(mean)));
  }

  private static Vectors vector(boolean patch, Tensor values) {
    return new Vectors(Path.of("v.npy"), "beef", patch, values);
  }

  private static Tensor repeated(Tensor one, int times) {
    int[] extents = one.shape().toArray();
    extents[0] *= times;
    Tensor all = Tensor.zeros(extents);
    for (int i = 0; i < times; i++) {
      System.arraycopy(one.data(), 0, all.data(), i * one.data().length, one.data().length);
    }
    return all;
  }
}
