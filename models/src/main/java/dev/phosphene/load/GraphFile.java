package dev.phosphene.load;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.io.Fields;
import dev.phosphene.io.Safetensors;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Models in this program's own form: a safetensors file whose metadata describe the network.
 *
 * <p>{@code format} is {@code phosphene-graph-1}. {@code graph} is a JSON array of nodes such as
 * {@code {"name": "conv1", "op": "conv", "inputs": ["input"], "strides": [1, 1], "padding": [1, 1,
 * 1, 1], "weight": "conv1.weight", "bias": "conv1.bias"}}; padding is top, left, bottom, right,
 * weights lie as {@code [out, in / groups, kh, kw]}, and {@code bias}, {@code strides}, {@code
 * padding}, {@code dilations} and {@code groups} are optional. The other ops are {@code relu},
 * {@code maxpool} and {@code avgpool} with {@code kernel} (and {@code avgpool} optionally with
 * {@code count_include_pad}), {@code global_average_pool}, {@code concat} and {@code add}.
 *
 * <p>{@code labels} is a JSON array of class names, {@code preprocessing} a JSON object with {@code
 * order} ("RGB" or "BGR"), {@code scale} and {@code shift}, {@code input_size} the side of an image
 * that the network takes, 224 unless it is given. {@code labels} and {@code input_size} may be
 * absent. {@code data}, {@code accuracy}, {@code training} and {@code license} are for people.
 */
public final class GraphFile {
  private static final String FORMAT = "phosphene-graph-1";
  private static final int USUAL = 224;

  private final Safetensors file;

  private GraphFile(Safetensors file) {
    this.file = file;
  }

  /** Returns whether a file has a network beside its tensors, of this or any other version. */
  public static boolean recognizes(Safetensors file) {
    return file.metadata().containsKey("graph")
        || file.metadata().getOrDefault("format", "").startsWith("phosphene");
  }

  /**
   * Returns the model in a file; weights are read on demand.
   *
   * @param name the name that the user gave
   * @throws InputException if the file describes no network, or one that does not fit its tensors
   */
  public static Model model(String name, Safetensors file) {
    return new GraphFile(file).model(name);
  }

  private Model model(String name) {
    String format = file.metadata().get("format");
    if (!FORMAT.equals(format)) {
      throw new InputException(
          file.name()
              + " holds tensors without a network: its metadata's \"format\" is "
              + (format == null ? "absent" : "\"" + format + "\"")
              + "; expected \""
              + FORMAT
              + "\"");
    }
    Preprocessing preprocessing = preprocessing();
    Optional<Integer> size = size();
    Graph graph = graph(preprocessing.order().size());
    List<String> labels = labels();
    Shape output = check(graph, size.orElse(USUAL));
    if (!labels.isEmpty() && labels.size() != output.c()) {
      throw new InputException(
          where("labels") + ": " + labels.size() + " names for " + output.c() + " channels");
    }
    Optional<Shape> made = size.map(side -> Shape.of(1, graph.inputChannels(), side, side));
    Graph noted = graph.with(new Graph.Notes(Map.of(), Map.of(), made));
    return new Model(name, noted, preprocessing, labels, origin(), file.digest());
  }

  private Graph graph(int channels) {
    Graph.Builder builder = Graph.builder(channels);
    for (Fields fields : Fields.list(Fields.parse(text("graph"), where("graph")), where("graph"))) {
      String name = fields.string("name");
      Fields node = new Fields(fields.json(), where("graph") + ", layer \"" + name + "\"");
      try {
        builder.add(NodeReader.node(name, node, file));
      } catch (IllegalArgumentException e) {
        throw new InputException(node.where() + ": " + e.getMessage(), e);
      }
    }
    return builder.build();
  }

  private Preprocessing preprocessing() {
    String where = where("preprocessing");
    Fields fields = Fields.of(Fields.parse(text("preprocessing"), where), where);
    String order = fields.string("order");
    List<Float> scale = fields.floats("scale");
    List<Float> shift = fields.floats("shift");
    if (scale.size() != 3 || shift.size() != 3) {
      throw new InputException(where + ": expected three scales and three shifts");
    }
    return switch (order) {
      case "RGB" -> new Preprocessing(List.of(0, 1, 2), scale, shift);
      case "BGR" -> new Preprocessing(List.of(2, 1, 0), scale, shift);
      default -> throw new InputException(where + ": \"" + order + "\" is not RGB or BGR");
    };
  }

  private List<String> labels() {
    String text = file.metadata().get("labels");
    return text == null
        ? List.of()
        : Fields.strings(Fields.parse(text, where("labels")), where("labels"));
  }

  /** Returns the side of the images that the network was made for. */
  private Optional<Integer> size() {
    String text = file.metadata().get("input_size");
    if (text == null) {
      return Optional.empty();
    }
    int side;
    try {
      side = Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new InputException(where("input_size") + ": \"" + text + "\" is no number", e);
    }
    if (side < 1 || side > 1 << 14) {
      throw new InputException(where("input_size") + ": impossible size " + side);
    }
    return Optional.of(side);
  }

  /** Runs shape inference, so that mismatched layers are found at loading. */
  private Shape check(Graph graph, int side) {
    try {
      List<Shape> shapes =
          new ArrayList<>(graph.shapes(Shape.of(1, graph.inputChannels(), side, side)).values());
      return shapes.get(shapes.size() - 1);
    } catch (InputException | IllegalArgumentException e) {
      throw new InputException(where("graph") + ": " + e.getMessage(), e);
    }
  }

  private String origin() {
    String details =
        Map.of("data", "data", "accuracy", "accuracy", "license", "license").entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .filter(entry -> file.metadata().containsKey(entry.getKey()))
            .map(entry -> entry.getValue() + ": " + file.metadata().get(entry.getKey()))
            .collect(Collectors.joining("; "));
    String name =
        file.name()
            .substring(1 + Math.max(file.name().lastIndexOf('/'), file.name().lastIndexOf('\\')));
    return details.isEmpty() ? name : name + " (" + details + ")";
  }

  private String text(String key) {
    String text = file.metadata().get(key);
    if (text == null) {
      throw new InputException(file.name() + ": the metadata lack \"" + key + "\"");
    }
    return text;
  }

  private String where(String key) {
    return file.name() + ", metadata \"" + key + "\"";
  }
}
