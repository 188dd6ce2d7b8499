package dev.phosphene.bench.peers;

import dev.phosphene.bench.Stepper;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** TensorFlow's fastest form: one session run gives objective and gradient. Image NHWC. */
final class TensorFlowStepper implements Stepper {
  private final Shape shape;
  private final TensorFlowGraph graph;
  private final Session session;
  private final Operand<TFloat32> objective;
  private final Output<?> gradient;
  private final TFloat32 input;
  private final float[] picture;
  private final float[] result;
  private final FloatDataBuffer pictureBuffer;
  private final FloatDataBuffer resultBuffer;

  TensorFlowStepper(Graph ir, String tap, int channel, Shape shape, ConfigProto config) {
    this.shape = shape;
    graph = TensorFlowGraph.of(ir, List.of(tap), shape);
    Ops tf = graph.ops();
    Operand<TFloat32> wanted =
        tf.slice(
            graph.operand(tap),
            tf.constant(new int[] {0, 0, 0, channel}),
            tf.constant(new int[] {-1, -1, -1, 1}));
    objective = tf.math.mean(wanted, tf.constant(new int[] {0, 1, 2, 3}));
    gradient =
        graph.graph()
            .addGradients(objective.asOutput(), new Output<?>[] {graph.input().asOutput()})[0];
    session = new Session(graph.graph(), config);
    input = TFloat32.tensorOf(TensorFlowNetwork.nhwc(shape));
    picture = new float[shape.size()];
    result = new float[shape.size()];
    pictureBuffer = DataBuffers.of(picture, false, false);
    resultBuffer = DataBuffers.of(result, false, false);
  }

  @Override
  public void show(Tensor shown) {
    Nhwc.toNhwc(shown.shape(), shown.data(), picture);
  }

  /** Returns the image as fed, {@code [n, h, w, c]}; change it in place. */
  float[] picture() {
    return picture;
  }

  @Override
  public double step() {
    input.copyFrom(pictureBuffer);
    try (Result fetched =
        session.runner().feed(graph.input(), input).fetch(objective).fetch(gradient).run()) {
      ((TFloat32) fetched.get(1)).copyTo(resultBuffer);
      return ((TFloat32) fetched.get(0)).getFloat();
    }
  }

  /** Returns the gradient as fetched, {@code [n, h, w, c]}. */
  float[] fetched() {
    return result;
  }

  @Override
  public float[] gradient() {
    float[] nchw = new float[result.length];
    Nhwc.toNchw(shape, result, nchw);
    return nchw;
  }

  @Override
  public void close() {
    input.close();
    session.close();
    graph.close();
  }
}
