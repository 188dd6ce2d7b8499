package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.tensorflow.FrozenOperators.Single;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;

/** Imports convolutions, pooling and matrix products. */
final class FrozenWindows {
  private FrozenWindows() {}

  static void register(Map<String, Single> all) {
    all.put("Conv2D", FrozenWindows::convolution);
    all.put("DepthwiseConv2dNative", FrozenWindows::depthwise);
    all.put("MaxPool", call -> call.emit(new Op.MaxPool(pooling(call)), call.image(0)));
    all.put("AvgPool", call -> call.emit(new Op.AvgPool(pooling(call), false), call.image(0)));
    all.put("MatMul", FrozenWindows::product);
  }

  private static FrozenValue convolution(FrozenCall call) {
    FrozenValue.Known in = call.image(0);
    FrozenConstant kernel = kernel(call, 4);
    List<Integer> extents = kernel.extents();
    int out = extents.get(3);
    int groups = groups(call.channels(in), extents.get(2), out);
    Shape shape = Shape.of(out, extents.get(2), extents.get(0), extents.get(1));
    Window window = window(call, extents.get(0), extents.get(1));
    return call.emit(new Op.Conv(kernel.kernel(shape), null, window, groups), in);
  }

  /** Returns the number of groups, which TensorFlow expresses by a kernel of fewer channels. */
  private static int groups(int channels, int taken, int out) {
    int groups = channels % taken == 0 ? channels / taken : 1;
    return out % groups == 0 ? groups : 1;
  }

  private static FrozenValue depthwise(FrozenCall call) {
    FrozenValue.Known in = call.image(0);
    FrozenConstant kernel = kernel(call, 4);
    List<Integer> extents = kernel.extents();
    int channels = call.channels(in);
    if (extents.get(2) != channels) {
      throw new Unsupported("its kernel %s is not for %d channels".formatted(extents, channels));
    }
    Shape shape = shape(channels * (long) extents.get(3), 1, extents.get(0), extents.get(1));
    Window window = window(call, extents.get(0), extents.get(1));
    return call.emit(new Op.Conv(kernel.kernel(shape), null, window, channels), in);
  }

  private static Shape shape(long out, int in, int h, int w) {
    try {
      return Shape.of(Math.toIntExact(out), in, h, w);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new Unsupported("its kernel is too large");
    }
  }

  private static FrozenConstant kernel(FrozenCall call, int rank) {
    FrozenConstant kernel = call.constant(1);
    if (kernel.rank() != rank || kernel.size() == 0) {
      throw new Unsupported(
          "its kernel is %s, expected %s"
              .formatted(kernel.extents(), rank == 4 ? "[height, width, in, out]" : "a matrix"));
    }
    return kernel;
  }

  private static Window pooling(FrozenCall call) {
    List<Long> size = call.integers("ksize");
    if (size.size() != 4 || size.get(0) != 1 || size.get(3) != 1) {
      throw new Unsupported("its window is " + size + "; only rows and columns are supported");
    }
    return window(call, FrozenCall.small(size.get(1)), FrozenCall.small(size.get(2)));
  }

  private static Window window(FrozenCall call, int h, int w) {
    int[] strides = pair(call, "strides");
    int[] dilations = pair(call, "dilations");
    try {
      return new Window(h, w, strides[0], strides[1], dilations[0], dilations[1], padding(call));
    } catch (IllegalArgumentException e) {
      throw new Unsupported(String.valueOf(e.getMessage()));
    }
  }

  private static Window.Padding padding(FrozenCall call) {
    String padding = call.text("padding", "");
    return switch (padding) {
      case "SAME" -> new Window.Padding.Same();
      case "VALID" -> new Window.Padding.Explicit(0, 0, 0, 0);
      case "EXPLICIT" -> explicit(call.integers("explicit_paddings"));
      default -> throw new Unsupported("the padding \"" + padding + "\" is not supported");
    };
  }

  /** Reads explicit padding: two numbers per axis of {@code [n, h, w, c]}. */
  private static Window.Padding explicit(List<Long> given) {
    if (given.size() != 8) {
      throw new Unsupported("its explicit_paddings are " + given);
    }
    return new Window.Padding.Explicit(
        FrozenCall.small(given.get(2)),
        FrozenCall.small(given.get(4)),
        FrozenCall.small(given.get(3)),
        FrozenCall.small(given.get(5)));
  }

  /** Returns the values for rows and columns of {@code [1, h, w, 1]}. */
  private static int[] pair(FrozenCall call, String key) {
    List<Long> all = call.integers(key);
    if (all.isEmpty()) {
      return new int[] {1, 1};
    } else if (all.size() != 4 || all.get(0) != 1 || all.get(3) != 1) {
      throw new Unsupported("its " + key + " are " + all);
    }
    return new int[] {FrozenCall.small(all.get(1)), FrozenCall.small(all.get(2))};
  }

  private static FrozenValue product(FrozenCall call) {
    FrozenValue.Known in = call.known(0);
    FrozenConstant matrix = kernel(call, 2);
    boolean turned = call.truth("transpose_b", false);
    if (!in.flat() || call.truth("transpose_a", false)) {
      throw new Unsupported("its first input is not [n, features]");
    }
    int features = matrix.extents().get(turned ? 1 : 0);
    int out = matrix.extents().get(turned ? 0 : 1);
    Shape shape = Shape.of(out, features, 1, 1);
    Op op =
        new Op.Conv(
            turned ? matrix.plain(shape) : matrix.kernel(shape), null, Window.valid(1, 1), 1);
    return call.emit(op, in);
  }
}
