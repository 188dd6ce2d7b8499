package dev.phosphene.bench.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

/** ONNX Runtime on a model: what its first output is. */
final class Ort implements AutoCloseable {
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;

  Ort(byte[] model) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      // As the file says, nothing fused: other layouts would round in another way.
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.BASIC_OPT);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      session = environment.createSession(model, options);
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first output for so many images at a time, one after the other. */
  float[] run(Tensor input, int batch) {
    int[] extents = input.shape().toArray();
    int all = extents[0];
    int each = input.data().length / all * batch;
    extents[0] = batch;
    float[] joined = new float[0];
    for (int i = 0; i < all / batch; i++) {
      float[] part = Arrays.copyOfRange(input.data(), i * each, (i + 1) * each);
      float[] output = run(new Tensor(Shape.of(extents), part));
      joined = Arrays.copyOf(joined, joined.length + output.length);
      System.arraycopy(output, 0, joined, joined.length - output.length, output.length);
    }
    return joined;
  }

  /** The first output, in row-major order. */
  float[] run(Tensor input) {
    long[] shape = Arrays.stream(input.shape().toArray()).asLongStream().toArray();
    String name = session.getInputNames().iterator().next();
    try (OnnxTensor given =
            OnnxTensor.createTensor(environment, FloatBuffer.wrap(input.data()), shape);
        OrtSession.Result result = session.run(Map.of(name, given))) {
      FloatBuffer buffer = Objects.requireNonNull(((OnnxTensor) result.get(0)).getFloatBuffer());
      float[] values = new float[buffer.remaining()];
      buffer.get(values);
      return values;
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
