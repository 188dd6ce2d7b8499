package dev.phosphene.gallery.plan;

import dev.phosphene.diagram.Drawing;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which layers a gallery has. Unless they are named, those worth looking at: convolutions of more
 * than a few channels, concatenations, and the sums at the end of residual blocks, each behind its
 * activation; a convolution whose units a concatenation has again is left to that.
 */
public final class LayerChoice {
  /** Every layer with channels. */
  public static final String ALL = "all";

  private static final int FEW = 8; // channels

  private final Graph graph;
  private final Map<String, Shape> shapes;
  private final Map<String, Layout> layouts;

  /**
   * A choice among the layers that can be computed.
   *
   * @param shapes as {@link Graph#reach} gives them
   */
  public LayerChoice(Graph graph, Map<String, Shape> shapes) {
    this.graph = graph;
    this.shapes = shapes;
    this.layouts = Layout.of(graph, shapes);
  }

  /**
   * The names of the layers, in the graph's order.
   *
   * @param patterns names, {@code all}, or globs with {@code *} and {@code ?}; none for those worth
   *     looking at
   * @throws InputException if a pattern fits no layer
   */
  public List<String> of(List<String> patterns) {
    Map<String, Node> possible = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (hasUnits(node)) {
        possible.put(node.name(), node);
      }
    }
    Set<String> chosen = new HashSet<>();
    if (patterns.isEmpty()) {
      chosen.addAll(worthLookingAt(possible));
    }
    for (String pattern : patterns) {
      chosen.addAll(fitting(pattern, possible));
    }
    return possible.keySet().stream().filter(chosen::contains).toList();
  }

  private boolean hasUnits(Node node) {
    Layout layout = layouts.get(node.name());
    return layout != null
        && layout.channels()
        && !(node.op() instanceof Op.Constant)
        && !(node.op() instanceof Op.Input);
  }

  private static Set<String> fitting(String pattern, Map<String, Node> possible) {
    if (pattern.equals(ALL)) {
      return possible.keySet();
    }
    if (possible.containsKey(pattern)) {
      return Set.of(pattern);
    }
    Pattern glob = glob(pattern);
    Set<String> found = new LinkedHashSet<>();
    possible.keySet().stream().filter(name -> glob.matcher(name).matches()).forEach(found::add);
    if (found.isEmpty()) {
      List<String> names = List.copyOf(possible.keySet());
      throw new InputException(
          "no layer \"%s\" with channels to render%s; 'phosphene layers' lists them"
              .formatted(pattern, Nearest.hint(pattern, names)));
    }
    return found;
  }

  private static Pattern glob(String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      pattern.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(pattern.toString(), Pattern.DOTALL);
  }

  private List<String> worthLookingAt(Map<String, Node> possible) {
    Drawing drawing = Drawing.of(graph, shapes);
    List<String> names = new ArrayList<>();
    for (Drawing.Box box : drawing.boxes()) {
      Node last = box.layers().get(box.layers().size() - 1);
      Shape shape = shapes.get(last.name());
      boolean image = layouts.get(last.name()) == Layout.IMAGE;
      if (image
          && shape != null
          && shape.h() * shape.w() > 1
          && shape.c() >= FEW
          && possible.containsKey(last.name())
          && makesUnits(box.layers().get(0).op())
          && !isPartOfConcatenation(last)) {
        names.add(last.name());
      }
    }
    return names;
  }

  private static boolean makesUnits(Op op) {
    return op instanceof Op.Conv || op instanceof Op.Concat || op instanceof Op.Add;
  }

  private boolean isPartOfConcatenation(Node node) {
    List<String> readers = graph.consumers(node.name());
    return readers.size() == 1 && graph.node(readers.get(0)).op() instanceof Op.Concat;
  }
}
