package dev.phosphene.ascent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.image.Parameterization;
import dev.phosphene.recipe.ParameterizationKind;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchParameterizationTest {
  private static final Shape GROUP = Shape.of(2, 3, 7, 9);

  private static Parameterization three(ParameterizationKind param) {
    return new BatchParameterization(3, GROUP, shape -> param.of(shape, Recipe.LUCID));
  }

  @ParameterizedTest
  @EnumSource(ParameterizationKind.class)
  void everyGroupIsWhatItWouldBeAlone(ParameterizationKind param) {
    long seed = Seeds.draw();
    Parameterization groups = three(param);
    Parameterization alone = param.of(GROUP, Recipe.LUCID);
    float[] parameters = groups.start(new SplittableRandom(seed));
    assertThat(parameters).hasSize(3 * alone.size());
    Tensor all = Tensor.zeros(groups.picture());
    Tensor one = Tensor.zeros(GROUP);
    groups.apply(parameters, all);
    alone.apply(alone.start(new SplittableRandom(seed)), one);
    int size = one.data().length;
    for (int i = 0; i < 3; i++) {
      assertThat(Arrays.copyOfRange(all.data(), i * size, (i + 1) * size)).isEqualTo(one.data());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"PIXELS", "FOURIER", "PYRAMID", "ALIGNED"})
  void gradient(ParameterizationKind param) {
    Parameterization groups = three(param);
    Tensor picture = Tensor.zeros(groups.picture());
    Tensor cotangent = Tensor.zeros(groups.picture());
    VjpCheck.of(
            (point, value) -> {
              groups.apply(point, picture);
              System.arraycopy(picture.data(), 0, value, 0, value.length);
            },
            (point, given, gradient) -> {
              System.arraycopy(given, 0, cotangent.data(), 0, given.length);
              groups.vjp(point, cotangent, gradient);
            })
        .at(groups.start(new SplittableRandom(Seeds.draw())), groups.picture().size())
        .verify();
  }
}
