package dev.phosphene.bench.peers;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** Our graph as eager PyTorch calls. Weights need no gradient, so none is computed for them. */
final class TorchGraph implements AutoCloseable {

  /** A node with its function of the input tensors. */
  private record Call(Node node, Function<List<Tensor>, Tensor> apply) {}

  private final List<Call> calls = new ArrayList<>();
  private final PointerScope weights;
  private final torch.MemoryFormat format;
  private final torch.ScalarType type;

  private TorchGraph(PointerScope weights, TorchEngine engine) {
    this.weights = weights;
    format =
        engine.channelsLast() ? torch.MemoryFormat.ChannelsLast : torch.MemoryFormat.Contiguous;
    type = engine.half() ? torch.ScalarType.BFloat16 : torch.ScalarType.Float;
  }

  /** Builds the part of {@code graph} that the taps need. */
  static TorchGraph of(Graph graph, Collection<String> taps, Shape input, TorchEngine engine) {
    try (PointerScope weights = new PointerScope()) {
      weights.extend(); // outlives this block, until close
      TorchGraph result = new TorchGraph(weights, engine);
      for (NodeShapes needed : NodeShapes.of(graph, taps, input)) {
        result.calls.add(new Call(needed.node(), result.call(needed.node().op(), needed.in())));
      }
      return result;
    }
  }

  /** Returns the layout of every four-dimensional tensor. */
  torch.MemoryFormat format() {
    return format;
  }

  /** Runs forward; returns every node's output. Call it inside a {@link PointerScope}. */
  Map<String, Tensor> forward(Tensor picture) {
    Map<String, Tensor> outputs = new HashMap<>();
    for (Call call : calls) {
      List<Tensor> inputs = new ArrayList<>();
      for (String name : call.node.inputs()) {
        inputs.add(tensor(outputs, name));
      }
      outputs.put(
          call.node.name(),
          call.node.op() instanceof Op.Input ? picture.to(type) : call.apply.apply(inputs));
    }
    return outputs;
  }

  static Tensor tensor(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("not a node that the taps need: " + name);
    }
    return tensor;
  }

  @Override
  public void close() {
    weights.close();
  }

  private Function<List<Tensor>, Tensor> call(Op op, Shape in) {
    if (op instanceof Op.Input) {
      return inputs -> inputs.get(0);
    } else if (op instanceof Op.Conv conv) {
      return convolution(conv, in);
    } else if (op instanceof Op.BatchNorm norm) {
      TensorOptional scale = optional(norm.scale());
      TensorOptional shift = optional(norm.shift());
      TensorOptional mean = optional(norm.mean());
      TensorOptional variance = optional(norm.variance());
      return x ->
          torch.batch_norm(x.get(0), scale, shift, mean, variance, false, 0, norm.epsilon(), false);
    } else if (op instanceof Op.Affine affine) {
      Tensor scale = Tensor.create(affine.scale().values(), 1, in.c(), 1, 1).to(type);
      Tensor shift = Tensor.create(affine.shift().values(), 1, in.c(), 1, 1).to(type);
      return x -> x.get(0).mul(scale).add(shift);
    } else if (op instanceof Op.SelectChannels select) {
      Tensor channels =
          torch.tensor(select.channels().stream().mapToLong(Integer::longValue).toArray());
      return x -> torch.index_select(x.get(0), 1, channels);
    } else if (op instanceof Op.Relu) {
      return x -> torch.relu(x.get(0));
    } else if (op instanceof Op.Pointwise clip && clip.function() == ScalarFunction.CLIP) {
      return x -> torch.hardtanh(x.get(0), number(clip.alpha()), number(clip.beta()));
    } else if (op instanceof Op.Lrn norm) {
      return x -> normalized(x.get(0), norm);
    } else if (op instanceof Op.Pad pad) {
      long[] sides = {pad.left(), pad.right(), pad.top(), pad.bottom()};
      return x -> torch.constant_pad_nd(x.get(0), sides, number(pad.value()));
    } else if (op instanceof Op.MaxPool pool && !pool.smoothGradient()) {
      return maximum(pool.window(), in);
    } else if (op instanceof Op.AvgPool pool) {
      return average(pool, in);
    } else if (op instanceof Op.GlobalAvgPool) {
      return x -> x.get(0).mean(new long[] {2, 3}, true, new ScalarTypeOptional());
    } else if (op instanceof Op.Concat) {
      return x -> torch.cat(new TensorVector(x.toArray(Tensor[]::new)), 1);
    } else if (op instanceof Op.Add) {
      return x -> x.stream().reduce(torch::add).orElseThrow();
    }
    throw new UnsupportedOperationException("not supported with PyTorch yet: " + op);
  }

  private Function<List<Tensor>, Tensor> convolution(Op.Conv conv, Shape in) {
    Shape shape = conv.weight().shape();
    Tensor weight =
        Tensor.create(conv.weight().values(), shape.n(), shape.c(), shape.h(), shape.w())
            .contiguous(format)
            .to(type);
    TensorOptional bias = optional(conv.bias());
    Window window = conv.window();
    Border border = new Border(window.on(in.h(), in.w()));
    long[] stride = {window.strideH(), window.strideW()};
    long[] dilation = {window.dilationH(), window.dilationW()};
    return x ->
        torch.conv2d(
            border.around(x.get(0), 0),
            weight,
            bias,
            stride,
            border.symmetric(),
            dilation,
            conv.groups());
  }

  private Function<List<Tensor>, Tensor> maximum(Window window, Shape in) {
    Border border = new Border(window.on(in.h(), in.w()));
    long[] kernel = {window.kernelH(), window.kernelW()};
    long[] stride = {window.strideH(), window.strideW()};
    long[] dilation = {window.dilationH(), window.dilationW()};
    return x ->
        torch.max_pool2d(
            border.around(x.get(0), -Float.MAX_VALUE),
            kernel,
            stride,
            border.symmetric(),
            dilation,
            false);
  }

  private Function<List<Tensor>, Tensor> average(Op.AvgPool pool, Shape in) {
    Window window = pool.window();
    Window.Placement placement = window.on(in.h(), in.w());
    Border border = new Border(placement);
    long[] kernel = {window.kernelH(), window.kernelW()};
    long[] stride = {window.strideH(), window.strideW()};
    if (border.isSymmetric() || pool.countPadding()) {
      return x ->
          torch.avg_pool2d(
              border.around(x.get(0), 0),
              kernel,
              stride,
              border.symmetric(),
              false,
              pool.countPadding(),
              new LongOptional());
    }
    float[] factors = Weights.counts(window, in.h(), in.w());
    for (int i = 0; i < factors.length; i++) {
      factors[i] = window.kernelH() * window.kernelW() / factors[i];
    }
    Tensor factor = Tensor.create(factors, 1, 1, placement.outH(), placement.outW()).to(type);
    return x ->
        torch
            .avg_pool2d(
                border.around(x.get(0), 0),
                kernel,
                stride,
                border.symmetric(),
                false,
                true,
                new LongOptional())
            .mul(factor);
  }

  /** Normalizes as {@code torch.nn.functional.local_response_norm}: an average over channels. */
  private static Tensor normalized(Tensor x, Op.Lrn norm) {
    long[] channels = {0, 0, 0, 0, (norm.size() - 1) / 2, norm.size() / 2};
    Tensor squares = torch.constant_pad_nd(x.mul(x).unsqueeze(1), channels, number(0));
    Tensor mean =
        torch
            .avg_pool3d(
                squares,
                new long[] {norm.size(), 1, 1},
                new long[] {1, 1, 1},
                new long[3],
                false,
                true,
                new LongOptional())
            .squeeze(1);
    return x.div(mean.mul(number(norm.alpha())).add(number(norm.k())).pow(number(norm.beta())));
  }

  private static org.bytedeco.pytorch.Scalar number(float value) {
    return new org.bytedeco.pytorch.Scalar(value);
  }

  private TensorOptional optional(@Nullable Parameter parameter) {
    return parameter == null
        ? new TensorOptional()
        : new TensorOptional(Tensor.create(parameter.values(), parameter.shape().size()).to(type));
  }

  /** A border; PyTorch's own are the same on opposite sides; any other is padded beforehand. */
  private record Border(Window.Placement placement) {
    boolean isSymmetric() {
      return placement.top() == placement.bottom() && placement.left() == placement.right();
    }

    long[] symmetric() {
      return isSymmetric() ? new long[] {placement.top(), placement.left()} : new long[2];
    }

    Tensor around(Tensor x, float value) {
      if (isSymmetric()) {
        return x;
      }
      long[] sides = {placement.left(), placement.right(), placement.top(), placement.bottom()};
      return torch.constant_pad_nd(x, sides, number(value));
    }
  }
}
