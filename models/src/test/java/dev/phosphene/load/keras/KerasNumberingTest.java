package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.phosphene.SharedData;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.keras.KerasBuilder.Weight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One network, its weights under the names that each release of Keras gave their groups. */
class KerasNumberingTest {
  private static final String EARLY = "_layer_checkpoint_dependencies";

  @TempDir private Path folder = Path.of("");
  private final Random random = new Random(3);
  private final KerasBuilder builder = weights();

  /** Convolutions and normalizations; nested models with weights and one without. */
  private KerasBuilder weights() {
    KerasBuilder model = KerasBuilder.begin(4, 4, 3);
    for (String conv : List.of("a", "b", "c", "inner", "last")) {
      model.random(random, conv, "kernel", 1, 1, 3, 3).random(random, conv, "bias", 3);
    }
    for (String norm : List.of("na", "nb")) {
      for (String role : List.of("gamma", "beta", "moving_mean", "moving_variance")) {
        model.random(random, norm, role, 3);
      }
    }
    String conv = "{'filters':3,'kernel_size':1}";
    model.add("Conv2D", "a", conv, "input_1").add("BatchNormalization", "na", "{}", "a");
    model.add("ReLU", "r", "{}", "na").add("Conv2D", "b", conv, "r");
    model.nest(KerasBuilder.empty().add("ReLU", "r", "{}").sequential("plain"), "b");
    model.add("BatchNormalization", "nb", "{}", "plain");
    model.nest(KerasBuilder.empty().add("Conv2D", "inner", conv).sequential("one"), "nb");
    model.add("Conv2D", "c", conv, "one");
    return model.nest(KerasBuilder.empty().add("Conv2D", "last", conv).sequential("two"), "c");
  }

  /** Keras 3 and the last of Keras 2: each layer counts once. */
  private Map<String, List<Weight>> once() {
    Map<String, List<Weight>> groups = new LinkedHashMap<>();
    groups.put("layers/input_layer", List.of());
    groups.put("layers/conv2d", builder.weights("a"));
    groups.put("layers/batch_normalization", builder.weights("na"));
    groups.put("layers/re_lu", List.of());
    groups.put("layers/conv2d_1", builder.weights("b"));
    groups.put("layers/sequential/layers/re_lu", List.of());
    groups.put("layers/batch_normalization_1", builder.weights("nb"));
    groups.put("layers/sequential_1/layers/conv2d", builder.weights("inner"));
    groups.put("layers/conv2d_2", builder.weights("c"));
    groups.put("layers/sequential_2/layers/conv2d", builder.weights("last"));
    return groups;
  }

  /** Keras 2.13: a layer with weights counts twice, one without once. */
  private Map<String, List<Weight>> twice() {
    Map<String, String> names =
        Map.of(
            "conv2d_1", "conv2d_2",
            "conv2d_2", "conv2d_4",
            "batch_normalization_1", "batch_normalization_2",
            "sequential_1", "sequential_1", // behind one without weights
            "sequential_2", "sequential_3");
    Map<String, List<Weight>> groups = new LinkedHashMap<>();
    once()
        .forEach(
            (path, weights) -> {
              String[] parts = path.split("/", -1);
              parts[1] = names.getOrDefault(parts[1], parts[1]);
              groups.put(String.join("/", parts).replace("layers", EARLY), weights);
            });
    return groups;
  }

  /** Names of layers for groups, as before the first release. */
  private Map<String, List<Weight>> named() {
    Map<String, List<Weight>> groups = new LinkedHashMap<>();
    for (String name : List.of("c", "b", "a", "nb", "na")) {
      groups.put("layers/" + name, builder.weights(name));
    }
    groups.put("layers/one/layers/inner", builder.weights("inner"));
    groups.put("layers/two/layers/last", builder.weights("last"));
    return groups;
  }

  private float[] values(Path file) {
    Graph graph = KerasModel.model("m", file).graph();
    assertThat(graph.notes().missing()).isEmpty();
    float[] picture = new float[48];
    Random pixels = new Random(9);
    for (int i = 0; i < picture.length; i++) {
      picture[i] = pixels.nextFloat();
    }
    return Evaluated.last(graph, "two/last", 4, 4, picture);
  }

  @Test
  void everyNumberingIsTheSameNetwork() throws IOException {
    JsonObject model = builder.functional("m");
    Path once = builder.keras(folder.resolve("once.keras"), model, once(), false);
    float[] expected = values(once);
    assertThat(expected).hasSize(48).doesNotHaveDuplicates();
    Path twice = builder.keras(folder.resolve("twice.keras"), model, twice(), false);
    assertThat(values(twice)).isEqualTo(expected);
    Path named = builder.keras(folder.resolve("named.keras"), model, named(), false);
    assertThat(values(named)).isEqualTo(expected);
    Map<String, List<Weight>> few = once();
    few.values().removeIf(List::isEmpty); // the newest leave out what has no weights
    Path without = builder.keras(folder.resolve("few.keras"), model, few, false);
    assertThat(values(without)).isEqualTo(expected);
  }

  /** Where the newest releases put a name, it counts, whatever the number is. */
  @Test
  void namesBesideTheWeightsCountMost() throws IOException {
    Map<String, List<Weight>> groups = once();
    groups.put("layers/conv2d", builder.weights("c"));
    groups.put("layers/conv2d_2", builder.weights("a"));
    Map<String, String> names =
        Map.of("layers/conv2d", "c", "layers/conv2d_1", "b", "layers/conv2d_2", "a");
    JsonObject model = builder.functional("m");
    Path file = builder.keras(folder.resolve("told.keras"), model, groups, names, false);
    Path once = builder.keras(folder.resolve("once.keras"), model, once(), false);
    assertThat(values(file)).isEqualTo(values(once));
  }

  /** Nothing is guessed where groups counted twice are fewer than the layers. */
  @Test
  void aGroupThatIsNotThereIsTold() throws IOException {
    Map<String, List<Weight>> groups = twice();
    groups.remove(EARLY + "/conv2d_2");
    Path file = builder.keras(folder.resolve("less.keras"), builder.functional("m"), groups, false);
    assertThatThrownBy(() -> values(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("layer \"a\" (Conv2D)")
        .hasMessageContaining("no kernel");
  }

  /** Both files have the same weights; the first is numbered as Keras 2.13 does. */
  @Test
  void anArchiveOfKeras213() {
    float[] picture = new float[3 * 256];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = i % 7 / 7f;
    }
    Path files = SharedData.of("cases/keras213-keras-archive");
    float[][] values = new float[2][];
    for (int i = 0; i < 2; i++) {
      Path file = files.resolve(i == 0 ? "keras213.keras" : "keras3.keras");
      Graph graph = KerasModel.model("m", file).graph();
      assertThat(graph.notes().missing()).isEmpty();
      values[i] = Evaluated.last(graph, "c", 16, 16, picture);
    }
    assertThat(values[0]).isEqualTo(values[1]);
  }
}
