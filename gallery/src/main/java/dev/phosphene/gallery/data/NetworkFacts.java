package dev.phosphene.gallery.data;

import dev.phosphene.diagram.Drawing;
import dev.phosphene.gallery.store.SafeNames;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.ReceptiveField;
import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What a gallery tells of a network besides its units; computed once. Serves one thread. */
public final class NetworkFacts {
  private static final int SIDE = 224;

  private final Model model;
  private final Graph graph;
  private final Shape input;
  private final Map<String, Shape> shapes;
  private final Map<String, Layout> layouts;
  private final Map<String, String> ids;
  private final Map<String, OptionalInt> fields = new HashMap<>();
  private @Nullable Drawing drawing;

  private NetworkFacts(Model model) {
    this.model = model;
    graph = model.withPreprocessing();
    Shape own = graph.notes().size().orElse(Shape.of(1, 1, SIDE, SIDE));
    input = Shape.of(1, graph.inputChannels(), own.h(), own.w());
    shapes = graph.reach(input).shapes();
    layouts = Layout.of(graph, shapes);
    ids = SafeNames.of(graph.nodes().stream().map(Node::name).toList());
  }

  /** The facts of a model. */
  public static NetworkFacts of(Model model) {
    return new NetworkFacts(model);
  }

  /** The model. */
  public Model model() {
    return model;
  }

  /** Its graph from RGB in [0, 1] on. */
  public Graph graph() {
    return graph;
  }

  /** Shapes of the layers for an image of the network's own size, or of 224×224. */
  public Map<String, Shape> shapes() {
    return shapes;
  }

  /** The folder of a layer, also in addresses. */
  public String id(String layer) {
    String id = ids.get(layer);
    if (id == null) {
      throw new IllegalArgumentException("no layer " + layer);
    }
    return id;
  }

  /** How many channels a layer has. */
  public int channels(String layer) {
    return graph.channels(layer);
  }

  /** Whether a layer's channels have positions. */
  boolean hasPlaces(String layer) {
    return layouts.get(layer) == Layout.IMAGE;
  }

  /** How many pixels of the image a unit sees, the longer side; empty without positions. */
  OptionalInt receptiveField(String layer) {
    return fields.computeIfAbsent(layer, this::measured);
  }

  private OptionalInt measured(String layer) {
    if (!hasPlaces(layer)) {
      return OptionalInt.empty();
    }
    ReceptiveField field = ReceptiveField.of(graph, input, layer);
    return OptionalInt.of(Math.max(field.rows().size(), field.columns().size()));
  }

  /** Where the layers lie in a drawing. */
  Drawing drawing() {
    Drawing known = drawing;
    if (known == null) {
      known = Drawing.of(graph, shapes);
      drawing = known;
    }
    return known;
  }
}
