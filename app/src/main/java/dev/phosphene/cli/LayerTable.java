package dev.phosphene.cli;

import dev.phosphene.graph.Cost;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Kind;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Outline;
import dev.phosphene.graph.Overview;
import dev.phosphene.tensor.Shape;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints a network's layers in lines of at most 100 characters, except for very long names. */
final class LayerTable {
  /** Longest name in a column; longer ones get a line of their own. */
  private static final int LONGEST = 38;

  private final Map<String, Shape> shapes;
  private final Map<String, Layout> layouts;
  private Map<String, Cost> costs;
  private final Cost total;
  private final List<Line> lines = new ArrayList<>();

  /** A layer, or a group of them. */
  private record Line(String name, List<Node> nodes, boolean layer) {}

  LayerTable(Graph graph, Map<String, Shape> shapes) {
    this.shapes = shapes;
    layouts = Layout.of(graph, shapes);
    costs = Cost.of(graph, shapes);
    total = costs.values().stream().reduce(Cost.NONE, Cost::plus);
  }

  /**
   * Prints layers grouped by name prefix, with the sums of each group.
   *
   * @return the number of layers left out as minor
   */
  int tree(Graph graph, PrintWriter out) {
    Overview overview = Overview.of(graph);
    costs = overview.costs(graph, shapes);
    collect(Outline.of(overview.nodes()), "");
    print(out);
    return overview.hidden();
  }

  /** Prints every layer with its full name. */
  void flat(Graph graph, PrintWriter out) {
    graph
        .nodes()
        .forEach(node -> lines.add(new Line(Visible.line(node.name()), List.of(node), true)));
    print(out);
  }

  /** Returns the last printed layer that can be rendered. */
  Optional<String> lastRenderable() {
    return lines.stream()
        .filter(Line::layer)
        .map(line -> line.nodes().get(0))
        .filter(node -> shapes.containsKey(node.name()))
        .filter(node -> renderable(node, layouts.get(node.name())))
        .reduce((before, node) -> node)
        .map(Node::name);
  }

  /** Returns the cost of all layers together. */
  Cost total() {
    return total;
  }

  private void collect(List<Outline> parts, String indent) {
    for (Outline part : parts) {
      if (part instanceof Outline.Group group) {
        lines.add(new Line(indent + Visible.line(group.label()), group.nodes(), false));
        collect(group.parts(), indent + "  ");
      } else if (part instanceof Outline.Leaf leaf) {
        lines.add(new Line(indent + Visible.line(leaf.label()), List.of(leaf.node()), true));
      }
    }
  }

  private void print(PrintWriter out) {
    int width = "layer".length();
    for (Line line : lines) {
      width = Math.max(width, length(line.name()) > LONGEST ? 0 : length(line.name()));
    }
    row(out, width, "  ", "layer", "kind", " wide × high ", "channels", "parameters", "share");
    for (Line line : lines) {
      Node node = line.nodes().get(0);
      Shape shape = line.layer() ? shapes.get(node.name()) : null;
      Layout layout = layouts.get(node.name());
      boolean picture = renderable(node, shape == null ? null : layout);
      Cost cost = cost(line.nodes());
      String parameters = String.format(Locale.ROOT, "%,d", cost.parameters());
      row(
          out,
          width,
          picture ? "• " : "  ",
          line.name(),
          line.layer() ? Kind.of(node.op()) : "",
          line.layer() ? place(shape, layout) : "",
          shape == null
              ? (line.layer() ? "-" : "")
              : layout != null && layout.channels() ? String.valueOf(shape.c()) : "",
          cost.parameters() == 0 ? "" : parameters,
          cost.products() == 0 ? "" : share(cost));
    }
  }

  /** Returns whether the node has channels to render: those of a constant depend on no image. */
  static boolean renderable(Node node, @Nullable Layout layout) {
    return layout != null && layout.channels() && !(node.op() instanceof Op.Constant);
  }

  private static void row(PrintWriter out, int width, String mark, String name, String... cells) {
    String text = mark + name;
    if (length(name) > width) {
      out.println(text);
      text = mark.isBlank() ? "" : " ".repeat(mark.length());
    }
    String padded = text + " ".repeat(Math.max(0, width + 2 - length(text)));
    String rest = String.format(Locale.ROOT, "  %-13s %-13s %8s %12s %8s", (Object[]) cells);
    out.println((padded + rest).stripTrailing());
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** Returns the layer's extent: {@code wide × high}, a number of tokens, or a tensor's extents. */
  private static String place(@Nullable Shape shape, @Nullable Layout layout) {
    if (shape == null || layout == null) {
      return "    - × -";
    }
    return switch (layout) {
      case IMAGE, FEATURES -> String.format(Locale.ROOT, "%5d × %-5d", shape.w(), shape.h());
      case TOKENS -> String.format(Locale.ROOT, "%5d positions", shape.h() * shape.w());
      case TENSOR -> shape.toString();
    };
  }

  private Cost cost(List<Node> nodes) {
    return nodes.stream()
        .map(node -> costs.getOrDefault(node.name(), Cost.NONE))
        .reduce(Cost.NONE, Cost::plus);
  }

  private String share(Cost cost) {
    double percent = 100.0 * cost.products() / total.products();
    return percent < 0.05 ? "<0.1 %" : String.format(Locale.ROOT, "%.1f %%", percent);
  }
}
