package dev.phosphene.load.keras;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.load.hdf5.KerasArrays;
import dev.phosphene.load.hdf5.KerasLayout;
import dev.phosphene.tensor.Finite;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One Keras layer during import: its inputs, settings and weights, with checks. */
final class LayerCall {
  private final KerasImporter importer;
  private final LayerConfig layer;
  private final List<KerasValue.Known> inputs;
  private final List<StoredWeights.Array> arrays;
  private @Nullable String name;

  LayerCall(KerasImporter importer, LayerConfig layer, List<KerasValue.Known> inputs) {
    this(importer, layer, inputs, importer.source().stored().of(layer));
  }

  private LayerCall(
      KerasImporter importer,
      LayerConfig layer,
      List<KerasValue.Known> inputs,
      List<StoredWeights.Array> arrays) {
    this.importer = importer;
    this.layer = layer;
    this.inputs = inputs;
    this.arrays = arrays;
  }

  LayerConfig layer() {
    return layer;
  }

  /** Returns the layer's settings. */
  Config config() {
    return layer.config();
  }

  /** Returns the major version of the Keras that wrote the file. */
  int major() {
    return importer.source().major();
  }

  boolean channelsFirst() {
    return importer.source().channelsFirst();
  }

  List<KerasValue.Known> inputs() {
    return inputs;
  }

  /** Returns the only input. */
  KerasValue.Known input() {
    if (inputs.size() != 1) {
      throw new UnsupportedLayer("it has " + inputs.size() + " inputs, expected one");
    }
    return inputs.get(0);
  }

  /** Returns the only input, with rows and columns and channels where the layer expects them. */
  KerasValue.Known picture() {
    KerasValue.Known input = input();
    if (input.form() != KerasValue.Form.IMAGE) {
      throw new UnsupportedLayer("its input has no rows and columns");
    }
    String format = config().text("data_format", "");
    boolean first = format.equals("channels_first");
    if (!format.isEmpty() && first != channelsFirst()) {
      throw new UnsupportedLayer("it is " + format + ", other layers are not");
    }
    return input;
  }

  /** Returns an input's shape for the image that the file was made for, {@code [n, c, h, w]}. */
  Shape shape(KerasValue.Known value) {
    return importer.shape(value);
  }

  int channels(KerasValue.Known value) {
    return shape(value).c();
  }

  /** Returns whether the file fixes its image size. */
  boolean isSized() {
    return importer.fixed();
  }

  /** Returns whether {@code axis} of Keras's tensor holds the channels. */
  boolean isChannels(int axis, KerasValue.Known value) {
    int rank = value.form().axes + 1;
    boolean first = channelsFirst() && value.form() == KerasValue.Form.IMAGE;
    return (axis < 0 ? axis + rank : axis) == (first ? 1 : rank - 1);
  }

  /** Adds the node that stands for the layer. */
  KerasValue.Known emit(Op op, KerasValue.Form form, KerasValue.Known... from) {
    String own = own();
    importer.add(own, op, Arrays.stream(from).map(KerasValue.Known::node).toList());
    return new KerasValue.Known(own, form);
  }

  /** Adds the node that stands for the layer and keeps the form of its input. */
  KerasValue.Known emit(Op op, KerasValue.Known in) {
    return emit(op, in.form(), in);
  }

  /** Adds an intermediate node. */
  KerasValue.Known step(String suffix, Op op, KerasValue.Known... from) {
    String step = importer.unused(own() + "/" + suffix);
    importer.add(step, op, Arrays.stream(from).map(KerasValue.Known::node).toList());
    return new KerasValue.Known(step, from[0].form());
  }

  private String own() {
    if (name == null) {
      name = importer.unused(layer.fullName());
    }
    return name;
  }

  /** Names that identify an array; if no array has one, the order counts. */
  private static final Set<String> ROLES =
      Set.of(
          "kernel",
          "recurrent_kernel",
          "bias",
          "gamma",
          "beta",
          "moving_mean",
          "moving_variance",
          "depthwise_kernel",
          "pointwise_kernel",
          "alpha",
          "mean",
          "variance");

  /**
   * Returns the same layer as a wrapper's inner one.
   *
   * @param inner the inner layer's class and settings
   * @param first the first of its arrays among the wrapper's
   * @param count their number
   */
  LayerCall inside(LayerConfig inner, int first, int count) {
    int start = Math.min(first, arrays.size());
    return new LayerCall(
        importer, inner, inputs, arrays.subList(start, Math.min(start + count, arrays.size())));
  }

  /** Returns whether the file has an array that may be the given one. */
  boolean has(int place) {
    return arrays.size() > place;
  }

  /**
   * Returns one of the layer's arrays.
   *
   * @param role Keras's name for it; a second name may follow a bar
   * @param place its position among the layer's arrays
   * @param shape {@code [out, in, kh, kw]} or {@code [channels]}
   * @param stored its extents in the file
   * @throws InputException if its extents differ and the file fixes the image size
   */
  Parameter parameter(String role, int place, Shape shape, int... stored) {
    String first = role.contains("|") ? role.substring(0, role.indexOf('|')) : role;
    String label = layer.fullName() + "/" + first;
    StoredWeights.@Nullable Array array = find(List.of(role.split("\\|", -1)), place);
    if (array == null) {
      String reason = absent(first);
      return new Parameter(
          label,
          shape,
          () -> {
            throw new InputException(reason);
          });
    }
    List<Integer> expected = Arrays.stream(stored).boxed().toList();
    List<Integer> given = array.extents();
    boolean vector = stored.length == 1 && array.extents().stream().filter(e -> e != 1).count() < 2;
    if (vector) { // PReLU's slopes have axes of size 1 around the channels
      int product = array.extents().stream().reduce(1, (a, b) -> a * b);
      given = List.of(product);
    }
    if (!given.equals(expected)) {
      String reason =
          "its %s has the shape %s; expected %s".formatted(first, array.extents(), expected);
      if (importer.fixed()) {
        throw new InputException(
            importer.source().file() + ", " + layer.described() + ": " + reason);
      }
      throw new UnsupportedLayer(reason);
    }
    String where = importer.source().file() + ", " + layer.described() + ", " + first;
    return new Parameter(
        label,
        shape,
        () -> Finite.weights(where, KerasLayout.outermostFirst(array.values().get(), shape)));
  }

  private StoredWeights.@Nullable Array find(List<String> roles, int place) {
    boolean named = false;
    for (StoredWeights.Array array : arrays) {
      String role = role(array);
      if (roles.contains(role)) {
        return array;
      }
      named |= ROLES.contains(role);
    }
    return named || place >= arrays.size() ? null : arrays.get(place);
  }

  /** Strips Keras's uniqueness numbers: {@code kernel_1}, {@code conv_W_1}. */
  private static String role(StoredWeights.Array array) {
    String role = array.role();
    String bare = role.replaceFirst("_\\d+$", "");
    if (ROLES.contains(bare)) {
      return bare;
    }
    var known = KerasArrays.role(array.name());
    return known == null ? role : known.keras();
  }

  private String absent(String role) {
    String names = arrays.stream().map(StoredWeights.Array::name).collect(Collectors.joining(", "));
    return "%s, %s has no %s%s"
        .formatted(
            importer.source().file(),
            layer.described(),
            role,
            names.isEmpty() ? "; it has no weights" : "; it has " + names);
  }
}
