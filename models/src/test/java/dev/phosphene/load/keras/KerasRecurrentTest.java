package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.graph.Graph;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reshapes to sequences, and recurrent layers over the rows of an image, in plain loops. */
class KerasRecurrentTest extends KerasLayerCase {
  private static final int FEATURES = W * C;
  private static final int UNITS = 2;
  private static final String ROWS = "{'target_shape':[5,12]}";

  KerasRecurrentTest(@TempDir Path folder) {
    super(folder);
  }

  @Test
  void reshapesAndPermutes() throws IOException {
    assertThat(one("Reshape", ROWS)).containsExactly(picture);
    assertThat(one("Reshape", "{'target_shape':[2,-1,5]}")).containsExactly(picture);
    assertThat(one("Reshape", "{'target_shape':[60]}")).containsExactly(picture);
    KerasBuilder sequence =
        begin()
            .add("Reshape", "rows", ROWS, "input_1")
            .add("Reshape", "x", "{'target_shape':[4,5,3]}", "rows");
    assertThat(run(sequence, "x")).containsExactly(picture);
    float[] turned = one("Permute", "{'dims':[2,3,1]}");
    KerasBuilder steps =
        begin()
            .add("Reshape", "rows", ROWS, "input_1")
            .add("Permute", "x", "{'dims':[2,1]}", "rows");
    float[] columns = run(steps, "x");
    for (int y = 0; y < H; y++) {
      for (int i = 0; i < FEATURES; i++) {
        assertThat(turned[i * H + y]).isEqualTo(picture[y * FEATURES + i]);
        assertThat(columns[i * H + y]).isEqualTo(picture[y * FEATURES + i]);
      }
    }
    KerasBuilder flat =
        begin().add("Reshape", "rows", ROWS, "input_1").add("Flatten", "x", "{}", "rows");
    assertThat(run(flat, "x")).containsExactly(picture);
  }

  @ParameterizedTest
  @CsvSource({
    "SimpleRNN, false, false, true",
    "SimpleRNN, true, true, false",
    "LSTM, false, false, true",
    "LSTM, true, false, true",
    "LSTM, true, true, false",
    "LSTM, false, true, true",
    "GRU, true, false, true",
    "GRU, false, true, false",
    "ResetGRU, true, false, true",
    "ResetGRU, false, true, true",
    "ResetGRU, true, false, false"
  })
  void recurrentLayers(String kind, boolean sequences, boolean backward, boolean bias)
      throws IOException {
    String config =
        "{'units':2,'return_sequences':%b,'go_backwards':%b,'use_bias':%b,'reset_after':%b}"
            .formatted(sequences, backward, bias, kind.equals("ResetGRU"));
    KerasBuilder builder =
        begin()
            .add("Reshape", "rows", ROWS, "input_1")
            .add(kind.replace("Reset", ""), "x", config, "rows");
    weights(builder, kind, kind.equals("LSTM") ? "x/lstm_cell/" : "", bias);
    float[][] states = states(kind, builder.weights("x"), backward);
    assertClose(run(builder, "x"), sequences ? states : new float[][] {states[H - 1]});
  }

  private void weights(KerasBuilder builder, String kind, String prefix, boolean bias) {
    int shares = UNITS * (kind.equals("LSTM") ? 4 : kind.equals("SimpleRNN") ? 1 : 3);
    builder
        .random(random, "x", prefix + "kernel", FEATURES, shares)
        .random(random, "x", prefix + "recurrent_kernel", UNITS, shares);
    if (bias && kind.equals("ResetGRU")) {
      builder.random(random, "x", prefix + "bias", 2, shares);
    } else if (bias) {
      builder.random(random, "x", prefix + "bias", shares);
    }
  }

  private static void assertClose(float[] actual, float[][] expected) {
    assertThat(actual).hasSize(expected.length * expected[0].length);
    for (int i = 0; i < actual.length; i++) {
      float value = expected[i / expected[0].length][i % expected[0].length];
      assertThat(actual[i]).as("value " + i).isCloseTo(value, within(1e-5f));
    }
  }

  /** The states in the order in which the layer takes its steps. */
  private float[][] states(String kind, List<KerasBuilder.Weight> weights, boolean backward) {
    float[][] states = new float[H][];
    double[] h = new double[UNITS];
    double[] memory = new double[UNITS];
    for (int step = 0; step < H; step++) {
      int row = backward ? H - 1 - step : step;
      double[] before = h.clone();
      for (int u = 0; u < UNITS; u++) {
        double[] x = new double[4];
        double[] r = new double[4];
        for (int gate = 0; gate < 4; gate++) {
          x[gate] = input(weights, row, gate, u);
          r[gate] = recurrent(weights, before, gate, u);
        }
        switch (kind) {
          case "SimpleRNN" -> h[u] = Math.tanh(x[0] + r[0]);
          case "LSTM" -> {
            double kept = sigmoid(x[1] + r[1]) * memory[u];
            memory[u] = kept + sigmoid(x[0] + r[0]) * Math.tanh(x[2] + r[2]);
            h[u] = sigmoid(x[3] + r[3]) * Math.tanh(memory[u]);
          }
          case "GRU" -> {
            double[] reset = new double[UNITS];
            for (int k = 0; k < UNITS; k++) {
              double sum = input(weights, row, 1, k) + recurrent(weights, before, 1, k);
              reset[k] = sigmoid(sum) * before[k];
            }
            double z = sigmoid(x[0] + r[0]);
            double candidate = Math.tanh(x[2] + recurrent(weights, reset, 2, u));
            h[u] = z * before[u] + (1 - z) * candidate;
          }
          default -> {
            double z = sigmoid(x[0] + r[0]);
            double candidate = Math.tanh(x[2] + sigmoid(x[1] + r[1]) * r[2]);
            h[u] = z * before[u] + (1 - z) * candidate;
          }
        }
      }
      states[step] = new float[] {(float) h[0], (float) h[1]};
    }
    return states;
  }

  /** A gate's share of a row of the image, with the input's bias; 0 for a gate that is not. */
  private double input(List<KerasBuilder.Weight> weights, int row, int gate, int unit) {
    KerasBuilder.Weight kernel = weights.get(0);
    int shares = kernel.extents()[1];
    int column = gate * UNITS + unit;
    if (column >= shares) {
      return 0;
    }
    double sum = weights.size() > 2 ? weights.get(2).values()[column] : 0;
    for (int i = 0; i < FEATURES; i++) {
      sum += picture[row * FEATURES + i] * (double) kernel.values()[i * shares + column];
    }
    return sum;
  }

  private static double recurrent(
      List<KerasBuilder.Weight> weights, double[] state, int gate, int unit) {
    KerasBuilder.Weight kernel = weights.get(1);
    int shares = kernel.extents()[1];
    int column = gate * UNITS + unit;
    if (column >= shares) {
      return 0;
    }
    boolean two = weights.size() > 2 && weights.get(2).extents().length == 2;
    double sum = two ? weights.get(2).values()[shares + column] : 0;
    for (int k = 0; k < UNITS; k++) {
      sum += state[k] * kernel.values()[k * shares + column];
    }
    return sum;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @ParameterizedTest
  @CsvSource({"concat, true", "concat, false", "sum, true", "ave, false", "mul, true"})
  void bothDirections(String merge, boolean sequences) throws IOException {
    KerasBuilder builder = bidirectional("LSTM", merge, sequences);
    assertClose(run(builder, "x"), merged(builder, "LSTM", merge, sequences));
  }

  private KerasBuilder bidirectional(String kind, String merge, boolean sequences) {
    String inner = "{'units':2,'return_sequences':%b,'use_bias':true}".formatted(sequences);
    KerasBuilder builder =
        begin()
            .add("Reshape", "rows", ROWS, "input_1")
            .add(
                "Bidirectional",
                "x",
                "{'merge_mode':'%s','layer':{'class_name':'%s','config':%s}}"
                    .formatted(merge, kind, inner),
                "rows");
    weights(builder, kind, "x/forward_rnn/cell/", true);
    weights(builder, kind, "x/backward_rnn/cell/", true);
    return builder;
  }

  private float[][] merged(KerasBuilder builder, String kind, String merge, boolean sequences) {
    float[][] forward = states(kind, builder.weights("x").subList(0, 3), false);
    float[][] backward = states(kind, builder.weights("x").subList(3, 6), true);
    float[][] all = new float[sequences ? H : 1][];
    for (int t = 0; t < all.length; t++) {
      float[] a = forward[sequences ? t : H - 1];
      float[] b = backward[H - 1 - (sequences ? t : 0)];
      all[t] =
          switch (merge) {
            case "concat" -> new float[] {a[0], a[1], b[0], b[1]};
            case "sum" -> new float[] {a[0] + b[0], a[1] + b[1]};
            case "ave" -> new float[] {(a[0] + b[0]) / 2, (a[1] + b[1]) / 2};
            default -> new float[] {a[0] * b[0], a[1] * b[1]};
          };
    }
    return all;
  }

  /** Both directions' arrays in the groups of Keras 3's archives. */
  @Test
  void readsArchives() throws IOException {
    KerasBuilder builder = bidirectional("LSTM", "concat", true);
    List<KerasBuilder.Weight> all = builder.weights("x");
    Map<String, List<KerasBuilder.Weight>> groups = new LinkedHashMap<>();
    groups.put("layers/bidirectional", List.of());
    groups.put("layers/bidirectional/forward_layer/cell", all.subList(0, 3));
    groups.put("layers/bidirectional/backward_layer/cell", all.subList(3, 6));
    Path file = folder.resolve("both.keras");
    builder.version("3.5.0").keras(file, builder.functional3("model"), groups, false);
    Graph graph = KerasModel.model("m", file).graph();
    assertThat(graph.notes().missing()).isEmpty();
    float[] values = Evaluated.last(graph, "x", H, W, picture);
    assertClose(values, merged(builder, "LSTM", "concat", true));
  }

  @Test
  void appliesLayersToEachStep() throws IOException {
    KerasBuilder builder =
        begin()
            .add("Reshape", "rows", ROWS, "input_1")
            .add(
                "TimeDistributed",
                "x",
                "{'layer':{'class_name':'Dense','config':{'units':2}}}",
                "rows")
            .random(random, "x", "kernel", FEATURES, 2)
            .random(random, "x", "bias", 2);
    float[] kernel = builder.weights("x").get(0).values();
    float[] bias = builder.weights("x").get(1).values();
    float[][] expected = new float[H][2];
    for (int y = 0; y < H; y++) {
      for (int u = 0; u < 2; u++) {
        expected[y][u] = bias[u];
        for (int i = 0; i < FEATURES; i++) {
          expected[y][u] += picture[y * FEATURES + i] * kernel[i * 2 + u];
        }
      }
    }
    float[] values = run(builder, "x");
    for (int i = 0; i < values.length; i++) {
      assertThat(values[i]).isCloseTo(expected[i / 2][i % 2], within(1e-3f));
    }
  }

  @Test
  void saysWhatIsNotSupported() throws IOException {
    assertMissing("LSTM", "{'units':2,'return_state':true}", "return_state");
    assertMissing("GRU", "{'units':2,'activation':'softmax'}", "\"softmax\"");
    assertMissing(
        "Bidirectional", "{'layer':{'class_name':'ConvLSTM2D','config':{}}}", "ConvLSTM2D");
    KerasBuilder image =
        begin().add("ReLU", "relu", "{}", "input_1").add("LSTM", "x", "{'units':2}", "relu");
    assertThat(KerasModel.model("m", image.tfjs(folder)).graph().notes().missing().get("x"))
        .contains("no sequence");
  }

  private void assertMissing(String kind, String config, String reason) throws IOException {
    KerasBuilder builder =
        begin().add("Reshape", "rows", ROWS, "input_1").add(kind, "x", config, "rows");
    Graph graph = KerasModel.model("m", builder.tfjs(folder)).graph();
    assertThat(graph.notes().missing().get("x")).contains(reason);
  }
}
