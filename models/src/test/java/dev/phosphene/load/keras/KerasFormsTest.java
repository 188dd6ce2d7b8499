package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.phosphene.Seeds;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.io.Hash;
import dev.phosphene.load.keras.KerasBuilder.Weight;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One model in all forms that Keras has written. */
class KerasFormsTest {
  private final Path folder;
  private final Random random = new Random(Seeds.next("KerasFormsTest"));

  KerasFormsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Convolution, normalization, a branch, a depthwise one, and a classifier for 6×5 images. */
  private KerasBuilder classifier() {
    return KerasBuilder.begin(6, 5, 3)
        .add("Conv2D", "stem", "{'filters':4,'kernel_size':[3,3],'padding':'same'}", "input_1")
        .random(random, "stem", "kernel", 3, 3, 3, 4)
        .random(random, "stem", "bias", 4)
        .add("BatchNormalization", "bn", "{'axis':[3],'epsilon':0.001}", "stem")
        .random(random, "bn", "gamma", 4)
        .random(random, "bn", "beta", 4)
        .random(random, "bn", "moving_mean", 4)
        .random(random, "bn", "moving_variance", 4)
        .add("Activation", "act", "{'activation':'relu6'}", "bn")
        .add(
            "DepthwiseConv2D",
            "dw",
            "{'kernel_size':[3,3],'strides':[2,2],'padding':'same','use_bias':false}",
            "act")
        .random(random, "dw", "depthwise_kernel", 3, 3, 4, 1)
        .add("MaxPooling2D", "pool", "{'padding':'same','strides':null}", "act")
        .add("Concatenate", "both", "{'axis':-1}", "dw", "pool")
        .add("Dropout", "drop", "{'rate':0.5}", "both")
        .add("Flatten", "flat", "{}", "drop")
        .add("Dense", "scores", "{'units':7,'activation':'softmax'}", "flat")
        .random(random, "scores", "kernel", 3 * 3 * 8, 7)
        .random(random, "scores", "bias", 7);
  }

  private float[] picture() {
    float[] picture = new float[6 * 5 * 3];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = random.nextFloat();
    }
    return picture;
  }

  @Test
  void allFormsAreTheSameNetwork() throws IOException {
    KerasBuilder builder = classifier();
    Path h5 = builder.h5(folder.resolve("model.h5"));
    List<Path> files =
        List.of(
            h5,
            builder.tfjs(folder.resolve("js")),
            builder.keras(folder.resolve("stored.keras"), false),
            builder.keras(folder.resolve("packed.keras"), true));
    float[] picture = picture();
    Graph first = KerasModel.model("a", h5).graph();
    float[] expected = Evaluated.last(first, "scores", 6, 5, picture);
    assertThat(first.notes().missing()).isEmpty();
    assertThat(expected).hasSize(7);
    double sum = 0;
    for (float value : expected) {
      sum += value;
    }
    assertThat(sum).isCloseTo(1, within(1e-5));
    for (Path file : files) {
      assertThat(KerasModel.recognizes(file)).isTrue();
      Model model = KerasModel.model("name", file);
      assertThat(model.name()).isEqualTo("name");
      assertThat(model.graph().names())
          .containsExactly(
              "input",
              "stem",
              "bn",
              "act",
              "dw",
              "pool",
              "both",
              "flat/by_channel",
              "flat",
              "scores/linear",
              "scores");
      assertThat(model.graph().notes().aliases()).containsEntry("drop", "both");
      assertThat(model.graph().notes().size()).contains(Shape.of(1, 3, 6, 5));
      assertThat(Evaluated.last(model.graph(), "scores", 6, 5, picture)).isEqualTo(expected);
    }
    assertThat(KerasModel.model("a", h5).origin()).contains("model.h5").contains("2.9.0");
    assertThat(KerasModel.model("a", h5).sha256()).isEqualTo(Hash.of(h5, "SHA-256"));
  }

  /** What identifies a model of several files is all of them. */
  @Test
  void theHashIsOfAllShards() throws IOException {
    Path json = classifier().tfjs(folder);
    String before = KerasModel.model("a", json).sha256();
    Path shard = folder.resolve("group1-shard2of2.bin");
    byte[] bytes = Files.readAllBytes(shard);
    bytes[bytes.length - 1] ^= 1;
    Files.write(shard, bytes);
    assertThat(KerasModel.model("a", json).sha256()).isNotEqualTo(before);
  }

  /** Values on the grid of each type come out as they were. */
  @Test
  void quantizedWeights() throws IOException {
    for (String dtype : List.of("float16", "uint8", "uint16")) {
      float[] kernel = new float[8];
      for (int i = 0; i < kernel.length; i++) {
        kernel[i] = i * 0.25f - 1; // exact as a half; eight levels
      }
      KerasBuilder builder =
          KerasBuilder.begin(1, 1, 4)
              .add("Conv2D", "c", "{'filters':2,'kernel_size':[1,1],'use_bias':false}", "input_1")
              .weight("c", "kernel", kernel, 1, 1, 4, 2);
      Path json = builder.tfjs(folder.resolve(dtype), builder.functional("m"), dtype);
      Config config = Config.parse(Files.readString(json), "file");
      KerasImporter.Source source =
          new KerasImporter.Source("file", Shards.of(json, config), 2, false);
      Topology topology =
          TopologyReader.read("file", config.object("modelTopology").object("model_config"));
      Graph graph = KerasImporter.graph(topology, source); // of four channels, so not a whole model
      for (int in = 0; in < 4; in++) {
        float[] picture = new float[4];
        picture[in] = 1;
        float[] out = Evaluated.last(graph, "c", 1, 1, picture);
        assertThat(out[0]).as(dtype).isCloseTo(kernel[2 * in], within(0.004f));
        assertThat(out[1]).as(dtype).isCloseTo(kernel[2 * in + 1], within(0.004f));
        if (dtype.equals("float16")) {
          assertThat(out[0]).isEqualTo(kernel[2 * in]);
        }
      }
    }
  }

  /** A backbone in a model, in a Sequential one; with its weights where each form has them. */
  @Test
  void nestedModels() throws IOException {
    KerasBuilder backbone =
        KerasBuilder.begin(4, 4, 3)
            .add("Conv2D", "conv", "{'filters':2,'kernel_size':1,'activation':'relu'}", "input_1")
            .add("Conv2D", "conv2", "{'filters':3,'kernel_size':1}", "conv");
    Random same = new Random(random.nextLong());
    KerasBuilder weights =
        KerasBuilder.empty()
            .random(same, "backbone", "conv/kernel", 1, 1, 3, 2)
            .random(same, "backbone", "conv/bias", 2)
            .random(same, "backbone", "conv2/kernel", 1, 1, 2, 3)
            .random(same, "backbone", "conv2/bias", 3)
            .random(same, "top", "kernel", 3, 5)
            .random(same, "top", "bias", 5);
    JsonObject inner = backbone.functional("backbone");
    weights
        .nest(inner)
        .add("GlobalAveragePooling2D", "mean", "{}")
        .add("Dense", "top", "{'units':5}");
    JsonObject model = weights.sequential("outer");
    Map<String, List<Weight>> groups = new LinkedHashMap<>();
    List<Weight> four = weights.weights("backbone");
    groups.put("layers/functional/layers/conv2d", four.subList(0, 2));
    groups.put("layers/functional/layers/conv2d_1", four.subList(2, 4));
    groups.put("layers/dense", weights.weights("top"));
    float[] picture = new float[48];
    for (int i = 0; i < picture.length; i++) {
      picture[i] = random.nextFloat();
    }
    float[] expected = new float[0];
    for (Path file :
        List.of(
            weights.h5(folder.resolve("nested.h5"), model),
            weights.tfjs(folder.resolve("nested"), model, "float32"),
            weights.keras(folder.resolve("nested.keras"), model, groups, false))) {
      Graph graph = KerasModel.model("nested", file).graph();
      assertThat(graph.notes().missing()).isEmpty();
      assertThat(graph.names())
          .containsExactly(
              "input", "backbone/conv/linear", "backbone/conv", "backbone/conv2", "mean", "top");
      assertThat(graph.notes().aliases())
          .containsEntry("conv", "backbone/conv")
          .containsEntry("backbone", "backbone/conv2");
      float[] values = Evaluated.last(graph, "top", 4, 4, picture);
      expected = expected.length == 0 ? values : expected;
      assertThat(values).isEqualTo(expected);
    }
    assertThat(expected).hasSize(5).isNotEqualTo(new float[5]);
  }

  /** The same layer on two inputs has one kernel and two nodes. */
  @Test
  void sharedLayers() throws IOException {
    KerasBuilder builder =
        KerasBuilder.begin(2, 2, 1)
            .add("Conv2D", "c", "{'filters':1,'kernel_size':1,'use_bias':false}", "input_1")
            .again("c")
            .weight("c", "kernel", new float[] {3}, 1, 1, 1, 1)
            .add("Add", "sum", "{}", "c", "c:1");
    Graph graph = KerasModel.model("m", builder.tfjs(folder)).graph();
    assertThat(graph.names()).containsExactly("input", "c", "c#2", "sum");
    assertThat(Evaluated.last(graph, "sum", 2, 2, new float[] {1, 2, 3, 4}))
        .containsExactly(12, 24, 36, 48);
  }

  /** Keras counts the calls of a nested model from 1. */
  @Test
  void nestedModelsCalledTwice() throws IOException {
    JsonObject twice =
        KerasBuilder.begin(2, 2, 1)
            .add("Rescaling", "r", "{'scale':2.0,'offset':1.0}", "input_1")
            .functional("twice");
    KerasBuilder builder =
        KerasBuilder.begin(2, 2, 1)
            .nest(twice, "input_1")
            .again("twice:1")
            .add("Add", "sum", "{}", "twice:1", "twice:2")
            .random(random, "unused", "bias", 1);
    Graph graph = KerasModel.model("m", builder.tfjs(folder)).graph();
    assertThat(graph.names()).containsExactly("input", "twice/r", "twice/r#2", "sum");
    assertThat(Evaluated.last(graph, "sum", 2, 2, new float[] {0, 1, 2, 3}))
        .containsExactly(1 + 3, 3 + 7, 5 + 11, 7 + 15);
  }

  /** A Sequential model may tell its input's shape in its first layer, and be a bare list. */
  @Test
  void earlySequential() throws IOException {
    KerasBuilder builder =
        KerasBuilder.empty()
            .add(
                "Conv2D",
                "c",
                "{'filters':1,'kernel_size':2,'use_bias':false,'batch_input_shape':[null,3,3,1]}")
            .weight("c", "kernel", new float[] {1, 2, 3, 4}, 2, 2, 1, 1)
            .add("Flatten", "f", "{}");
    JsonObject model = builder.sequential("s");
    model.add("config", model.getAsJsonObject("config").get("layers"));
    Graph graph = KerasModel.model("m", builder.h5(folder.resolve("s.h5"), model)).graph();
    assertThat(graph.notes().size()).contains(Shape.of(1, 1, 3, 3));
    assertThat(Evaluated.last(graph, "f", 3, 3, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}))
        .containsExactly(37, 47, 67, 77);
  }

  @Test
  void rangesOfTheInput() throws IOException {
    KerasBuilder plain = KerasBuilder.begin(2, 2, 3).add("ReLU", "r", "{}", "input_1");
    plain.random(random, "x", "bias", 1);
    assertThat(KerasModel.model("m", plain.tfjs(folder.resolve("a"))).preprocessing().scale())
        .containsOnly(1f);
    KerasBuilder scaled =
        KerasBuilder.begin(2, 2, 3)
            .add("Rescaling", "r", "{'scale':0.00392156862745098,'offset':0.0}", "input_1")
            .random(random, "x", "bias", 1);
    assertThat(KerasModel.model("m", scaled.tfjs(folder.resolve("b"))).preprocessing().scale())
        .containsOnly(255f);
  }
}
