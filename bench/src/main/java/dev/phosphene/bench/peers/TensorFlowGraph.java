package dev.phosphene.bench.peers;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.math.Mean;
import org.tensorflow.op.nn.LocalResponseNormalization;
import org.tensorflow.types.TFloat32;

/**
 * Our graph in TensorFlow, NHWC, with constant weights, so that TensorFlow can lay them out once.
 *
 * <p>Borders that are not TensorFlow's "same" become a Pad before the op, because TensorFlow's C++
 * gradient of a convolution drops explicit borders and dilation.
 */
final class TensorFlowGraph implements AutoCloseable {
  private static final String VALID = "VALID";

  private final org.tensorflow.Graph graph = new org.tensorflow.Graph();
  private final Ops tf = Ops.create(graph);
  private final Map<String, Operand<TFloat32>> operands = new HashMap<>();
  private final Placeholder<TFloat32> input;

  private TensorFlowGraph(Shape shape) {
    input =
        tf.placeholder(
            TFloat32.class,
            Placeholder.shape(
                org.tensorflow.ndarray.Shape.of(shape.n(), shape.h(), shape.w(), shape.c())));
  }

  /** Builds the part of {@code graph} that the taps need. */
  static TensorFlowGraph of(Graph graph, Collection<String> taps, Shape input) {
    TensorFlowGraph result = new TensorFlowGraph(input);
    for (NodeShapes needed : NodeShapes.of(graph, taps, input)) {
      result.add(needed.node(), needed.in());
    }
    return result;
  }

  org.tensorflow.Graph graph() {
    return graph;
  }

  Ops ops() {
    return tf;
  }

  Placeholder<TFloat32> input() {
    return input;
  }

  Operand<TFloat32> operand(String node) {
    Operand<TFloat32> operand = operands.get(node);
    if (operand == null) {
      throw new IllegalArgumentException("not a node that the taps need: " + node);
    }
    return operand;
  }

  @Override
  public void close() {
    graph.close();
  }

  private void add(Node node, Shape in) {
    List<Operand<TFloat32>> inputs = node.inputs().stream().map(this::operand).toList();
    Operand<TFloat32> x = inputs.isEmpty() ? input : inputs.get(0);
    operands.put(node.name(), translated(node.op(), inputs, x, in));
  }

  private Operand<TFloat32> translated(
      Op op, List<Operand<TFloat32>> inputs, Operand<TFloat32> x, Shape in) {
    if (op instanceof Op.Input) {
      return input;
    } else if (op instanceof Op.Conv conv) {
      return convolution(conv, x, in);
    } else if (op instanceof Op.BatchNorm norm) {
      return perChannel(Weights.perChannel(norm), x);
    } else if (op instanceof Op.Affine affine) {
      return perChannel(Weights.perChannel(affine), x);
    } else if (op instanceof Op.SelectChannels select) {
      int[] channels = select.channels().stream().mapToInt(Integer::intValue).toArray();
      return tf.gather(x, tf.constant(channels), tf.constant(3));
    } else if (op instanceof Op.Relu) {
      return tf.nn.relu(x);
    } else if (op instanceof Op.Pointwise clip
        && clip.function() == ScalarFunction.CLIP
        && clip.alpha() == 0
        && clip.beta() == 6) {
      return tf.nn.relu6(x);
    } else if (op instanceof Op.Lrn norm && norm.size() % 2 == 1) {
      return tf.nn.localResponseNormalization(
          x,
          LocalResponseNormalization.depthRadius(norm.size() / 2L),
          LocalResponseNormalization.bias(norm.k()),
          LocalResponseNormalization.alpha(norm.alpha() / norm.size()),
          LocalResponseNormalization.beta(norm.beta()));
    } else if (op instanceof Op.Pad pad) {
      int[][] widths = {{0, 0}, {pad.top(), pad.bottom()}, {pad.left(), pad.right()}, {0, 0}};
      return tf.pad(x, tf.constant(widths), tf.constant(pad.value()));
    } else if (op instanceof Op.MaxPool pool && !pool.smoothGradient()) {
      Bordered bordered = border(pool.window(), x, in, -Float.MAX_VALUE);
      return pooling("MaxPool", bordered, pool.window());
    } else if (op instanceof Op.AvgPool pool) {
      return average(pool, x, in);
    } else if (op instanceof Op.GlobalAvgPool) {
      return tf.math.mean(x, tf.constant(new int[] {1, 2}), Mean.keepDims(true));
    } else if (op instanceof Op.Concat) {
      return tf.concat(inputs, tf.constant(3));
    } else if (op instanceof Op.Add) {
      return tf.math.addN(inputs);
    }
    throw new UnsupportedOperationException("not supported with TensorFlow yet: " + op);
  }

  private Operand<TFloat32> convolution(Op.Conv conv, Operand<TFloat32> x, Shape in) {
    Weights.Kernel kernel = Weights.kernel(conv).dense(conv.window());
    Shape shape = kernel.shape();
    Bordered bordered = border(conv.window(), x, in, 0);
    List<Long> strides = strides(conv.window());
    Operand<TFloat32> result;
    if (conv.groups() == 1) {
      Operand<TFloat32> weight =
          constant(kernel.hwio(0, shape.n()), shape.h(), shape.w(), shape.c(), shape.n());
      result = tf.nn.conv2d(bordered.x, weight, strides, bordered.padding);
    } else if (shape.c() == 1 && conv.window().strideH() == conv.window().strideW()) {
      Operand<TFloat32> weight =
          constant(
              kernel.hwio(0, shape.n()),
              shape.h(),
              shape.w(),
              conv.groups(),
              shape.n() / conv.groups());
      result = tf.nn.depthwiseConv2dNative(bordered.x, weight, strides, bordered.padding);
    } else {
      result = grouped(conv, kernel, bordered);
    }
    return conv.bias() == null
        ? result
        : tf.nn.biasAdd(result, constant(conv.bias().values(), shape.n()));
  }

  /** Adds one convolution per group: TensorFlow's CPU has no backward pass for a grouped one. */
  private Operand<TFloat32> grouped(Op.Conv conv, Weights.Kernel kernel, Bordered bordered) {
    Shape shape = kernel.shape();
    int in = shape.c();
    int out = shape.n() / conv.groups();
    List<Operand<TFloat32>> parts = new ArrayList<>();
    for (int group = 0; group < conv.groups(); group++) {
      Operand<TFloat32> part =
          tf.slice(
              bordered.x,
              tf.constant(new int[] {0, 0, 0, group * in}),
              tf.constant(new int[] {-1, -1, -1, in}));
      float[] weight = kernel.hwio(group * out, (group + 1) * out);
      parts.add(
          tf.nn.conv2d(
              part,
              constant(weight, shape.h(), shape.w(), in, out),
              strides(conv.window()),
              bordered.padding));
    }
    return tf.concat(parts, tf.constant(3));
  }

  private Operand<TFloat32> perChannel(Weights.PerChannel map, Operand<TFloat32> x) {
    Operand<TFloat32> scaled = tf.math.mul(x, constant(map.scale(), map.scale().length));
    return tf.math.add(scaled, constant(map.shift(), map.shift().length));
  }

  private Operand<TFloat32> average(Op.AvgPool pool, Operand<TFloat32> x, Shape in) {
    Window window = pool.window();
    if (window.padding() instanceof Window.Padding.Same && !pool.countPadding()) {
      return pooling("AvgPool", new Bordered(x, "SAME"), window);
    }
    Bordered bordered = padded(window.on(in.h(), in.w()), x, 0);
    Operand<TFloat32> mean = pooling("AvgPool", bordered, window);
    if (pool.countPadding() || bordered.x == x) {
      return mean;
    }
    Window.Placement placement = window.on(in.h(), in.w());
    float[] factors = Weights.counts(window, in.h(), in.w());
    for (int i = 0; i < factors.length; i++) {
      factors[i] = window.kernelH() * window.kernelW() / factors[i];
    }
    return tf.math.mul(mean, constant(factors, 1, placement.outH(), placement.outW(), 1));
  }

  /** Adds MaxPool or AvgPool in Keras's form: window and stride are attributes, not inputs. */
  private Operand<TFloat32> pooling(String op, Bordered bordered, Window window) {
    return graph
        .opBuilder(op, tf.scope().makeOpName(op), tf.scope())
        .addInput(bordered.x.asOutput())
        .setAttr("ksize", new long[] {1, window.kernelH(), window.kernelW(), 1})
        .setAttr("strides", new long[] {1, window.strideH(), window.strideW(), 1})
        .setAttr("padding", bordered.padding)
        .build()
        .output(0);
  }

  /** An operand with its border, and TensorFlow's name for the border still to add. */
  private record Bordered(Operand<TFloat32> x, String padding) {}

  private Bordered border(Window window, Operand<TFloat32> x, Shape in, float value) {
    return window.padding() instanceof Window.Padding.Same
        ? new Bordered(x, "SAME")
        : padded(window.on(in.h(), in.w()), x, value);
  }

  private Bordered padded(Window.Placement at, Operand<TFloat32> x, float value) {
    if (at.top() == 0 && at.left() == 0 && at.bottom() == 0 && at.right() == 0) {
      return new Bordered(x, VALID);
    }
    int[][] widths = {{0, 0}, {at.top(), at.bottom()}, {at.left(), at.right()}, {0, 0}};
    return new Bordered(tf.pad(x, tf.constant(widths), tf.constant(value)), VALID);
  }

  private static List<Long> strides(Window window) {
    return List.of(1L, (long) window.strideH(), (long) window.strideW(), 1L);
  }

  private Operand<TFloat32> constant(float[] values, long... shape) {
    return tf.constant(org.tensorflow.ndarray.Shape.of(shape), DataBuffers.of(values));
  }
}
