package dev.phosphene.doctor;

import dev.phosphene.analysis.Activations;
import dev.phosphene.analysis.Probe;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures how much of a network's activations comes from its biases. */
final class Biases {
  private Biases() {}

  /**
   * The measures, as medians over some layers.
   *
   * @param share of the activations' norm that changes when all biases are left out
   * @param varied the mean over channels of variance / mean square: 1 where all of it changes from
   *     position to position, 0 where nothing does
   */
  record Measure(double share, double varied) {}

  /** Returns layers from the first to the deepest whose weights are present. */
  static List<String> layers(Model model, Shape shape, int count, Probe.Use use) {
    List<String> all = new ArrayList<>();
    Layers layers = Layers.of(model.withPreprocessing(), shape);
    for (String layer : Activations.telling(model, shape)) {
      if (layers.layout(layer) == Layout.IMAGE
          && Math.min(layers.shape(layer).h(), layers.shape(layer).w()) > 1) {
        all.add(layer);
      }
    }
    Shape single = Shape.of(1, shape.c(), shape.h(), shape.w());
    while (!all.isEmpty() && !computable(model, all.get(all.size() - 1), single, use)) {
      all.remove(all.size() - 1);
    }
    if (all.isEmpty()) {
      throw new InputException(model.name() + " has no layer to measure");
    }
    List<String> some = new ArrayList<>();
    for (int i = 0; i < Math.min(count, all.size()); i++) {
      some.add(all.get((int) ((i + 1L) * all.size() / Math.min(count, all.size())) - 1));
    }
    return some;
  }

  private static boolean computable(Model model, String layer, Shape shape, Probe.Use use) {
    try (Probe probe = Probe.on(model, List.of(layer), shape, use)) {
      return probe.shape().equals(shape);
    } catch (InputException e) {
      return false; // the file lacks its weights
    }
  }

  /** Returns the model without the biases of convolutions, even those in layers of their own. */
  static Model without(Model model) {
    List<Node> nodes = new ArrayList<>();
    for (Node node : model.graph().nodes()) {
      Op op = node.op();
      if (op instanceof Op.Conv conv && conv.bias() != null) {
        op = new Op.Conv(conv.weight(), null, conv.window(), conv.groups());
      } else if (op instanceof Op.Affine affine
          && model.graph().node(node.input()).op() instanceof Op.Conv) {
        Shape channels = affine.shift().shape();
        Parameter none = Parameter.of("no bias", channels, new float[channels.size()]);
        op = new Op.Affine(affine.scale(), none);
      }
      nodes.add(new Node(node.name(), op, node.inputs()));
    }
    return new Model(
        model.name(),
        Graph.of(nodes).with(model.graph().notes()),
        model.preprocessing(),
        model.labels(),
        model.reference(),
        model.origin(),
        model.digest());
  }

  static Measure measure(
      Model model, Model unbiased, List<String> layers, Tensor pictures, Probe.Use use) {
    double[] shares = new double[layers.size()];
    double[] varied = new double[layers.size()];
    try (Probe with = Probe.on(model, layers, pictures.shape(), use);
        Probe without = Probe.on(unbiased, layers, pictures.shape(), use)) {
      with.run(pictures);
      without.run(pictures);
      for (int i = 0; i < shares.length; i++) {
        Tensor x = with.activation(layers.get(i));
        shares[i] = difference(x.data(), without.activation(layers.get(i)).data());
        varied[i] = varied(x);
      }
    }
    double mean = Arrays.stream(varied).average().orElse(0);
    Arrays.sort(shares);
    return new Measure(shares[shares.length / 2], mean);
  }

  private static double difference(float[] a, float[] b) {
    double off = 0;
    double all = 0;
    for (int i = 0; i < a.length; i++) {
      off += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
      all += (double) a[i] * a[i];
    }
    return all == 0 ? 1 : Math.sqrt(off / all);
  }

  private static double varied(Tensor x) {
    int positions = x.shape().h() * x.shape().w();
    double total = 0;
    for (int c = 0; c < x.shape().c(); c++) {
      double sum = 0;
      double squares = 0;
      for (int n = 0; n < x.shape().n(); n++) {
        int from = x.offset(n, c);
        for (int i = from; i < from + positions; i++) {
          sum += x.data()[i];
          squares += (double) x.data()[i] * x.data()[i];
        }
      }
      double mean = sum / ((double) positions * x.shape().n());
      double square = squares / ((double) positions * x.shape().n());
      total += square == 0 ? 0 : Math.max(0, 1 - mean * mean / square);
    }
    return total / x.shape().c();
  }
}
