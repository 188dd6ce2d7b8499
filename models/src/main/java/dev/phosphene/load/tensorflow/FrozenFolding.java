package dev.phosphene.load.tensorflow;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.tensorflow.FrozenOperators.Single;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Folds what does not depend on the image, mostly shapes, at import. */
final class FrozenFolding {
  private FrozenFolding() {}

  static void register(Map<String, Single> all) {
    all.put("Const", call -> new FrozenValue.Fixed(call.read(call.required("value").tensor())));
    all.put("Shape", FrozenFolding::shape);
    all.put("StridedSlice", FrozenFolding::slice);
    all.put("Cast", FrozenFolding::cast);
    all.put("Prod", FrozenFolding::product);
  }

  private static FrozenValue numbers(FrozenCall call, int... values) {
    double[] numbers = Arrays.stream(values).asDoubleStream().toArray();
    return new FrozenValue.Fixed(
        FrozenConstant.of(call.label(), List.of(values.length), false, numbers));
  }

  /** Returns the shape for one image of the size that the file was made for. */
  private static FrozenValue shape(FrozenCall call) {
    return numbers(call, call.extents(call.value(0)));
  }

  private static FrozenValue cast(FrozenCall call) {
    if (call.value(0) instanceof FrozenValue.Known known) {
      return known;
    }
    int type = call.required("DstT").type();
    boolean real =
        FrozenType.of(type)
            .orElseThrow(() -> new Unsupported("elements of type " + type + " are not supported"))
            .real;
    return new FrozenValue.Fixed(call.constant(0).cast(real));
  }

  private static FrozenValue product(FrozenCall call) {
    double product = Arrays.stream(call.constant(0).few()).reduce(1, (a, b) -> a * b);
    FrozenConstant from = call.constant(0);
    if (from.rank() > 1) {
      throw new Unsupported("products along some axes of " + from.extents());
    }
    return new FrozenValue.Fixed(FrozenConstant.of(call.label(), List.of(), from.real(), product));
  }

  /** Returns a part of a list. */
  private static FrozenValue slice(FrozenCall call) {
    FrozenConstant list = call.constant(0);
    int[] begin = call.constant(1).integers();
    int[] end = call.constant(2).integers();
    int[] stride = call.constant(3).integers();
    long beginMask = call.integer("begin_mask", 0);
    long endMask = call.integer("end_mask", 0);
    long shrink = call.integer("shrink_axis_mask", 0);
    boolean plain =
        begin.length == 1
            && end.length == 1
            && stride.length == 1
            && stride[0] > 0
            && call.integer("ellipsis_mask", 0) == 0
            && call.integer("new_axis_mask", 0) == 0;
    if (list.rank() != 1 || !plain) {
      throw new Unsupported("this kind of slice of " + list.extents() + " is not supported");
    }
    double[] all = list.few();
    int from = beginMask == 1 ? 0 : bounded(begin[0], all.length);
    int to = endMask == 1 ? all.length : bounded(end[0], all.length);
    if (shrink == 1) {
      if (from >= all.length) {
        throw new Unsupported("there is no place " + begin[0] + " among " + all.length);
      }
      return new FrozenValue.Fixed(
          FrozenConstant.of(call.label(), List.of(), list.real(), all[from]));
    }
    int step = stride[0];
    int count = to <= from ? 0 : (to - from - 1) / step + 1;
    double[] part = new double[count];
    for (int i = 0; i < count; i++) {
      part[i] = all[from + i * step];
    }
    return new FrozenValue.Fixed(
        FrozenConstant.of(call.label(), List.of(count), list.real(), part));
  }

  private static int bounded(int index, int size) {
    return Math.min(Math.max(index < 0 ? index + size : index, 0), size);
  }
}
