package dev.phosphene.diagram;

import dev.phosphene.graph.Cost;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the boxes of a network lie, for whoever draws them: rows from the input at the top, as in a
 * {@link Diagram}, whose boxes these are. All lengths are in pixels at the usual size.
 *
 * @param boxes each after its inputs
 * @param lines from box to box, around the boxes between them
 */
public record Drawing(double width, double height, List<Box> boxes, List<Line> lines) {
  private static final double MARGIN = 12;
  private static final double HEIGHT = 44;
  private static final double ROW_GAP = 28;
  private static final double LETTER = 7.2;
  private static final double NARROWEST = 96;

  /**
   * A layer, and those behind it that only change its values one by one.
   *
   * @param layers at least one, each reading the one before
   * @param inputs indices of earlier boxes
   * @param cost of all of them
   */
  public record Box(
      List<Node> layers,
      List<Integer> inputs,
      Cost cost,
      double x,
      double y,
      double width,
      double height) {
    public Box {
      layers = List.copyOf(layers);
      inputs = List.copyOf(inputs);
    }
  }

  /** A point of a line. */
  public record Point(double x, double y) {}

  /** A line between two boxes, by their indices. */
  public record Line(int from, int to, List<Point> points) {
    public Line {
      points = List.copyOf(points);
    }
  }

  public Drawing {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  /**
   * Places a network's boxes.
   *
   * @param shapes of the layers that can be computed, as {@link Graph#reach} gives them
   * @throws dev.phosphene.error.InputException if there are too many layers
   */
  public static Drawing of(Graph graph, Map<String, Shape> shapes) {
    List<DiagramBox> all = DiagramBox.of(graph, shapes);
    double[] widths = new double[all.size()];
    for (int i = 0; i < widths.length; i++) {
      int letters = Math.max(all.get(i).name().length(), all.get(i).kinds().length());
      widths[i] = Math.max(NARROWEST, 16 + LETTER * letters);
    }
    LayeredLayout layout = new LayeredLayout(widths, all.stream().map(DiagramBox::inputs).toList());
    List<Box> boxes = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      DiagramBox box = all.get(i);
      double left = MARGIN + layout.x(i) - widths[i] / 2;
      double top = y(layout.row(i));
      boxes.add(new Box(box.layers(), box.inputs(), box.cost(), left, top, widths[i], HEIGHT));
    }
    List<Line> lines = layout.edges().stream().map(edge -> line(edge, layout)).toList();
    double width = layout.width() + 2 * MARGIN;
    return new Drawing(width, y(layout.rowCount()) - ROW_GAP + MARGIN, boxes, lines);
  }

  private static Line line(LayeredLayout.Edge edge, LayeredLayout layout) {
    List<Integer> places = edge.places();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      double x = MARGIN + layout.x(places.get(i));
      double top = y(layout.row(places.get(i)));
      if (i > 0) {
        points.add(new Point(x, top));
      }
      if (i < places.size() - 1) {
        points.add(new Point(x, top + HEIGHT));
      }
    }
    return new Line(places.get(0), places.get(places.size() - 1), points);
  }

  private static double y(int row) {
    return MARGIN + row * (HEIGHT + ROW_GAP);
  }
}
