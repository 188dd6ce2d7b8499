package dev.phosphene.analysis;

import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.TensorViews;
import dev.phosphene.rewrite.Tail;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The first-order contribution of a layer to a later unit, such as a logit: activation × gradient
 * at each channel and position (tensorflow/lucid, notebooks/building-blocks, "attribution"). In a
 * ReLU network without biases the contributions sum to the unit's value.
 *
 * @param value of the unit, the mean over its positions
 * @param activation of the layer, {@code [1, c, h, w]}
 * @param contribution activation × gradient, {@code [1, c, h, w]}
 */
public record Attribution(double value, Tensor activation, Tensor contribution) {

  /** A channel's contribution, summed over all positions, and the position of its maximum. */
  public record Share(int channel, double contribution, double mean, int x, int y) {}

  /**
   * Computes the contribution of a layer to a unit.
   *
   * @param picture {@code [1, 3, h, w]}, RGB in [0, 1]
   * @throws dev.phosphene.error.InputException if the unit does not depend only on the layer
   */
  public static Attribution of(
      Model model, Tensor picture, String layer, Unit unit, Probe.Use use) {
    Graph whole = model.withPreprocessing();
    Layers.of(whole, picture.shape())
        .requirePlaces(layer, "there is no position that could support " + unit.name());
    Graph tail = Tail.of(whole, layer, unit.layer(), picture.shape());
    Tensor activation;
    try (Probe probe = Probe.on(model, List.of(layer), picture.shape(), use)) {
      activation = probe.look(picture).layer(layer);
    }
    try (Network network =
        use.engine().compile(tail, List.of(unit.layer()), activation.shape(), use.options())) {
      network.forward(activation);
      Tensor top = network.activation(unit.layer());
      unit.checked(top.shape().c());
      int positions = top.shape().h() * top.shape().w();
      Tensor cotangent = Tensor.zeros(top.shape());
      double value = 0;
      for (int i = 0; i < positions; i++) {
        int at = top.offset(0, unit.channel()) + i;
        value += top.data()[at] / positions;
        cotangent.data()[at] = 1f / positions;
      }
      Tensor gradient = network.backward(Map.of(unit.layer(), cotangent));
      Tensor contribution = Tensor.zeros(activation.shape());
      for (int i = 0; i < contribution.data().length; i++) {
        contribution.data()[i] = activation.data()[i] * gradient.data()[i];
      }
      return new Attribution(value, activation, contribution);
    }
  }

  /**
   * Returns the deepest layer that can show positions: the last with more than one place through
   * which all paths to the unit pass.
   *
   * @param picture {@code [1, 3, h, w]}
   * @throws InputException if there is none, or later layers compute with tokens, which mix all
   *     places
   */
  public static String usualLayer(Model model, Shape picture, Unit unit) {
    List<String> telling = Activations.telling(model, picture);
    Layers layers = Layers.of(model.withPreprocessing(), picture);
    String deepest = "";
    for (int i = telling.size() - 1; i >= 0 && deepest.isEmpty(); i--) {
      String layer = telling.get(i);
      if (layers.has(layer)
          && layers.layout(layer) == Layout.IMAGE
          && leadsTo(model, layer, unit, picture)) {
        deepest = layer;
      }
    }
    if (deepest.isEmpty()) {
      throw new InputException(
          "no layer of "
              + model.name()
              + " with positions leads to "
              + unit.name()
              + "; choose a --layer");
    }
    String tokens = tokensBehind(layers, deepest, unit, picture);
    if (!tokens.isEmpty()) {
      throw new InputException(
          ("%s turns the image into tokens after layer \"%s\": \"%s\" gives %s. That layer is the"
                  + " last with positions; to see what supports %s there, add --layer \"%s\"")
              .formatted(
                  model.name(), deepest, tokens, layers.words(tokens), unit.name(), deepest));
    }
    return deepest;
  }

  /** Returns the first layer after another that computes with positions that are not places. */
  private static String tokensBehind(Layers layers, String layer, Unit unit, Shape picture) {
    for (Node node : Tail.of(layers.graph(), layer, unit.layer(), picture).nodes()) {
      boolean computes =
          node.op() instanceof Op.Linear
              || node.op() instanceof Op.MatMul
              || node.op() instanceof Op.Recurrent
              || node.op() instanceof Op.LayerNorm;
      String shown = computes ? TensorViews.shown(layers.graph(), node.name()) : "";
      if (computes && !layers.pooled(shown) && layers.layout(shown) != Layout.IMAGE) {
        return shown;
      }
    }
    return "";
  }

  private static boolean leadsTo(Model model, String layer, Unit unit, Shape picture) {
    try {
      return !layer.equals(unit.layer())
          && Tail.of(model.withPreprocessing(), layer, unit.layer(), picture)
              .names()
              .contains(unit.layer());
    } catch (InputException e) {
      return false; // some paths bypass it
    }
  }

  /** Returns the channels by contribution, largest first; those that oppose the unit come last. */
  public List<Share> channels() {
    Shape shape = contribution.shape();
    return IntStream.range(0, shape.c())
        .mapToObj(this::share)
        .sorted(Comparator.comparingDouble(Share::contribution).reversed())
        .toList();
  }

  private Share share(int channel) {
    int from = contribution.offset(0, channel);
    int positions = contribution.shape().h() * contribution.shape().w();
    double sum = 0;
    double mean = 0;
    int best = 0;
    for (int i = 0; i < positions; i++) {
      float one = contribution.data()[from + i];
      sum += one;
      mean += activation.data()[from + i] / positions;
      best = Math.abs(one) > Math.abs(contribution.data()[from + best]) ? i : best;
    }
    int width = contribution.shape().w();
    return new Share(channel, sum, mean, best % width, best / width);
  }

  /** Returns the sum over channels at each position, row by row. */
  public float[] positions() {
    int positions = contribution.shape().h() * contribution.shape().w();
    float[] sums = new float[positions];
    for (int c = 0; c < contribution.shape().c(); c++) {
      int from = contribution.offset(0, c);
      for (int i = 0; i < positions; i++) {
        sums[i] += contribution.data()[from + i];
      }
    }
    return sums;
  }
}
