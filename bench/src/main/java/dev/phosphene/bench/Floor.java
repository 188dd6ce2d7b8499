package dev.phosphene.bench;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;

import dev.phosphene.bench.peers.NodeShapes;
import dev.phosphene.engine.Engine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.javacpp.ShortPointer;
import org.jspecify.annotations.Nullable;

/**
 * The lower bound for any direct implementation based on oneDNN, in float32 or bfloat16: each
 * convolution of a graph once forward (ReLU as post-op) and once backward to its data, in network
 * order, in oneDNN's preferred layouts, on random numbers; no pooling, no reorders, no copies. A
 * convolution that directly follows another reads its output, so the caches behave as in a network.
 */
final class Floor implements Stepper {

  /** A primitive with its arguments. */
  private record Call(primitive operation, IntMemoryMap arguments) {}

  private final PointerScope owned;
  private final engine cpu;
  private final stream queue;
  private final List<Call> calls = new ArrayList<>();
  private final Random random = new Random(1);
  private final memory.data_type type;

  /** Creates it in float32, or with images, activations and weights in bfloat16. */
  Floor(Graph graph, String tap, Shape input, Engine.Precision precision) {
    type = precision == Engine.Precision.BF16 ? memory.data_type.bf16 : memory.data_type.f32;
    try (PointerScope scope = new PointerScope()) {
      scope.extend(); // outlives this block, until close
      owned = scope;
      cpu = new engine(engine.kind.cpu, 0);
      queue = new stream(cpu);
      Map<String, memory> values = new HashMap<>();
      Map<String, memory> gradients = new HashMap<>();
      List<Convolution> convolutions = new ArrayList<>();
      for (NodeShapes needed : NodeShapes.of(graph, List.of(tap), input)) {
        if (needed.node().op() instanceof Op.Conv conv) {
          String source = source(graph, needed.node());
          convolutions.add(new Convolution(needed.node().name(), source, conv, needed));
        }
      }
      for (Convolution convolution : convolutions) {
        calls.add(convolution.forward(values));
      }
      Collections.reverse(convolutions);
      for (Convolution convolution : convolutions) {
        calls.add(convolution.backward(gradients));
      }
    }
  }

  @Override
  public void show(Tensor picture) {}

  /** Runs everything once; the result is meaningless. */
  @Override
  public double step() {
    for (Call call : calls) {
      call.operation.execute(queue, call.arguments);
    }
    queue._wait();
    return Double.NaN;
  }

  @Override
  public float[] gradient() {
    return new float[0];
  }

  @Override
  public void close() {
    owned.close();
  }

  /** Returns the convolution that feeds a node, skipping layers that fuse with it at no cost. */
  private static String source(Graph graph, Node node) {
    Node source = graph.node(node.input());
    while (source.op() instanceof Op.Relu
        || source.op() instanceof Op.BatchNorm
        || source.op() instanceof Op.Affine) {
      source = graph.node(source.input());
    }
    return source.name();
  }

  private memory random(memory.desc layout, double spread) {
    memory block = new memory(layout, cpu);
    boolean half = layout.get_data_type() == memory.data_type.bf16;
    int count = Math.toIntExact(layout.get_size() / (half ? Short.BYTES : Float.BYTES));
    if (half) {
      short[] values = new short[count];
      for (int i = 0; i < count; i++) {
        values[i] = (short) (Float.floatToRawIntBits(uniform(spread)) >>> Short.SIZE);
      }
      new ShortPointer(block.get_data_handle()).capacity(count).put(values);
    } else {
      float[] values = new float[count];
      for (int i = 0; i < count; i++) {
        values[i] = uniform(spread);
      }
      new FloatPointer(block.get_data_handle()).capacity(count).put(values);
    }
    return block;
  }

  private float uniform(double spread) {
    return (float) ((2 * random.nextDouble() - 1) * spread);
  }

  /** Returns the memory {@code name} of {@code known} if it has that layout, else a new one. */
  private memory shared(Map<String, memory> known, String name, memory.desc layout) {
    memory block = known.get(name);
    if (block == null || !block.get_desc().equals(layout)) {
      block = random(layout, 1);
      known.putIfAbsent(name, block);
    }
    return block;
  }

  /** One convolution, before layouts are chosen. */
  private final class Convolution {
    private final String name;
    private final String source;
    private final memory.desc src;
    private final memory.desc dst;
    private final memory.desc weights;
    private final memory.@Nullable desc bias;
    private final long[] strides;
    private final long[] dilates;
    private final long[] paddingL;
    private final long[] paddingR;
    private final double spread;

    Convolution(String name, String source, Op.Conv conv, NodeShapes needed) {
      this.name = name;
      this.source = source;
      src = any(longs(needed.in()));
      dst = any(longs(needed.out()));
      Shape kernel = conv.weight().shape();
      long groups = conv.groups();
      weights =
          any(
              groups == 1
                  ? longs(kernel)
                  : new long[] {groups, kernel.n() / groups, kernel.c(), kernel.h(), kernel.w()});
      bias = conv.bias() == null ? null : any(memory.data_type.f32, kernel.n());
      Window window = conv.window();
      Window.Placement at = window.on(needed.in().h(), needed.in().w());
      strides = new long[] {window.strideH(), window.strideW()};
      dilates = new long[] {window.dilationH() - 1, window.dilationW() - 1};
      paddingL = new long[] {at.top(), at.left()};
      paddingR = new long[] {at.bottom(), at.right()};
      spread = Math.sqrt(6.0 / (kernel.c() * kernel.h() * kernel.w()));
    }

    Call forward(Map<String, memory> values) {
      post_ops relu = new post_ops();
      relu.append_eltwise(dnnl.algorithm.eltwise_relu, 0, 0);
      primitive_attr attributes = new primitive_attr();
      attributes.set_post_ops(relu);
      convolution_forward.primitive_desc chosen =
          description(dnnl.prop_kind.forward_inference, attributes);
      IntMemoryMap arguments = new IntMemoryMap();
      arguments.put(DNNL_ARG_SRC, shared(values, source, chosen.src_desc()));
      arguments.put(DNNL_ARG_WEIGHTS, random(chosen.weights_desc(), spread));
      if (bias != null) {
        arguments.put(DNNL_ARG_BIAS, random(chosen.weights_desc(1), 0.1));
      }
      memory result = random(chosen.dst_desc(), 0);
      values.put(name, result);
      arguments.put(DNNL_ARG_DST, result);
      return new Call(new convolution_forward(chosen), arguments);
    }

    Call backward(Map<String, memory> gradients) {
      convolution_backward_data.primitive_desc chosen =
          new convolution_backward_data.primitive_desc(
              cpu,
              dnnl.algorithm.convolution_direct,
              src,
              weights,
              dst,
              strides,
              dilates,
              paddingL,
              paddingR,
              description(dnnl.prop_kind.forward_training, new primitive_attr()));
      IntMemoryMap arguments = new IntMemoryMap();
      arguments.put(DNNL_ARG_DIFF_DST, shared(gradients, name, chosen.diff_dst_desc()));
      arguments.put(DNNL_ARG_WEIGHTS, random(chosen.weights_desc(), spread));
      memory result = random(chosen.diff_src_desc(), 0);
      gradients.put(source, result);
      arguments.put(DNNL_ARG_DIFF_SRC, result);
      return new Call(new convolution_backward_data(chosen), arguments);
    }

    private convolution_forward.primitive_desc description(
        dnnl.prop_kind kind, primitive_attr attributes) {
      dnnl.algorithm direct = dnnl.algorithm.convolution_direct;
      return bias == null
          ? new convolution_forward.primitive_desc(
              cpu,
              kind,
              direct,
              src,
              weights,
              dst,
              strides,
              dilates,
              paddingL,
              paddingR,
              attributes,
              false)
          : new convolution_forward.primitive_desc(
              cpu,
              kind,
              direct,
              src,
              weights,
              bias,
              dst,
              strides,
              dilates,
              paddingL,
              paddingR,
              attributes,
              false);
    }
  }

  private memory.desc any(long... extents) {
    return any(type, extents);
  }

  private static memory.desc any(memory.data_type type, long... extents) {
    return new memory.desc(extents, type, memory.format_tag.any);
  }

  private static long[] longs(Shape shape) {
    return new long[] {shape.n(), shape.c(), shape.h(), shape.w()};
  }
}
