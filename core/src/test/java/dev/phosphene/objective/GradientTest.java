package dev.phosphene.objective;

import dev.phosphene.Seeds;
import dev.phosphene.io.Vectors;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of every objective, over every layer, for one and several examples. */
class GradientTest {
  private static final int BATCH = 6;
  private static final Path PHOTO = Path.of("photo.jpg");

  /** How the layers' values are made, so that the objective is smooth around them. */
  private enum Values {
    /** Without any structure. */
    NORMAL,
    /** Far from each other. */
    SPREAD,
    /** Like the photograph, and its direction. */
    ALIKE,
    /** Unlike them. */
    UNLIKE
  }

  private record Case(Objective objective, Values values) {
    @Override
    public String toString() {
      return objective + " " + values;
    }
  }

  private static Case smooth(String text) {
    return new Case(ObjectiveParser.parseOne(text), Values.NORMAL);
  }

  private static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    Stream.of(
            "a:2",
            "a:1@center",
            "a:1@3,2",
            "a:0@1-4,0-2",
            "dream(a)",
            "l2",
            "l2(a)",
            "l2(a, -0.3)",
            "diversity(a)",
            "align(a)",
            "interpolate(a:1, dream(b) - b:0@center)",
            "like(a, photo.jpg)",
            "like(input, photo.jpg)",
            "style(a, photo.jpg)",
            "style(a, photo.jpg) + 0.2*style(b, photo.jpg)",
            "caricature(a, photo.jpg)",
            "2*(a:1 - b:0) - 0.5*dream(a)",
            "a:1*b:1*dream(a)",
            "a:1*diversity(a)",
            "-(a:0 + b:1)*(dream(b) - a:3@1,1) + 3*align(b)")
        .map(GradientTest::smooth)
        .forEach(cases::add);
    Stream.of("tv", "tv(a)", "l1", "l1(a)", "l1(a, 2)", "a:476 + 0.5*b:12 - 1e-3*tv")
        .map(text -> text.replace("476", "3").replace("12", "1"))
        .map(text -> new Case(ObjectiveParser.parseOne(text), Values.SPREAD))
        .forEach(cases::add);
    cases.add(new Case(new Guide("a", PHOTO), Values.ALIKE));
    for (Values values : List.of(Values.ALIKE, Values.UNLIKE)) {
      cases.add(new Case(new Caricature("a", PHOTO, 2), values));
      cases.add(new Case(new Caricature("input", PHOTO, 0.5), values));
      for (double power : new double[] {0, 0.5, 1, 4}) {
        cases.add(new Case(new Direction("a", direction(), power, Place.Fixed.EVERYWHERE), values));
      }
      cases.add(new Case(new Direction("a", direction(), 2, Place.Fixed.CENTER), values));
      cases.add(new Case(new Direction("a", direction(), 2, new Region(1, 4, 0, 2)), values));
    }
    for (double power : new double[] {0, 2}) {
      cases.add(new Case(new Direction("a", patch(), power, Place.Fixed.CENTER), Values.NORMAL));
      cases.add(new Case(new Direction("a", patch(), power, Region.at(3, 1)), Values.NORMAL));
    }
    return cases.stream();
  }

  private static Stream<Arguments> all() {
    return cases()
        .flatMap(
            one ->
                Stream.of(
                    Arguments.of(one, 0, 1), Arguments.of(one, 2, 3), Arguments.of(one, 1, 5)))
        .filter(
            arguments -> {
              Case one = (Case) arguments.get()[0];
              // An image has nobody to compare with in a batch of one.
              return one.objective.pictures() == 1
                  || one.objective instanceof Interpolate
                  || (int) arguments.get()[2] > 1;
            });
  }

  @ParameterizedTest
  @MethodSource("all")
  void agreesWithFiniteDifferences(Case one, int first, int count) {
    long seed = Seeds.next("GradientTest " + one);
    taps(one, new SplittableRandom(seed)).verify(one.objective, first, count, .01);
  }

  /** Layers input, a and b, and a photograph, of which the second of two is meant. */
  private static TestLayers taps(Case one, RandomGenerator random) {
    Tensor photoA = photo(random, 2, 4, 3, 6);
    Tensor photoInput = photo(random, 2, 3, 4, 5);
    TestLayers taps =
        new TestLayers()
            .photo("photo.jpg", "a", photoA, 1)
            .photo("photo.jpg", "b", photo(random, 2, 2, 3, 3), 1)
            .photo("photo.jpg", "input", photoInput, 1);
    return taps.with("input", values(one, random, photoInput, BATCH, 3, 4, 5))
        .with("a", values(one, random, photoA, BATCH, 4, 3, 6))
        .with("b", values(one, random, photoInput, BATCH, 2, 3, 3));
  }

  private static Tensor values(Case one, RandomGenerator random, Tensor photo, int... extents) {
    Tensor values =
        one.values == Values.SPREAD
            ? TestLayers.spread(random, extents)
            : TestLayers.normal(random, extents);
    if (one.values == Values.NORMAL && one.objective instanceof Direction placed) {
      return alongPatch(values, placed.place());
    }
    if (one.values == Values.ALIKE || one.values == Values.UNLIKE) {
      float sign = one.values == Values.ALIKE ? 1 : -1;
      int size = Math.min(values.data().length / extents[0], photo.data().length / 2);
      for (int i = 0; i < values.data().length; i++) {
        float seen =
            one.objective instanceof Direction
                ? component(i, extents)
                : photo.data()[photo.data().length / 2 + i % size];
        int round = i / size;
        values.data()[i] = sign * seen * (1 + .25f * round) + .05f * values.data()[i];
      }
    }
    return values;
  }

  /** One-hot features, so that the best of them is never in doubt, with a little noise. */
  private static Tensor photo(RandomGenerator random, int... extents) {
    Tensor photo = TestLayers.normal(random, extents);
    int positions = extents[2] * extents[3];
    for (int i = 0; i < photo.data().length; i++) {
      int channel = i / positions % extents[1];
      int position = i % positions;
      float peak = position % extents[1] == channel ? 2 + .5f * position : 0;
      photo.data()[i] = peak + .01f * photo.data()[i];
    }
    return photo;
  }

  private static float component(int index, int... extents) {
    return direction().values().data()[index / (extents[2] * extents[3]) % extents[1]];
  }

  /** Values in layer a of which the cosine with the patch is far from the threshold. */
  private static Tensor alongPatch(Tensor values, Place place) {
    Tensor patch = patch().values();
    int x0 = place instanceof Region region ? region.x0() : 2;
    int y0 = place instanceof Region region ? region.y0() : 0;
    Shape shape = values.shape();
    for (int n = 0; n < shape.n() && shape.c() == 4; n++) {
      for (int c = 0; c < 4; c++) {
        for (int y = 0; y < 2; y++) {
          for (int x = 0; x < 2; x++) {
            float sign = x == 0 ? 1 : -1;
            int at = values.offset(n, c, y0 + y, x0 + x);
            values.data()[at] = sign * patch.at(0, c, y, x) + .05f * values.data()[at];
          }
        }
      }
    }
    return values;
  }

  private static Vectors direction() {
    return new Vectors(
        Path.of("v.npy"), "", false, TestLayers.of(TestLayers.shape(1, 4, 1, 1), 1, -.5, 0, 2));
  }

  /** 2×2 positions; in layer a of 6×3, centered from (2, 0) on. */
  private static Vectors patch() {
    Tensor values = TestLayers.normal(new SplittableRandom(4), 1, 4, 2, 2);
    return new Vectors(Path.of("p.npy"), "", true, values);
  }
}
