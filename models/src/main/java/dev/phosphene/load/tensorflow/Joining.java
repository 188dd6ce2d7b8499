package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.tensorflow.FrozenOperators.Single;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports concatenation, packing and splitting. */
final class Joining {
  private static final int MOST_PARTS = 1 << 10;

  private Joining() {}

  static void register(Map<String, Single> all) {
    all.put("Concat", call -> concat(call, 0, 1));
    all.put("ConcatV2", call -> concat(call, call.count() - 1, 0));
    all.put("Pack", Joining::pack);
  }

  /**
   * Concatenates.
   *
   * @param axis the input that gives the axis: the first of the older operator
   * @param first the first input to concatenate
   */
  private static FrozenValue concat(FrozenCall call, int axis, int first) {
    long along = (long) call.constant(axis).single();
    List<FrozenValue> parts = new ArrayList<>();
    for (int i = first; i < call.count(); i++) {
      if (i != axis) {
        parts.add(call.value(i));
      }
    }
    if (parts.isEmpty()) {
      throw new Unsupported("it has no inputs to concatenate");
    }
    if (parts.stream().allMatch(part -> part instanceof FrozenValue.Fixed)) {
      return lists(call, parts);
    }
    FrozenValue.Known[] all = new FrozenValue.Known[parts.size()];
    for (int i = 0; i < all.length; i++) {
      if (!(parts.get(i) instanceof FrozenValue.Known known)) {
        throw new Unsupported("some of its inputs are constant");
      }
      all[i] = known;
      if (known.flat() != all[0].flat()) {
        throw new Unsupported("only some of its inputs have rows and columns");
      }
    }
    int place = call.place(along, all[0]);
    return call.emit(place == 1 ? new Op.Concat() : new Op.Join(place), all[0].flat(), all);
  }

  /** Concatenates lists, of which shapes are built. */
  private static FrozenValue lists(FrozenCall call, List<FrozenValue> parts) {
    double[] all = new double[0];
    boolean real = false;
    for (FrozenValue part : parts) {
      FrozenConstant constant = ((FrozenValue.Fixed) part).constant();
      if (constant.rank() > 1) {
        throw new Unsupported("constants " + constant.extents() + " are not joined");
      }
      double[] more = constant.few();
      all = Arrays.copyOf(all, all.length + more.length);
      System.arraycopy(more, 0, all, all.length - more.length, more.length);
      real |= constant.real();
    }
    FrozenConstant joined = FrozenConstant.of(call.label(), List.of(all.length), real, all);
    joined.few(); // not too many
    return new FrozenValue.Fixed(joined);
  }

  private static FrozenValue pack(FrozenCall call) {
    List<FrozenValue> parts = IntStream.range(0, call.count()).mapToObj(call::value).toList();
    for (FrozenValue part : parts) {
      if (!(part instanceof FrozenValue.Fixed fixed) || fixed.constant().rank() != 0) {
        throw new Unsupported("only single numbers that do not depend on the image are packed");
      }
    }
    return lists(call, parts);
  }

  /** Splits a layer; inputs: the axis, the layer. */
  static List<FrozenValue> split(FrozenCall call) {
    FrozenValue.Known in = call.known(1);
    int place = call.place((long) call.constant(0).single(), in);
    int count = FrozenCall.small(call.integer("num_split", 1));
    int extent = call.shape(in).extent(place);
    if (count < 1 || count > MOST_PARTS || extent % count != 0) {
      throw new Unsupported("an axis of %d cannot be split into %d".formatted(extent, count));
    }
    int each = extent / count;
    List<FrozenValue> parts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int from = i * each;
      Op op =
          place == 1
              ? new Op.SelectChannels(IntStream.range(from, from + each).boxed().toList())
              : new Op.Select(place, new Selection.Range(from, from + each, 1));
      parts.add(call.step(":" + i, op, in.flat(), in));
    }
    return parts;
  }
}
