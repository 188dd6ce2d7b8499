package dev.phosphene.rewrite;

import dev.phosphene.graph.Box;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ReceptiveField;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Computes only the wanted positions of the taps, and of every earlier layer only their receptive
 * field: a neuron costs its receptive field, not the image. Values and gradients are unchanged,
 * since borders are added only where there were any.
 */
public final class KeepPlaces {
  /** From this share of a layer on, all of it is computed, so that nothing is copied. */
  private static final double NEARLY_ALL = 0.75;

  private static final int PICTURE = 4; // axes

  private final Map<String, Shape> shapes;
  private final Map<String, Box> kept = new HashMap<>(); // the computed part of each node
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> crops = new HashSet<>();

  private KeepPlaces(Map<String, Shape> shapes) {
    this.shapes = shapes;
  }

  /**
   * The reduced graph, valid for one input size.
   *
   * @param boxes the computed positions of each tap, at least the wanted ones
   */
  public record Kept(Graph graph, Map<String, Box> boxes) {}

  /**
   * Reduces every layer that keeps its positions separate.
   *
   * @param graph a graph cut at its taps
   * @param wanted the positions of every tap
   * @param input {@code [n, c, h, w]}
   */
  public static Kept of(Graph graph, Map<String, Box> wanted, Shape input) {
    KeepPlaces rewrite = new KeepPlaces(graph.shapes(input));
    wanted.forEach(rewrite::need);
    List<Node> backwards = new ArrayList<>(graph.nodes());
    Collections.reverse(backwards);
    backwards.forEach(rewrite::inputsOf);
    graph.nodes().forEach(rewrite::emit);
    Map<String, Box> boxes = new LinkedHashMap<>();
    wanted.keySet().forEach(tap -> boxes.put(tap, rewrite.box(tap)));
    return new Kept(Graph.of(rewrite.nodes).with(graph.notes()), boxes);
  }

  private Shape shape(String name) {
    return Objects.requireNonNull(shapes.get(name), name);
  }

  private Box box(String name) {
    return Objects.requireNonNull(kept.get(name), name);
  }

  private boolean isPicture(String name) {
    return shape(name).rank() == PICTURE;
  }

  private Box whole(String name) {
    return isPicture(name) ? Box.whole(shape(name)) : new Box(0, 0, 1, 1);
  }

  private void need(String name, Box box) {
    Box before = kept.get(name);
    kept.put(name, before == null ? box : before.hull(box));
  }

  /** Decides which part of a node to compute, after all its readers. */
  private void inputsOf(Node node) {
    Box all = whole(node.name());
    Box own = kept.getOrDefault(node.name(), all);
    boolean apart = node.inputs().stream().allMatch(input -> reads(node, own, input).isPresent());
    boolean nearly = own.area() >= NEARLY_ALL * all.area();
    kept.put(node.name(), nearly || !apart || node.inputs().isEmpty() ? all : own);
    for (String input : node.inputs()) {
      need(input, reads(node, box(node.name()), input).orElseGet(() -> whole(input)));
    }
  }

  /**
   * Returns the part of an input that the positions {@code own} of a node see; empty if the
   * operation does not keep positions separate, or if they see only border.
   */
  private Optional<Box> reads(Node node, Box own, String input) {
    if (!isPicture(node.name()) || !isPicture(input)) {
      return Optional.empty();
    }
    Op op = node.op();
    Shape from = shape(input);
    if (ReceptiveField.byPosition(op)) {
      boolean alike = Box.whole(from).equals(whole(node.name()));
      return alike ? Optional.of(own) : Optional.empty();
    } else if (op instanceof Op.Pad pad) {
      return seen(own.within(new Box(pad.top(), pad.left(), 0, 0)), from);
    }
    return window(op).flatMap(window -> seen(field(window, own, from), from));
  }

  /** Returns the windows of the positions {@code own}, including borders. */
  private static Box field(Window window, Box own, Shape from) {
    Window.Placement at = window.on(from.h(), from.w());
    int top = own.top() * window.strideH() - at.top();
    int left = own.left() * window.strideW() - at.left();
    int reachH = (window.kernelH() - 1) * window.dilationH() + 1;
    int reachW = (window.kernelW() - 1) * window.dilationW() + 1;
    return new Box(
        top,
        left,
        top + (own.height() - 1) * window.strideH() + reachH,
        left + (own.width() - 1) * window.strideW() + reachW);
  }

  private static Optional<Box> seen(Box field, Shape from) {
    Box inside =
        new Box(
            Math.max(field.top(), 0),
            Math.max(field.left(), 0),
            Math.min(field.bottom(), from.h()),
            Math.min(field.right(), from.w()));
    return inside.height() > 0 && inside.width() > 0 ? Optional.of(inside) : Optional.empty();
  }

  /** Returns the window of a sliding operation; a mean that counts border positions stays whole. */
  private static Optional<Window> window(Op op) {
    if (op instanceof Op.Conv conv) {
      return Optional.of(conv.window());
    } else if (op instanceof Op.MaxPool pool) {
      return Optional.of(pool.window());
    } else if (op instanceof Op.AvgPool pool) {
      boolean partly =
          pool.countPadding() && pool.window().padding() instanceof Window.Padding.Ceil;
      return partly ? Optional.empty() : Optional.of(pool.window());
    }
    return Optional.empty();
  }

  private void emit(Node node) {
    Box own = box(node.name());
    if (own.equals(whole(node.name())) && node.inputs().stream().allMatch(this::isWhole)) {
      nodes.add(node);
      return;
    }
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(cropped(input, reads(node, own, input).orElseGet(() -> whole(input))));
    }
    nodes.add(new Node(node.name(), placed(node, own), inputs));
  }

  private boolean isWhole(String name) {
    return box(name).equals(whole(name));
  }

  /** Returns the name of a node that has exactly the positions {@code box} of {@code name}. */
  private String cropped(String name, Box box) {
    Box there = box(name);
    if (there.equals(box)) {
      return name;
    }
    String crop =
        "%s, rows %d to %d, columns %d to %d"
            .formatted(name, box.top(), box.bottom() - 1, box.left(), box.right() - 1);
    if (crops.add(crop)) {
      nodes.add(new Node(crop, new Op.Crop(box.within(there)), List.of(name)));
    }
    return crop;
  }

  /** Returns the operation with the border for {@code own} instead of the whole layer's. */
  private Op placed(Node node, Box own) {
    Op op = node.op();
    if (op instanceof Op.Pad pad) {
      Box field = own.within(new Box(pad.top(), pad.left(), 0, 0));
      Shape from = shape(node.input());
      return new Op.Pad(
          Math.max(0, -field.top()),
          Math.max(0, -field.left()),
          Math.max(0, field.bottom() - from.h()),
          Math.max(0, field.right() - from.w()),
          pad.value());
    } else if (op instanceof Op.Conv conv) {
      Window window = placed(conv.window(), own, shape(node.input()));
      return new Op.Conv(conv.weight(), conv.bias(), window, conv.groups(), conv.narrowed());
    } else if (op instanceof Op.MaxPool pool) {
      Window window = placed(pool.window(), own, shape(node.input()));
      return new Op.MaxPool(window, pool.smoothGradient());
    } else if (op instanceof Op.AvgPool pool && window(op).isPresent()) {
      Window window = placed(pool.window(), own, shape(node.input()));
      return new Op.AvgPool(window, pool.countPadding());
    }
    return op;
  }

  private static Window placed(Window window, Box own, Shape from) {
    Box field = field(window, own, from);
    return window.with(
        new Window.Padding.Explicit(
            Math.max(0, -field.top()),
            Math.max(0, -field.left()),
            Math.max(0, field.bottom() - from.h()),
            Math.max(0, field.right() - from.w())));
  }
}
