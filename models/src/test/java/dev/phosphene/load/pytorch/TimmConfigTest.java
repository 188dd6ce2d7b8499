package dev.phosphene.load.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code config.json} beside the weights changes of a model, and what it does not. */
class TimmConfigTest {
  private static final int CLASSES = 2;

  private final Path weights;
  private final Path config;

  TimmConfigTest(@TempDir Path folder) {
    weights = folder.resolve("model.safetensors");
    config = folder.resolve("config.json");
  }

  private Optional<TimmConfig> beside(String json) throws IOException {
    Files.writeString(config, json.replace('\'', '"'));
    return TimmConfig.beside(weights);
  }

  private Model applied(String json) throws IOException {
    return beside(json).orElseThrow().applied(model(3), CLASSES);
  }

  /** Takes nothing smaller than 8×8. */
  private static Model model(int channels) {
    Shape kernel = Shape.of(CLASSES, channels, 8, 8);
    Parameter weight = Parameter.of("w", kernel, new float[kernel.size()]);
    Graph graph =
        Graph.builder(channels)
            .add("conv", new Op.Conv(weight, null, Window.valid(8, 1), 1), "input")
            .add("pool", new Op.GlobalAvgPool(), "conv")
            .build();
    return new Model("m", graph, Preprocessing.NONE.forChannels(channels), List.of(), "a test", "");
  }

  @Test
  void everythingThatItTells() throws IOException {
    Model model =
        applied(
            """
            {'architecture': 'x', 'num_classes': 2, 'label_names': ['cat', 'dog'],
             'pretrained_cfg': {'mean': [0.5, 0.25, 0], 'std': [0.5, 0.25, 2],
                                'input_size': [3, 16, 24]}}
            """);
    Preprocessing seen = model.preprocessing();
    assertThat(seen.order()).containsExactly(0, 1, 2);
    assertThat(seen.scale()).containsExactly(2f, 4f, 0.5f);
    assertThat(seen.shift()).containsExactly(-1f, -1f, -0f);
    assertThat(model.labels()).containsExactly("cat", "dog");
    assertThat(model.graph().notes().size()).contains(Shape.of(1, 3, 16, 24));
    assertThat(model.name()).isEqualTo("m");
  }

  @Test
  void ofAnotherNetworkNothingIsTaken() throws IOException {
    Model model =
        applied(
            """
            {'num_classes': 1000, 'label_names': ['cat', 'dog'],
             'pretrained_cfg': {'mean': [0.5, 0.5, 0.5], 'std': [0.5, 0.5, 0.5],
                                'input_size': [3, 16, 16]}}
            """);
    assertThat(model.preprocessing()).isEqualTo(model(3).preprocessing());
    assertThat(model.labels()).isEmpty();
    assertThat(model.graph().notes().size()).isEmpty();
  }

  @Test
  void whatDoesNotFitIsLeftOut() throws IOException {
    Model model =
        applied(
            """
            {'label_names': ['cat', 'dog', 'cow'],
             'pretrained_cfg': {'mean': [0.5], 'std': [0.5], 'input_size': [3, 7, 7]}}
            """);
    assertThat(model.preprocessing()).isEqualTo(model(3).preprocessing());
    assertThat(model.labels()).isEmpty();
    assertThat(model.graph().notes().size()).isEmpty();
    for (String size : List.of("[3, 5000, 16]", "[3, 16]", "[3, 0, 16]", "[3, -16, 16]", "16")) {
      Model other = applied("{'pretrained_cfg': {'input_size': " + size + "}}");
      assertThat(other.graph().notes().size()).as(size).isEmpty();
    }
    String colors = "{'pretrained_cfg': {'mean': [0.5, 0.5, 0.5], 'std': [0.5, 0.5, 0.5]}}";
    Model gray = beside(colors).orElseThrow().applied(model(1), CLASSES);
    assertThat(gray.preprocessing()).isEqualTo(model(1).preprocessing());
  }

  @Test
  void numbersThatAreNoneAreRefused() throws IOException {
    for (String std : List.of("0", "-1", "1e-9")) {
      TimmConfig told =
          beside("{'pretrained_cfg': {'mean': [0, 0, 0], 'std': [1, " + std + ", 1]}}")
              .orElseThrow();
      refused(() -> told.applied(model(3), CLASSES), "\"std\"", "is no deviation");
    }
    for (String wrong : List.of("null", "'a'", "1e999", "[1]", "true")) {
      for (String key : List.of("mean", "std", "input_size")) {
        TimmConfig told =
            beside("{'pretrained_cfg': {'" + key + "': [1, " + wrong + ", 1]}}").orElseThrow();
        refused(() -> told.applied(model(3), CLASSES), "\"" + key + "\"", "expected numbers");
      }
    }
  }

  @Test
  void otherFilesOfThatName() throws IOException {
    assertThat(TimmConfig.beside(weights)).isEmpty();
    assertThat(beside("{'model_type': 'bert'}")).isEmpty();
    assertThat(beside("{'pretrained_cfg': 3}")).isEmpty();
    assertThat(beside("[]")).isEmpty();
    assertThat(beside("'a text'")).isEmpty();
    assertThat(beside("{'pretrained_cfg': {}}" + " ".repeat(1 << 22))).isEmpty();
    refused(() -> beside("{'pretrained_cfg': {"), "is not valid JSON");
    Files.delete(config);
    Files.createDirectory(config);
    assertThat(TimmConfig.beside(weights)).isEmpty();
  }

  private void refused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(config.toString())
        .hasMessageContainingAll(words);
  }
}
