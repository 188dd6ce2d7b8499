package dev.phosphene.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of views. */
class TransformSpecTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "jitter",
        "lucid",
        "article",
        "maco",
        "pad:12,jitter:9",
        "scale:0.9..1.1/0.02",
        "scale:1+0.975+1.025",
        "rotate:-10..10+0x5",
        "rotate:45x3+1+2+0.5..-0.5/0.25",
        "flip,crop:224,resize:300x200",
        "blur:1.5,noise:0.08,noise:0.08/0.04,roll:32",
        "crops:32/299",
        "crops:8/0.7..0.1",
        "crops:8/64/0.3..0.3,noise:0"
      })
  void printsAsItIsWritten(String text) {
    assertThat(TransformSpec.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "' pad : 12 , jitter : 8,scale:.9 .. 1.10/0.020,rotate:-10..10 + 0x5,jitter:4' | lucid",
        "jitter:8 | jitter",
        "jitter,blur:1 | jitter:8,blur:1",
        "crops:32/0.5..0.05,noise:0.08/0.04 | maco",
        "article,flip | pad:16,jitter:16,scale:0.95..1.05/0.025,rotate:-5..5,jitter:8,flip",
        "rotate:1+2+3+3+3 | rotate:1..3+3x2",
        "rotate:5..5+-0 | rotate:5+0",
        "crop:7x7 | crop:7"
      })
  void printsInOneForm(String text, String printed) {
    assertThat(TransformSpec.parse(text)).hasToString(printed);
    assertThat(TransformSpec.parse(printed)).isEqualTo(TransformSpec.parse(text));
  }

  @Test
  void anyChainReadsBack() {
    long seed = Seeds.next("ViewsTest");
    RandomGenerator random = new SplittableRandom(seed);
    for (int i = 0; i < 500; i++) {
      List<TransformStep> steps = new ArrayList<>();
      for (int k = random.nextInt(5); k >= 0; k--) {
        steps.add(step(random));
      }
      TransformSpec views = new TransformSpec(steps);
      assertThat(TransformSpec.parse(views.toString()))
          .as("%s, seed %d", views, seed)
          .isEqualTo(views);
    }
  }

  private static TransformStep step(RandomGenerator random) {
    return switch (random.nextInt(11)) {
      case 0 -> new GeometricStep.Pad(random.nextInt(100));
      case 1 -> new GeometricStep.Jitter(random.nextInt(100));
      case 2 -> new GeometricStep.Scale(choices(random, 0.5));
      case 3 -> new GeometricStep.Rotate(choices(random, -20));
      case 4 -> new GeometricStep.Flip();
      case 5 -> new GeometricStep.Crop(1 + random.nextInt(3), 1 + random.nextInt(3));
      case 6 -> new Resize(1 + random.nextInt(3), 1 + random.nextInt(3));
      case 7 -> new Blur(1000 * random.nextDouble());
      case 8 -> new Noise(random.nextDouble() * 1e-9, random.nextInt(3));
      case 9 -> new Roll(random.nextInt(100));
      default ->
          new Crops(
              1 + random.nextInt(9),
              random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(1 + random.nextInt(9)),
              random.nextInt(3) / 4.0,
              random.nextDouble());
    };
  }

  /** Runs, repetitions, and doubles that have no short decimal. */
  private static List<Double> choices(RandomGenerator random, double from) {
    List<Double> values = new ArrayList<>();
    double value = from;
    for (int i = random.nextInt(9); i >= 0; i--) {
      value += random.nextInt(3) == 0 ? random.nextDouble() : 0.1 * random.nextInt(2);
      values.add(value);
    }
    return values;
  }

  @Test
  void lucidIsWhatLucidHas() {
    List<Double> scales = new ArrayList<>();
    List<Double> angles = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      scales.add((90 + 2 * i) / 100.0);
    }
    for (int i = -10; i <= 10; i++) {
      angles.add((double) i);
    }
    angles.addAll(List.of(0.0, 0.0, 0.0, 0.0, 0.0));
    assertThat(TransformSpec.LUCID.steps())
        .containsExactly(
            new GeometricStep.Pad(12),
            new GeometricStep.Jitter(8),
            new GeometricStep.Scale(scales),
            new GeometricStep.Rotate(angles),
            new GeometricStep.Jitter(4));
    assertThat(TransformSpec.ARTICLE.steps())
        .contains(
            new GeometricStep.Scale(0.95, 0.975, 1, 1.025, 1.05), new GeometricStep.Jitter(16))
        .contains(new GeometricStep.Rotate(-5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5));
  }

  @Test
  void neighboringMovesAreOneResampling() {
    Shape shape = Shape.of(1, 3, 40, 30);
    assertThat(TransformSpec.parse("lucid,flip,crop:9x8").transform())
        .isInstanceOf(GeometricTransform.class);
    assertThat(TransformSpec.parse("lucid,crop:9x8,resize:7").transform())
        .isInstanceOf(GeometricTransform.class);
    assertThat(TransformSpec.parse("crop:9x8,flip").transform().input(shape))
        .isEqualTo(Shape.of(1, 3, 8, 9));
    assertThat(TransformSpec.parse("lucid,blur:1,lucid").transform()).isInstanceOf(Chain.class);
    assertThat(TransformSpec.parse("none").transform()).isSameAs(Transforms.none());
    assertThat(TransformSpec.LUCID.transform()).isNotSameAs(TransformSpec.LUCID.transform());
  }

  @Test
  void theCallerChoosesTheSizeOfCropsThatHaveNone() {
    Shape shape = Shape.of(2, 3, 64, 64);
    TransformSpec views = TransformSpec.parse("crops:4,crops:2/7");
    assertThat(views.transform().input(shape)).isEqualTo(Shape.of(16, 3, 7, 7));
    assertThat(views.cropsOnto(5)).hasToString("crops:4/5,crops:2/7");
    assertThat(TransformSpec.MACO.transform().input(shape)).isEqualTo(Shape.of(64, 3, 224, 224));
    assertThat(TransformSpec.MACO.cropsOnto(299)).hasToString("crops:32/299,noise:0.08/0.04");
    assertThat(TransformSpec.LUCID.cropsOnto(299)).isEqualTo(TransformSpec.LUCID);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jiter:8 | 0 | did you mean jitter?",
        "pad:1,bler:2 | 6 | did you mean blur?",
        "xyzzyx | 0 | there are none, jitter, lucid",
        "'' | 0 | expected a step",
        "pad:12, | 7 | expected a step",
        "pad | 0 | such as pad:12",
        "flip:3 | 0 | flip takes no number",
        "lucid:3 | 0 | lucid takes no number",
        "none,flip | 0 | none must stand alone",
        "flip,none | 5 | none must stand alone",
        "pad:12 jitter:8 | 7 | expected a comma",
        "pad:-1 | 4 | expected a number of pixels, 0 to 100000",
        "pad:1.5 | 4 | expected a number of pixels",
        "pad:99999999999 | 4 | expected a number of pixels",
        "crop:0 | 5 | 1 to 100000",
        "crop:8x | 7 | 1 to 100000",
        "scale:0 | 6 | expected a factor, 0.01 to 100",
        "scale:1+200 | 8 | expected a factor",
        "rotate:0..1/0.3 | 7 | steps of 0.3 do not lead from 0 to 1",
        "rotate:0..1/0 | 7 | steps of 0",
        "rotate:0..360/0.001 | 7 | steps of 0.001",
        "rotate:0x9999+0x9999 | 14 | more than 10000",
        "rotate:1e3 | 8 | expected a comma",
        "noise:0.1/x | 10 | uniform",
        "crops:4/0.5..2 | 13 | side at the beginning and the end",
        "crops:4/9/9 | 10 | side at the beginning and the end",
      })
  void showsWhereTheFaultIs(String text, int caret, String message) {
    assertThatThrownBy(() -> TransformSpec.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("cannot read the transforms: ")
        .hasMessageContaining(message)
        .hasMessageEndingWith("\n  " + text + "\n  " + " ".repeat(caret) + "^");
  }

  @Test
  void refusesImpossibleSteps() {
    assertThatThrownBy(() -> new GeometricStep.Scale(1, 0)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new GeometricStep.Rotate()).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Noise(Double.NaN, 0)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Crops(0)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new Resize(0, 4)).isInstanceOf(InputException.class);
  }
}
