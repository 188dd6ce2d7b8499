package dev.phosphene.load.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small ResNet of CLIP from nothing but its state dict, beside its definition in plain loops
 * (openai/CLIP, clip/model.py: ModifiedResNet, Bottleneck, AttentionPool2d).
 */
class ClipResNetTest {
  private static final int HEADS = 2;
  private static final int CHANNELS = 64 * HEADS;
  private static final int FEATURES = 5;
  private static final int GRID = 2;

  /** The widths inside of the blocks; outside they are four times as wide. */
  private static final int[] PLANES = {3, 4, 6, CHANNELS / 4};

  private final Random random = new Random(8);
  private final Map<String, float[]> weights = new LinkedHashMap<>();
  private final Map<String, int[]> shapes = new LinkedHashMap<>();
  private final Path folder;

  ClipResNetTest(@TempDir Path folder) {
    this.folder = folder;
    conv("conv1", 3, 4, 3);
    conv("conv2", 4, 4, 3);
    conv("conv3", 4, 8, 3);
    List.of("bn1", "bn2").forEach(name -> norm(name, 4));
    norm("bn3", 8);
    int c = 8;
    for (int stage = 1; stage <= 4; stage++) {
      int planes = PLANES[stage - 1];
      for (int i = 0; i < 1 + stage % 2; i++) {
        String name = "layer" + stage + "." + i + ".";
        conv(name + "conv1", c, planes, 1);
        conv(name + "conv2", planes, planes, 3);
        conv(name + "conv3", planes, 4 * planes, 1);
        norm(name + "bn1", planes);
        norm(name + "bn2", planes);
        norm(name + "bn3", 4 * planes);
        if (i == 0) {
          conv(name + "downsample.0", c, 4 * planes, 1);
          norm(name + "downsample.1", 4 * planes);
        }
        c = 4 * planes;
      }
    }
    put("attnpool.positional_embedding", 0.3, 0, GRID * GRID + 1, CHANNELS);
    for (String part : List.of("q_proj", "k_proj", "v_proj", "c_proj")) {
      int out = part.equals("c_proj") ? FEATURES : CHANNELS;
      put("attnpool." + part + ".weight", 1.5 / Math.sqrt(CHANNELS), 0, out, CHANNELS);
      put("attnpool." + part + ".bias", 0.2, 0, out);
    }
  }

  private void conv(String name, int in, int out, int kernel) {
    put(name + ".weight", 1.4 / Math.sqrt(in * kernel * kernel), 0, out, in, kernel, kernel);
  }

  private void norm(String name, int channels) {
    put(name + ".weight", 0.2, 1, channels);
    put(name + ".bias", 0.3, 0, channels);
    put(name + ".running_mean", 0.3, 0, channels);
    put(name + ".running_var", 0.05, 1, channels);
  }

  private void put(String name, double deviation, double mean, int... shape) {
    float[] values = new float[new Values(shape).size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    weights.put("visual." + name, values);
    shapes.put("visual." + name, shape);
  }

  private Model model() throws IOException {
    TorchFiles file = TorchFiles.begin();
    weights.forEach(
        (key, values) -> file.f32(key, values, Objects.requireNonNull(shapes.get(key))));
    file.f32("logit_scale", new float[] {4.6f}); // of the side that reads text
    file.f32("transformer.resblocks.0.ln_1.weight", new float[] {1, 1}, 2);
    return PyTorchFile.model("clip", Files.write(folder.resolve("clip.pt"), file.zip()));
  }

  @Test
  void isWhatItsDefinitionComputes() throws IOException {
    Model model = model();
    assertThat(model.origin()).contains("CLIP ResNet", "2 heads in the attention");
    assertThat(model.preprocessing()).isEqualTo(Vit.CLIP);
    Shape input = Shape.of(1, 3, 32 * GRID, 32 * GRID);
    assertThat(model.graph().notes().size()).contains(input);
    String output = model.graph().scores().name();
    Tensor image = Tensor.zeros(input);
    for (int i = 0; i < image.data().length; i++) {
      image.data()[i] = (float) random.nextGaussian();
    }
    Values places = body(new Values(new int[] {3, input.h(), input.w()}, image.data()));
    double[] expected = pooled(places);
    try (Network network =
        new ReferenceEngine()
            .compile(
                model.graph(),
                List.of("visual.layer4", output),
                input,
                Engine.Options.defaults())) {
      network.forward(image);
      assertClose(network.activation("visual.layer4").data(), places.data);
      assertClose(network.activation(output).data(), expected);
    }
  }

  private static void assertClose(float[] actual, double[] expected) {
    assertThat(actual).hasSize(expected.length);
    double most = 0;
    double difference = 0;
    for (int i = 0; i < expected.length; i++) {
      most = Math.max(most, Math.abs(expected[i]));
      difference = Math.max(difference, Math.abs(actual[i] - expected[i]));
    }
    assertThat(most).isGreaterThan(0.1);
    assertThat(difference / most).isLessThan(1e-5);
  }

  @Test
  void withoutThePoolingItEndsWithItsLastStage() throws IOException {
    weights.keySet().removeIf(key -> key.startsWith("visual.attnpool"));
    Model model = model();
    assertThat(model.graph().scores().name()).isEqualTo("visual.layer4.0");
    assertThat(model.graph().notes().size()).contains(Shape.of(1, 3, 224, 224));
  }

  @Test
  void positionsOfNoSquareAreRefused() {
    put("attnpool.positional_embedding", 1, 0, 6, CHANNELS);
    assertThatThrownBy(this::model)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("\"visual.attnpool.positional_embedding\" is for no square");
  }

  /** An array in double, outermost axis first. */
  private record Values(int[] shape, double[] data) {
    Values(int... shape) {
      this(shape, new double[java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b)]);
    }

    Values(int[] shape, float[] data) {
      this(shape);
      for (int i = 0; i < data.length; i++) {
        this.data[i] = data[i];
      }
    }

    int size() {
      return data.length;
    }

    double at(int c, int y, int x) {
      boolean inside = y >= 0 && y < shape[1] && x >= 0 && x < shape[2];
      return inside ? data[(c * shape[1] + y) * shape[2] + x] : 0;
    }
  }

  private double weight(String key, int index) {
    return Objects.requireNonNull(weights.get("visual." + key), key)[index];
  }

  private Values body(Values image) {
    Values x = rectified(normed("bn1", conv("conv1", image, 2)));
    x = rectified(normed("bn2", conv("conv2", x, 1)));
    x = mean(rectified(normed("bn3", conv("conv3", x, 1))));
    for (int stage = 1; stage <= 4; stage++) {
      for (int i = 0; i < 1 + stage % 2; i++) {
        String name = "layer" + stage + "." + i + ".";
        Values y = rectified(normed(name + "bn1", conv(name + "conv1", x, 1)));
        y = rectified(normed(name + "bn2", conv(name + "conv2", y, 1)));
        boolean smaller = stage > 1 && i == 0;
        y = normed(name + "bn3", conv(name + "conv3", smaller ? mean(y) : y, 1));
        Values shortcut = x;
        if (i == 0) {
          shortcut = conv(name + "downsample.0", smaller ? mean(x) : x, 1);
          shortcut = normed(name + "downsample.1", shortcut);
        }
        for (int k = 0; k < y.size(); k++) {
          y.data[k] += shortcut.data[k];
        }
        x = rectified(y);
      }
    }
    return x;
  }

  /** With a border of half the kernel. */
  private Values conv(String name, Values in, int stride) {
    int[] kernel = Objects.requireNonNull(shapes.get("visual." + name + ".weight"));
    int size = kernel[2];
    int h = (in.shape[1] - 1) / stride + 1;
    int w = (in.shape[2] - 1) / stride + 1;
    Values out = new Values(kernel[0], h, w);
    for (int k = 0; k < out.size(); k++) {
      int o = k / w / h;
      for (int i = 0; i < kernel[1] * size * size; i++) {
        int y = k / w % h * stride + i / size % size - size / 2;
        int x = k % w * stride + i % size - size / 2;
        out.data[k] +=
            weight(name + ".weight", o * kernel[1] * size * size + i)
                * in.at(i / size / size, y, x);
      }
    }
    return out;
  }

  private Values normed(String name, Values x) {
    int area = x.shape[1] * x.shape[2];
    for (int k = 0; k < x.size(); k++) {
      int c = k / area;
      double centered = x.data[k] - weight(name + ".running_mean", c);
      double scaled = centered / Math.sqrt(weight(name + ".running_var", c) + 1e-5);
      x.data[k] = scaled * weight(name + ".weight", c) + weight(name + ".bias", c);
    }
    return x;
  }

  private static Values rectified(Values x) {
    for (int k = 0; k < x.size(); k++) {
      x.data[k] = Math.max(0, x.data[k]);
    }
    return x;
  }

  private static Values mean(Values x) {
    int h = x.shape[1] / 2;
    int w = x.shape[2] / 2;
    Values out = new Values(x.shape[0], h, w);
    for (int k = 0; k < out.size(); k++) {
      for (int i = 0; i < 4; i++) {
        out.data[k] += x.at(k / w / h, k / w % h * 2 + i / 2, k % w * 2 + i % 2) / 4;
      }
    }
    return out;
  }

  /** The mean of all places asks them and itself, by each head for its own channels. */
  private double[] pooled(Values x) {
    int count = GRID * GRID + 1;
    double[][] tokens = new double[count][CHANNELS];
    for (int c = 0; c < CHANNELS; c++) {
      for (int t = 1; t < count; t++) {
        tokens[t][c] = x.data[c * (count - 1) + t - 1];
        tokens[0][c] += tokens[t][c] / (count - 1);
      }
    }
    for (int t = 0; t < count; t++) {
      for (int c = 0; c < CHANNELS; c++) {
        tokens[t][c] += weight("attnpool.positional_embedding", t * CHANNELS + c);
      }
    }
    double[] q = linear("q_proj", tokens[0], CHANNELS);
    double[] attended = new double[CHANNELS];
    int width = CHANNELS / HEADS;
    for (int head = 0; head < HEADS; head++) {
      double[] shares = new double[count];
      double all = 0;
      for (int t = 0; t < count; t++) {
        double[] k = linear("k_proj", tokens[t], CHANNELS);
        double score = 0;
        for (int c = head * width; c < (head + 1) * width; c++) {
          score += q[c] * k[c];
        }
        shares[t] = Math.exp(score / Math.sqrt(width));
        all += shares[t];
      }
      for (int t = 0; t < count; t++) {
        double[] v = linear("v_proj", tokens[t], CHANNELS);
        for (int c = head * width; c < (head + 1) * width; c++) {
          attended[c] += shares[t] / all * v[c];
        }
      }
    }
    return linear("c_proj", attended, FEATURES);
  }

  private double[] linear(String name, double[] x, int outputs) {
    double[] y = new double[outputs];
    for (int o = 0; o < outputs; o++) {
      y[o] = weight("attnpool." + name + ".bias", o);
      for (int c = 0; c < x.length; c++) {
        y[o] += weight("attnpool." + name + ".weight", o * x.length + c) * x[c];
      }
    }
    return y;
  }
}
