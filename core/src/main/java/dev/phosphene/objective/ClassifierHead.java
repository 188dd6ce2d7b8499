package dev.phosphene.objective;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The layer of a classifier's logits, and the class of each channel. */
record ClassifierHead(String model, String layer, int classes, List<String> labels) {
  /** Usual input sizes of classifiers: ImageNet's, and CIFAR's. */
  private static final int[] USUAL = {224, 227, 299, 32};

  /**
   * Finds the last layer of a classifier. It has a channel for each label; in a model without
   * labels it is a dense layer or a global mean with one value per channel.
   *
   * @throws InputException if the model is not a classifier
   */
  static ClassifierHead of(Model model) {
    Node last = model.graph().scores();
    List<Layers> sizes = usualSizes(model.graph(), last.name());
    List<String> labels = model.labels();
    for (Layers layers : sizes) {
      Shape shape = layers.shape(last.name());
      Layout layout = layers.layout(last.name());
      boolean scores = layout == Layout.FEATURES && scores(layers, last, shape.c());
      boolean labeled = layout.channels() && shape.c() == labels.size();
      if (labels.isEmpty() ? scores : labeled) {
        return new ClassifierHead(model.name(), last.name(), shape.c(), labels);
      } else if (scores) {
        throw new InputException(unfitting(model, shape.c()));
      }
    }
    throw new InputException(
        "%s has no classifier head; its last layer is \"%s\"%s"
            .formatted(
                model.name(),
                last.name(),
                sizes.isEmpty() ? "" : words(sizes.get(0), last.name())));
  }

  private static String unfitting(Model model, int classes) {
    String file = model.reference().labels();
    return "%s has %d names for the %d classes of %s; expected one for each"
        .formatted(
            file.isEmpty() ? model.name() : "--labels " + file,
            model.labels().size(),
            classes,
            model.name());
  }

  private static String words(Layers layers, String layer) {
    Layout layout = layers.layout(layer);
    return layout == Layout.IMAGE || layout == Layout.FEATURES
        ? " with " + layers.shape(layer).c() + " channels"
        : ", which gives " + layers.words(layer);
  }

  /**
   * Returns whether a layer comes from a dense layer or a global mean with that many values,
   * followed only by a bias, a choice or mean of tokens, or reshaping.
   */
  private static boolean scores(Layers layers, Node node, int classes) {
    Op op = node.op();
    Shape shape = layers.shape(node.name());
    if (op instanceof Op.Conv || op instanceof Op.GlobalAvgPool) {
      return shape.c() == classes;
    } else if (op instanceof Op.Linear || op instanceof Op.MatMul) {
      return shape.extent(shape.rank() - 1) == classes;
    }
    boolean passes =
        op instanceof Op.Add
            || op instanceof Op.Binary
            || op instanceof Op.Reshape
            || op instanceof Op.Transpose
            || op instanceof Op.Tokens
            || op instanceof Op.Select
            || (op instanceof Op.Reduce reduce && reduce.reduction() == Op.Reduction.MEAN);
    return passes
        && node.inputs().stream()
            .anyMatch(input -> scores(layers, layers.graph().node(input), classes));
  }

  /** Returns the layers for the file's own size and the usual sizes that reach the layer. */
  private static List<Layers> usualSizes(Graph graph, String layer) {
    Stream<Shape> sides =
        Arrays.stream(USUAL).mapToObj(side -> Shape.of(1, graph.inputChannels(), side, side));
    return Stream.concat(Stream.of(graph.usualInput()), sides)
        .map(input -> Layers.of(graph, input))
        .filter(layers -> layers.has(layer))
        .toList();
  }

  /** Returns the unit of a class by index. */
  Channel unit(int index) {
    if (index < 0 || index >= classes) {
      throw new InputException(
          "%s has no class %d; it has %d, from 0 to %d"
              .formatted(model, index, classes, classes - 1));
    }
    return new Channel(layer, index);
  }

  /**
   * Returns the unit of a class by label: an exact match, else ignoring case, else with spaces and
   * underscores equal, else one of several names between commas.
   */
  Channel unit(String label) {
    if (labels.isEmpty()) {
      throw new InputException(
          "%s has no labels; name the class by its index, such as logit:0".formatted(model));
    }
    UnaryOperator<String> plain =
        text -> text.replaceAll("[\\s_]+", " ").strip().toLowerCase(Locale.ROOT);
    String wanted = plain.apply(label);
    List<Predicate<String>> ways =
        List.of(
            label::equals,
            label::equalsIgnoreCase,
            text -> plain.apply(text).equals(wanted),
            text -> Arrays.stream(text.split(",")).map(plain).anyMatch(wanted::equals));
    for (Predicate<String> way : ways) {
      int[] found = IntStream.range(0, classes).filter(i -> way.test(labels.get(i))).toArray();
      if (found.length > 0) {
        return unit(only(label, found));
      }
    }
    List<String> names =
        labels.stream().flatMap(text -> Arrays.stream(text.split(","))).map(String::strip).toList();
    throw new InputException(
        "%s has no class \"%s\"%s".formatted(model, label, Nearest.hint(label, names)));
  }

  private int only(String label, int[] found) {
    if (found.length > 1) {
      throw new InputException(
          "\"%s\" may be any of several classes of %s: %s"
              .formatted(
                  label,
                  model,
                  Arrays.stream(found)
                      .limit(5)
                      .mapToObj(i -> "logit:" + i + " (" + labels.get(i) + ")")
                      .collect(Collectors.joining(", "))));
    }
    return found[0];
  }
}
