package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Erf;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Activations, as layers and as arguments, against their definitions in plain loops. */
class KerasActivationsTest extends KerasLayerCase {
  KerasActivationsTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void activationsByName() throws IOException {
    Map<String, DoubleUnaryOperator> functions = new LinkedHashMap<>();
    functions.put("linear", x -> x);
    functions.put("relu", x -> Math.max(x, 0));
    functions.put("relu6", x -> Math.min(Math.max(x, 0), 6));
    functions.put("leaky_relu", x -> x > 0 ? x : 0.2 * x);
    functions.put("sigmoid", x -> 1 / (1 + Math.exp(-x)));
    functions.put("tanh", Math::tanh);
    functions.put("softplus", x -> Math.log1p(Math.exp(x)));
    functions.put("elu", x -> x > 0 ? x : Math.expm1(x));
    functions.put("selu", x -> 1.05070098 * (x > 0 ? x : 1.67326324 * Math.expm1(x)));
    functions.put("swish", x -> x / (1 + Math.exp(-x)));
    functions.put("silu", x -> x / (1 + Math.exp(-x)));
    functions.put("hard_swish", x -> x * Math.min(Math.max(x + 3, 0), 6) / 6);
    functions.put("hard_sigmoid", x -> Math.min(Math.max(0.2 * x + 0.5, 0), 1));
    functions.put("mish", x -> x * Math.tanh(Math.log1p(Math.exp(x))));
    functions.put("gelu", x -> x * (1 + Erf.of(x / Math.sqrt(2))) / 2);
    functions.put("softsign", x -> x / (1 + Math.abs(x)));
    for (Map.Entry<String, DoubleUnaryOperator> each : functions.entrySet()) {
      pointwise(
          each.getKey(),
          one("Activation", "{'activation':'" + each.getKey() + "'}"),
          each.getValue());
      // as an argument, as Keras 3 writes it
      pointwise(
          each.getKey(),
          one(
              "Activation",
              "{'activation':{'class_name':'function','config':'" + each.getKey() + "'}}"),
          each.getValue());
    }
    assertThatThrownBy(() -> one("Activation", "{'activation':'sine'}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("layer \"x\" (Activation): the activation \"sine\"");
  }

  /** Keras 3 changed the slope. */
  @Test
  void hardSigmoidOfKeras3() throws IOException {
    KerasBuilder builder =
        begin().version("3.4.1").add("Activation", "x", "{'activation':'hard_sigmoid'}", "input_1");
    pointwise("3", run(builder, "x"), x -> Math.min(Math.max(x / 6 + 0.5, 0), 1));
  }

  @Test
  void activationLayers() throws IOException {
    pointwise("relu", one("ReLU", "{'max_value':null,'threshold':0.0}"), x -> Math.max(x, 0));
    pointwise("relu6", one("ReLU", "{'max_value':6.0}"), x -> Math.min(Math.max(x, 0), 6));
    pointwise("leaky", one("ReLU", "{'negative_slope':0.1}"), x -> x > 0 ? x : 0.1 * x);
    pointwise(
        "leaky5",
        one("ReLU", "{'negative_slope':0.1,'max_value':5}"),
        x -> Math.min(x > 0 ? x : 0.1 * x, 5));
    pointwise("leaky", one("LeakyReLU", "{'alpha':0.25}"), x -> x > 0 ? x : 0.25 * x);
    pointwise("leaky", one("LeakyReLU", "{'negative_slope':0.5}"), x -> x > 0 ? x : 0.5 * x);
    pointwise("leaky", one("LeakyReLU", "{}"), x -> x > 0 ? x : 0.3 * x);
    pointwise("elu", one("ELU", "{'alpha':0.5}"), x -> x > 0 ? x : 0.5 * Math.expm1(x));
    float[] soft = one("Softmax", "{'axis':-1}");
    for (int i = 0; i < soft.length; i++) {
      double sum = 0;
      for (int c = 0; c < C; c++) {
        sum += Math.exp(picture[i / C * C + c]);
      }
      assertThat(soft[i]).isCloseTo((float) (Math.exp(picture[i]) / sum), within(1e-6f));
    }
    KerasBuilder slopes =
        begin()
            .add("PReLU", "x", "{'shared_axes':[1,2]}", "input_1")
            .weight("x", "alpha", new float[] {0.1f, 0.2f, 0.3f}, 1, 1, 3);
    float[] values = run(slopes, "x");
    for (int i = 0; i < values.length; i++) {
      float slope = 0.1f * (i % C + 1);
      assertThat(values[i])
          .isCloseTo(picture[i] > 0 ? picture[i] : slope * picture[i], within(1e-6f));
    }
  }
}
