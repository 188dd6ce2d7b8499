package dev.phosphene.load.tensorflow;

import dev.phosphene.error.InputException;
import dev.phosphene.load.Draft;
import dev.phosphene.load.Unsupported;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The placeholder for the image.
 *
 * @param name name of the node
 * @param h rows, or 0 if open
 * @param w columns, or 0 if open
 * @param c channels
 */
record NodeInput(String name, int h, int w, int c) {
  private static final int COLORS = 3;
  private static final int MOST_CHANNELS = 1 << 12;

  /**
   * Finds it: the first of four axes, else the first of open rank.
   *
   * @throws InputException if there is none
   */
  static NodeInput of(String file, Map<String, NodeDef> nodes) {
    @Nullable NodeInput open = null;
    List<String> others = new ArrayList<>();
    for (NodeDef node : nodes.values()) {
      if (!node.op().equals("Placeholder") && !node.op().equals("PlaceholderV2")) {
        continue;
      }
      FrozenAttribute type = node.attributes().get("dtype");
      boolean numbers = type == null || FrozenType.of(type(type)).isPresent();
      List<Long> extents = extents(node);
      if (numbers && extents.size() == 4) {
        return of(file, node, extents, nodes);
      } else if (numbers && extents.isEmpty() && open == null) {
        open = of(file, node, List.of(-1L, -1L, -1L, -1L), nodes);
      }
      others.add(node.name() + " " + extents);
    }
    if (open == null) {
      throw new InputException(
          "%s has no placeholder for an image, [n, h, w, c]; its placeholders are %s"
              .formatted(file, others));
    }
    return open;
  }

  private static int type(FrozenAttribute attribute) {
    try {
      return attribute.type();
    } catch (Unsupported e) {
      return 0;
    }
  }

  private static List<Long> extents(NodeDef node) {
    FrozenAttribute shape = node.attributes().get("shape");
    try {
      return shape == null ? List.of() : shape.shape();
    } catch (Unsupported e) {
      return List.of();
    }
  }

  private static NodeInput of(
      String file, NodeDef node, List<Long> extents, Map<String, NodeDef> nodes) {
    int[] side = new int[2];
    for (int i = 0; i < 2; i++) {
      long extent = extents.get(i + 1);
      if (extent == 0 || extent < -1 || extent > Draft.MOST_SIDE) {
        throw impossible(file, node, extents);
      }
      side[i] = (int) Math.max(extent, 0);
    }
    long channels = extents.get(3) == -1 ? channels(nodes) : extents.get(3);
    if (channels < 1 || channels > MOST_CHANNELS) {
      throw impossible(file, node, extents);
    }
    boolean both = side[0] > 0 && side[1] > 0;
    return new NodeInput(node.name(), both ? side[0] : 0, both ? side[1] : 0, (int) channels);
  }

  private static InputException impossible(String file, NodeDef node, List<Long> extents) {
    return new InputException(
        "%s, %s: the impossible shape %s".formatted(file, node.described(), extents));
  }

  /**
   * Returns the input channels of the first convolution; its kernel may be behind pass-through
   * nodes.
   */
  private static long channels(Map<String, NodeDef> nodes) {
    for (NodeDef node : nodes.values()) {
      if (node.op().equals("Conv2D") && node.inputs().size() > 1) {
        NodeDef kernel = nodes.get(node.inputs().get(1).node());
        for (int i = 0; i < 4 && kernel != null && kernel.op().equals("Identity"); i++) {
          kernel = kernel.inputs().isEmpty() ? null : nodes.get(kernel.inputs().get(0).node());
        }
        FrozenAttribute value = kernel == null ? null : kernel.attributes().get("value");
        if (value != null) {
          return channels(value);
        }
      }
    }
    return COLORS;
  }

  private static long channels(FrozenAttribute kernel) {
    try {
      List<Long> extents = kernel.tensor().extents();
      return extents.size() == 4 ? extents.get(2) : COLORS;
    } catch (Unsupported e) {
      return COLORS; // the kernel's own import reports what is wrong with it
    }
  }

  /** Returns whether the file fixes rows and columns. */
  boolean fixed() {
    return h > 0;
  }

  /** Returns the shapes {@code [1, c, h, w]} that the file may have been made for. */
  List<Shape> shapes() {
    return fixed()
        ? List.of(Shape.of(1, c, h, w))
        : Draft.USUAL.stream().map(side -> Shape.of(1, c, side, side)).toList();
  }
}
