package dev.phosphene.bench.peers;

import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/**
 * TensorFlow as our {@code Network}, an oracle rather than a contender: {@link #backward} runs
 * forward again, because a session keeps nothing. For speed see {@link TensorFlowStepper}.
 */
final class TensorFlowNetwork implements Network {
  private final TensorFlowGraph graph;
  private final Session session;
  private final Shape inputShape;
  private final Map<String, Placeholder<TFloat32>> cotangents = new HashMap<>();
  private final Map<String, Tensor> activations = new HashMap<>();
  private final Output<?> gradient;
  private final List<String> taps;
  private final TFloat32 picture;

  TensorFlowNetwork(Graph ir, List<String> taps, Shape inputShape, ConfigProto config) {
    this.taps = List.copyOf(taps);
    this.inputShape = inputShape;
    graph = TensorFlowGraph.of(ir, taps, inputShape);
    for (NodeShapes needed : NodeShapes.of(ir, taps, inputShape)) {
      String name = needed.node().name();
      if (taps.contains(name)) {
        activations.put(name, Tensor.zeros(needed.out()));
        cotangents.put(
            name, graph.ops().placeholder(TFloat32.class, Placeholder.shape(nhwc(needed.out()))));
      }
    }
    Output<?>[] ys =
        taps.stream().map(tap -> graph.operand(tap).asOutput()).toArray(Output<?>[]::new);
    Output<?>[] dys = taps.stream().map(tap -> cotangent(tap).asOutput()).toArray(Output<?>[]::new);
    gradient =
        graph.graph()
            .addGradients("gradient", ys, new Output<?>[] {graph.input().asOutput()}, dys)[0];
    session = new Session(graph.graph(), config);
    picture = TFloat32.tensorOf(nhwc(inputShape));
  }

  @Override
  public Shape inputShape() {
    return inputShape;
  }

  @Override
  public Shape shape(String tap) {
    return activation(tap).shape();
  }

  @Override
  public void forward(Tensor input) {
    write(input, picture);
    Session.Runner runner = session.runner().feed(graph.input(), picture);
    taps.forEach(tap -> runner.fetch(graph.operand(tap)));
    try (Result result = runner.run()) {
      for (int i = 0; i < taps.size(); i++) {
        Tensor activation = activation(taps.get(i));
        read((TFloat32) result.get(i), activation);
      }
    }
  }

  @Override
  public Tensor activation(String tap) {
    Tensor activation = activations.get(tap);
    if (activation == null) {
      throw new IllegalArgumentException("not a tap: " + tap);
    }
    return activation;
  }

  @Override
  public Tensor backward(Map<String, Tensor> given) {
    Map<String, TFloat32> fed = new HashMap<>();
    try {
      Session.Runner runner =
          session.runner().feed(graph.input(), picture).fetch((Operand<?>) gradient);
      for (String tap : taps) {
        TFloat32 tensor = TFloat32.tensorOf(nhwc(shape(tap)));
        fed.put(tap, tensor);
        write(given.getOrDefault(tap, Tensor.zeros(shape(tap))), tensor);
        runner.feed(cotangent(tap), tensor);
      }
      try (Result result = runner.run()) {
        Tensor gradient = Tensor.zeros(inputShape);
        read((TFloat32) result.get(0), gradient);
        return gradient;
      }
    } finally {
      fed.values().forEach(TFloat32::close);
    }
  }

  @Override
  public Tensor redirected(Map<String, Tensor> cotangents) {
    throw new UnsupportedOperationException("the peers measure and check ordinary gradients only");
  }

  @Override
  public void close() {
    picture.close();
    session.close();
    graph.close();
  }

  private Placeholder<TFloat32> cotangent(String tap) {
    Placeholder<TFloat32> cotangent = cotangents.get(tap);
    if (cotangent == null) {
      throw new IllegalArgumentException("not a tap: " + tap);
    }
    return cotangent;
  }

  static org.tensorflow.ndarray.Shape nhwc(Shape shape) {
    return org.tensorflow.ndarray.Shape.of(shape.n(), shape.h(), shape.w(), shape.c());
  }

  private static void write(Tensor from, TFloat32 to) {
    float[] nhwc = new float[from.shape().size()];
    Nhwc.toNhwc(from.shape(), from.data(), nhwc);
    to.copyFrom(DataBuffers.of(nhwc));
  }

  private static void read(TFloat32 from, Tensor to) {
    float[] nhwc = new float[to.shape().size()];
    from.copyTo(DataBuffers.of(nhwc));
    Nhwc.toNchw(to.shape(), nhwc, to.data());
  }
}
