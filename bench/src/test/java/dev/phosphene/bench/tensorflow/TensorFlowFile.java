package dev.phosphene.bench.tensorflow;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** A frozen graph as TensorFlow reads and runs it. */
final class TensorFlowFile implements AutoCloseable {
  private final Graph graph = new Graph();
  private final String input;

  /**
   * Reads the file.
   *
   * @param input the placeholder's name
   */
  TensorFlowFile(byte[] file, String input) {
    this.input = input;
    try {
      graph.importGraphDef(GraphDef.parseFrom(file));
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** The same graph as TensorFlow writes it. */
  byte[] written() {
    return graph.toGraphDef().toByteArray();
  }

  private Output<TFloat32> output(String name) {
    return graph.operationOrThrow(name).output(0);
  }

  /** Values of nodes, each {@code [n, h, w, c]} or {@code [n, c]}, as {@code [n, c, h, w]}. */
  List<Tensor> forward(List<String> nodes, Tensor image) {
    List<Operand<?>> wanted = new ArrayList<>();
    nodes.forEach(node -> wanted.add(output(node)));
    return run(wanted, image);
  }

  /** The gradient to the image of a node's product with {@code cotangent}. */
  Tensor backward(String node, Tensor cotangent, Tensor image) {
    Ops tf = Ops.create(graph);
    Operand<TFloat32> flat = tf.reshape(output(node), tf.constant(new int[] {-1}));
    Operand<TFloat32> sum =
        tf.reduceSum(tf.math.mul(flat, tf.constant(last(cotangent))), tf.constant(new int[] {0}));
    Output<?>[] to = {output(input)};
    Output<?> gradient = graph.addGradients(sum.asOutput(), to)[0];
    return run(List.of(gradient), image).get(0);
  }

  private List<Tensor> run(List<Operand<?>> wanted, Tensor image) {
    Shape s = image.shape();
    try (Session session = new Session(graph);
        TFloat32 fed =
            TFloat32.tensorOf(
                org.tensorflow.ndarray.Shape.of(s.n(), s.h(), s.w(), s.c()),
                DataBuffers.of(last(image)))) {
      Session.Runner runner = session.runner().feed(output(input), fed);
      wanted.forEach(runner::fetch);
      try (Result result = runner.run()) {
        List<Tensor> values = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
          values.add(first((TFloat32) result.get(i)));
        }
        return values;
      }
    }
  }

  private static Tensor first(TFloat32 from) {
    long[] extents = from.shape().asArray();
    int channels = (int) extents[extents.length - 1];
    int h = extents.length == 4 ? (int) extents[1] : 1;
    int w = extents.length == 4 ? (int) extents[2] : 1;
    float[] values = new float[(int) from.size()];
    from.copyTo(DataBuffers.of(values));
    Tensor tensor = Tensor.zeros(Shape.of((int) extents[0], channels, h, w));
    for (int i = 0; i < values.length; i++) {
      tensor.data()[i % channels * h * w + i / channels] = values[i];
    }
    return tensor;
  }

  private static float[] last(Tensor tensor) {
    int channels = tensor.shape().c();
    int area = tensor.shape().h() * tensor.shape().w();
    float[] values = new float[channels * area];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.data()[i % channels * area + i / channels];
    }
    return values;
  }

  @Override
  public void close() {
    graph.close();
  }
}
