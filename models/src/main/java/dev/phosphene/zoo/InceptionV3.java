package dev.phosphene.zoo;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.load.WeightSource;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.Map;

/**
 * Inception v3 without its classifier, under Keras's names (Szegedy et al., <a
 * href="https://arxiv.org/abs/1512.00567">arXiv:1512.00567</a>). Layers are numbered in the order
 * in which Keras creates them, which is that of the official weights file: {@code conv2d_1}, {@code
 * batch_normalization_1} and {@code activation_1} belong together, and {@code mixed0} … {@code
 * mixed10} join the branches of a module.
 *
 * <p>Normalization has no scale; average pooling does not count its border. Preprocessing is {@link
 * dev.phosphene.graph.Preprocessing#TF}.
 */
public final class InceptionV3 {
  private static final float EPSILON = 1e-3f;

  private final WeightSource weights;
  private final Graph.Builder builder = Graph.builder(3);
  private final Map<String, Integer> channels = new HashMap<>(Map.of("input", 3));
  private int convolutions;
  private int maxima;
  private int means;

  private InceptionV3(WeightSource weights) {
    this.weights = weights;
  }

  /** Builds the network of 94 convolutions. */
  public static Graph graph(WeightSource weights) {
    InceptionV3 net = new InceptionV3(weights);
    String x = net.stem();
    x = net.moduleA("mixed0", x, 32);
    x = net.moduleA("mixed1", x, 64);
    x = net.moduleA("mixed2", x, 64);
    x = net.reductionA(x);
    x = net.moduleB("mixed4", x, 128);
    x = net.moduleB("mixed5", x, 160);
    x = net.moduleB("mixed6", x, 160);
    x = net.moduleB("mixed7", x, 192);
    x = net.reductionB(x);
    x = net.moduleC("mixed9", x, 0);
    net.moduleC("mixed10", x, 1);
    return net.builder.build();
  }

  private String stem() {
    String x = conv("input", 32, Window.valid(3, 2));
    x = conv(x, 32, Window.valid(3, 1));
    x = conv(x, 64, Window.same(3, 1));
    x = maximum(x);
    x = conv(x, 80, Window.valid(1, 1));
    x = conv(x, 192, Window.valid(3, 1));
    return maximum(x);
  }

  /** Adds the module of figure 5 of the paper, with a 5×5 branch. */
  private String moduleA(String name, String x, int pooled) {
    String one = conv(x, 64, 1, 1);
    String five = conv(conv(x, 48, 1, 1), 64, 5, 5);
    String twice = conv(conv(conv(x, 64, 1, 1), 96, 3, 3), 96, 3, 3);
    String pool = conv(mean(x), pooled, 1, 1);
    return concat(name, one, five, twice, pool);
  }

  /** Adds the module of figure 6 of the paper, kernels of 7 split into 1×7 and 7×1. */
  private String moduleB(String name, String x, int inner) {
    String one = conv(x, 192, 1, 1);
    String seven = conv(conv(conv(x, inner, 1, 1), inner, 1, 7), 192, 7, 1);
    String twice = conv(conv(conv(x, inner, 1, 1), inner, 7, 1), inner, 1, 7);
    twice = conv(conv(twice, inner, 7, 1), 192, 1, 7);
    String pool = conv(mean(x), 192, 1, 1);
    return concat(name, one, seven, twice, pool);
  }

  /** Adds the module of figure 7 of the paper, the outermost kernels side by side. */
  private String moduleC(String name, String x, int index) {
    String one = conv(x, 320, 1, 1);
    String three = conv(x, 384, 1, 1);
    three = concat("mixed9_" + index, conv(three, 384, 1, 3), conv(three, 384, 3, 1));
    String twice = conv(conv(x, 448, 1, 1), 384, 3, 3);
    String wide = conv(twice, 384, 1, 3);
    String high = conv(twice, 384, 3, 1);
    twice = concat("concatenate_" + (index + 1), wide, high);
    String pool = conv(mean(x), 192, 1, 1);
    return concat(name, one, three, twice, pool);
  }

  private String reductionA(String x) {
    String three = conv(x, 384, Window.valid(3, 2));
    String twice = conv(conv(conv(x, 64, 1, 1), 96, 3, 3), 96, Window.valid(3, 2));
    return concat("mixed3", three, twice, maximum(x));
  }

  private String reductionB(String x) {
    String three = conv(conv(x, 192, 1, 1), 320, Window.valid(3, 2));
    String seven = conv(conv(conv(x, 192, 1, 1), 192, 1, 7), 192, 7, 1);
    seven = conv(seven, 192, Window.valid(3, 2));
    return concat("mixed8", three, seven, maximum(x));
  }

  private String conv(String x, int out, int kernelH, int kernelW) {
    return conv(x, out, Window.same(kernelH, kernelW, 1));
  }

  /** Adds a convolution without bias, normalization, ReLU. */
  private String conv(String x, int out, Window window) {
    int number = ++convolutions;
    String conv = "conv2d_" + number;
    String norm = "batch_normalization_" + number;
    String relu = "activation_" + number;
    Shape kernel = Shape.of(out, channels(x), window.kernelH(), window.kernelW());
    Shape each = Shape.of(out);
    builder.add(
        conv, new Op.Conv(weights.parameter(conv, Role.KERNEL, kernel), null, window, 1), x);
    builder.add(
        norm,
        new Op.BatchNorm(
            null,
            weights.parameter(norm, Role.BETA, each),
            weights.parameter(norm, Role.MEAN, each),
            weights.parameter(norm, Role.VARIANCE, each),
            EPSILON),
        conv);
    builder.add(relu, new Op.Relu(), norm);
    channels.put(relu, out);
    return relu;
  }

  private String maximum(String x) {
    String name = "max_pooling2d_" + ++maxima;
    builder.add(name, new Op.MaxPool(Window.valid(3, 2)), x);
    channels.put(name, channels(x));
    return name;
  }

  private String mean(String x) {
    String name = "average_pooling2d_" + ++means;
    builder.add(name, new Op.AvgPool(Window.same(3, 1), false), x);
    channels.put(name, channels(x));
    return name;
  }

  private String concat(String name, String... parts) {
    builder.add(name, new Op.Concat(), parts);
    int sum = 0;
    for (String part : parts) {
      sum += channels(part);
    }
    channels.put(name, sum);
    return name;
  }

  private int channels(String name) {
    return channels.getOrDefault(name, 0);
  }
}
