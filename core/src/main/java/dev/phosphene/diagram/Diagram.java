package dev.phosphene.diagram;

import dev.phosphene.diagram.DiagramBox.Family;
import dev.phosphene.graph.Cost;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Kind;
import dev.phosphene.graph.Node;
import dev.phosphene.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Draws a network as SVG: the input at the top, a box for each layer with its name, operation,
 * shape and share of the multiplications. Elementwise functions share the box of the layer before
 * them; hovering over a box shows the names of all its layers.
 *
 * <pre>{@code
 * Files.write(file, Diagram.svg("vgg19", graph, graph.shapes(Shape.of(1, 3, 224, 224))));
 * }</pre>
 */
public final class Diagram {
  private static final double MARGIN = 40;
  private static final double HEAD = 76;
  private static final double NARROWEST = 680;
  private static final double ROW_GAP = 38;
  private static final double HEIGHT = 56;

  /** Upper bounds of the letter widths at the sizes used here; fonts differ. */
  private static final double BOLD = 8.2;

  private static final double PLAIN = 6.4;

  private final List<DiagramBox> boxes;
  private final List<DiagramGroup> groups;
  private final double[] widths;
  private final LayeredLayout layout;
  private final Cost total;
  private final long most;
  private final StringBuilder svg = new StringBuilder();

  private Diagram(Graph graph, Map<String, Shape> shapes) {
    boxes = DiagramBox.of(graph, shapes);
    total = boxes.stream().map(DiagramBox::cost).reduce(Cost.NONE, Cost::plus);
    most = boxes.stream().mapToLong(box -> box.cost().products()).max().orElse(0);
    List<List<Integer>> inputs = boxes.stream().map(DiagramBox::inputs).toList();
    List<DiagramGroup> wanted = DiagramGroup.of(graph, boxes);
    while (true) {
      double[] wide = widths(wanted);
      LayeredLayout placed = new LayeredLayout(wide, inputs);
      List<DiagramGroup> free = DiagramGroup.free(wanted, placed, wide);
      if (free.size() == wanted.size()) {
        groups = wanted;
        widths = wide;
        layout = placed;
        return;
      }
      wanted = free; // without groups the names are longer, and everything moves
    }
  }

  /**
   * Returns the SVG file.
   *
   * @param title the heading
   * @param shapes shapes of the computable layers, from {@link Graph#reach}
   * @throws dev.phosphene.error.InputException if there are too many layers
   */
  public static byte[] svg(String title, Graph graph, Map<String, Shape> shapes) {
    return new Diagram(graph, shapes).draw(title).getBytes(StandardCharsets.UTF_8);
  }

  private double[] widths(List<DiagramGroup> named) {
    double[] result = new double[boxes.size()];
    for (int i = 0; i < result.length; i++) {
      DiagramBox box = boxes.get(i);
      double name = BOLD * label(i, named).length();
      double last = PLAIN * (box.extents().length() + 3 + share(box).length());
      result[i] = 20 + Math.max(90, Math.max(name, Math.max(PLAIN * box.kinds().length(), last)));
    }
    return result;
  }

  /** Returns the name of a box, without the part shown by its group's background. */
  private String label(int box, List<DiagramGroup> named) {
    String name = boxes.get(box).name();
    for (DiagramGroup group : named) {
      if (group.boxes().contains(box)) {
        return name.substring(group.name().length());
      }
    }
    return name;
  }

  private String share(DiagramBox box) {
    double percent = 100.0 * box.cost().products() / Math.max(1, total.products());
    if (percent == 0) {
      return "";
    }
    return percent < 0.05 ? "<0.1 %" : String.format(Locale.ROOT, "%.1f %%", percent);
  }

  private String draw(String title) {
    double least = Math.max(NARROWEST, legend(false));
    double width = Math.max(layout.width(), least) + 2 * MARGIN;
    double height = y(layout.rowCount()) - ROW_GAP + MARGIN;
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\""
            + " viewBox=\"0 0 %.0f %.0f\" font-family=\"Helvetica, Arial, 'DejaVu Sans',"
            + " sans-serif\" font-size=\"11\" fill=\"#222b33\">",
        width, height, width, height);
    add(
        "<defs><marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\""
            + " markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0.8 7.5 4 0 7.2z\""
            + " fill=\"#7d8994\"/></marker></defs>");
    add("<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>");
    add(
        "<text x=\"%.0f\" y=\"34\" font-size=\"18\" font-weight=\"bold\">%s</text>",
        MARGIN, xml(title));
    add(
        "<text x=\"%.0f\" y=\"53\" fill=\"#5b6772\">%s: %,d parameters, %,d multiply-adds; each"
            + " percentage is a share of these</text>",
        MARGIN, xml(boxes.get(0).extents()), total.parameters(), total.products());
    legend(true);
    double aside = Math.max(0, (least - layout.width()) / 2);
    add("<g transform=\"translate(%.1f 0)\">", aside);
    groups.forEach(this::background);
    layout.edges().forEach(this::edge);
    for (int i = 0; i < boxes.size(); i++) {
      box(i);
    }
    add("</g>\n</svg>");
    return svg.toString();
  }

  /** Draws the legend, if requested; returns its width. */
  private double legend(boolean drawn) {
    Set<Family> present = EnumSet.noneOf(Family.class);
    boxes.forEach(box -> present.add(box.family()));
    double x = 0;
    for (Family family : present) {
      if (drawn) {
        add(
            "<rect x=\"%.1f\" y=\"64\" width=\"12\" height=\"12\" rx=\"3\" fill=\"%s\""
                + " stroke=\"%s\"/><text x=\"%.1f\" y=\"74\">%s</text>",
            MARGIN + x, family.fill, family.stroke, MARGIN + x + 17, family.words);
      }
      x += 34 + PLAIN * family.words.length();
    }
    return x;
  }

  private void background(DiagramGroup group) {
    double left = Double.MAX_VALUE;
    double right = 0;
    double top = Double.MAX_VALUE;
    double bottom = 0;
    for (int box : group.boxes()) {
      left = Math.min(left, x(box) - widths[box] / 2);
      right = Math.max(right, x(box) + widths[box] / 2);
      top = Math.min(top, y(layout.row(box)));
      bottom = Math.max(bottom, y(layout.row(box)) + HEIGHT);
    }
    // The name is left of the line that ends in the center of the first box.
    String name = group.name().replaceAll("[/._]$", "");
    int first = group.boxes().get(0);
    double room = x(first) - left - 4;
    left -= Math.max(0, PLAIN * name.length() - room);
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"10\" fill=\"#f4f6f8\""
            + " stroke=\"#d9dfe4\"/>",
        left - 12, top - 18, right - left + 24, bottom - top + 27);
    add(
        "<text x=\"%.1f\" y=\"%.1f\" fill=\"#5b6772\" font-style=\"italic\">%s</text>",
        left - 4, top - 5.5, xml(name));
  }

  /** Draws a line from box to box, vertical where it passes other rows. */
  private void edge(LayeredLayout.Edge edge) {
    List<Integer> places = edge.places();
    int from = places.get(0);
    StringBuilder path = new StringBuilder();
    double x = x(from);
    double y = y(layout.row(from)) + HEIGHT;
    path.append(String.format(Locale.ROOT, "M%.1f %.1f", x, y));
    for (int i = 1; i < places.size(); i++) {
      int place = places.get(i);
      boolean last = i == places.size() - 1;
      double nextX = last ? port(place, places.get(i - 1)) : x(place);
      double nextY = y(layout.row(place));
      double half = (nextY - y) * 0.55;
      path.append(
          String.format(
              Locale.ROOT,
              "C%.1f %.1f %.1f %.1f %.1f %.1f",
              x,
              y + half,
              nextX,
              nextY - half,
              nextX,
              nextY));
      x = nextX;
      y = nextY;
      if (!last) {
        y += HEIGHT;
        path.append(String.format(Locale.ROOT, "V%.1f", y));
      }
    }
    add(
        "<path d=\"%s\" fill=\"none\" stroke=\"#7d8994\" stroke-width=\"1.3\""
            + " marker-end=\"url(#tip)\"/>",
        path);
  }

  /** Returns where a line from {@code from} enters a box: side by side with the others. */
  private double port(int box, int from) {
    List<Integer> all = new ArrayList<>(layout.above(box));
    all.sort(Comparator.comparingDouble(layout::x));
    double room = Math.min(24, (widths[box] - 24) / all.size());
    return x(box) + room * (all.indexOf(from) - (all.size() - 1) / 2.0);
  }

  private void box(int index) {
    DiagramBox box = boxes.get(index);
    double left = x(index) - widths[index] / 2;
    double top = y(layout.row(index));
    double right = left + widths[index];
    boolean there = box.shape() != null;
    add(
        "<g><title>%s</title>",
        xml(box.layers().stream().map(Diagram::told).collect(Collectors.joining("\n"))));
    add(
        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"6\" fill=\"%s\""
            + " stroke=\"%s\" stroke-width=\"1.2\"%s/>",
        left,
        top,
        widths[index],
        HEIGHT,
        box.family().fill,
        box.family().stroke,
        there ? "" : " stroke-dasharray=\"4 3\" opacity=\"0.6\"");
    text(left + 10, top + 17, "font-weight=\"bold\" font-size=\"12\"", label(index, groups));
    text(left + 10, top + 32, "fill=\"#46525c\"", box.kinds());
    text(left + 10, top + 46, "fill=\"#46525c\"", box.extents());
    text(right - 10, top + 46, "text-anchor=\"end\" font-weight=\"bold\"", share(box));
    if (box.cost().products() > 0) {
      add(
          "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"3\" rx=\"1.5\" fill=\"%s\"/>",
          left + 8,
          top + HEIGHT - 5.5,
          Math.max(3, (widths[index] - 16) * box.cost().products() / most),
          box.family().stroke);
    }
    add("</g>");
  }

  private static String told(Node node) {
    return node.name() + ": " + Kind.of(node.op());
  }

  private void text(double x, double y, String style, String words) {
    if (!words.isEmpty()) {
      add("<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>", x, y, style, xml(words));
    }
  }

  private double x(int place) {
    return MARGIN + layout.x(place);
  }

  private static double y(int row) {
    return HEAD + MARGIN + row * (HEIGHT + ROW_GAP);
  }

  private void add(String form, Object... values) {
    svg.append(String.format(Locale.ROOT, form, values)).append('\n');
  }

  /** Returns text for XML; characters that XML does not allow become question marks. */
  private static String xml(String text) {
    StringBuilder safe = new StringBuilder();
    text.codePoints()
        .map(
            c ->
                (c < ' ' && c != '\n') || c == 0xfffe || c == 0xffff || (c >= 0xd800 && c < 0xe000)
                    ? '?'
                    : c)
        .forEach(
            c -> {
              switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                default -> safe.appendCodePoint(c);
              }
            });
    return safe.toString();
  }
}
