package dev.phosphene.train;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Converts between Java arrays and PyTorch tensors; everything is copied. */
final class Tensors {
  private Tensors() {}

  /** Returns a float32 tensor of the given shape. */
  static Tensor of(float[] values, long... shape) {
    try (FloatPointer p = new FloatPointer(values);
        Tensor view = torch.from_blob(p, shape)) {
      return view.clone();
    }
  }

  /** Returns an int64 tensor [n]. */
  static Tensor of(long[] values) {
    try (LongPointer p = new LongPointer(values);
        TensorOptions int64 = new TensorOptions(ScalarType.Long);
        Tensor view = torch.from_blob(p, new long[] {values.length}, int64)) {
      return view.clone();
    }
  }

  /** Returns NHWC values as an NCHW tensor in channels-last memory. */
  static Tensor channelsLast(float[] values, int n, int side) {
    try (Tensor nhwc = of(values, n, side, side, 3)) {
      return nhwc.permute(0, 3, 1, 2);
    }
  }

  /** Returns the values in row-major order. */
  static float[] values(Tensor tensor) {
    try (Tensor dense = tensor.detach().contiguous();
        FloatPointer p = dense.data_ptr_float()) {
      float[] values = new float[(int) dense.numel()];
      p.get(values);
      return values;
    }
  }

  static Scalar scalar(double x) {
    return new Scalar(x);
  }
}
