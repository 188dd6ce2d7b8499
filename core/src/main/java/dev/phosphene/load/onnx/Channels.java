package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that join or pick channels. On constants they are arithmetic on shapes. */
final class Channels {
  private static final int MOST = 1 << 20;

  private Channels() {}

  static void register(Map<String, Lowering> all) {
    all.put("Concat", Channels::concat);
    all.put("Split", Channels::split);
    all.put("Slice", Channels::slice);
    all.put("Gather", Channels::gather);
  }

  private static List<Value> concat(Call call) {
    if (call.value(0) instanceof Value.Fixed) {
      return Operators.one(new Value.Fixed(Folding.concat(call)));
    }
    Value.Map[] inputs = new Value.Map[call.count()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = call.map(i);
      boolean alike = inputs[i].rank() == inputs[0].rank();
      for (int j = 0; alike && j < inputs[0].rank(); j++) {
        alike = inputs[i].axes().get(j).is(inputs[0].axes().get(j).kind());
      }
      if (!alike) {
        throw new Unsupported("its inputs have different axes");
      }
    }
    channelAxis(inputs[0], Call.axis(call.integer("axis", 1), inputs[0].rank()));
    return Operators.one(call.emit(new Op.Concat(), inputs));
  }

  /** Makes sure that the axis is that of all channels in order. */
  private static int channelAxis(Value.Map in, int axis) {
    if (!in.whole() || !in.axes().get(axis).is(Kind.CHANNEL)) {
      throw new Unsupported("axis " + axis + " of " + in.extents() + " does not hold the channels");
    }
    return in.axes().get(axis).size();
  }

  private static List<Value> split(Call call) {
    Value.Map in = call.map(0);
    int channels = channelAxis(in, Call.axis(call.integer("axis", 0), in.rank()));
    int parts = call.outputs();
    int each = (channels + parts - 1) / parts;
    List<Long> sizes =
        call.integersOrInput("split", 1)
            .orElseGet(
                () ->
                    IntStream.range(0, parts)
                        .mapToObj(i -> (long) Math.min(each, channels - i * each))
                        .toList());
    if (sizes.size() != parts
        || sizes.stream().anyMatch(size -> size < 1 || size > channels)
        || sizes.stream().mapToLong(size -> size).sum() != channels) {
      throw new Unsupported(channels + " channels cannot be split into " + sizes);
    }
    List<Value> results = new ArrayList<>();
    int first = 0;
    for (int i = 0; i < parts; i++) {
      int end = first + sizes.get(i).intValue();
      results.add(call.emit(i, select(IntStream.range(first, end).boxed().toList()), in));
      first = end;
    }
    return results;
  }

  private static Op select(List<Integer> channels) {
    if (channels.isEmpty() || channels.size() > MOST) {
      throw new Unsupported("it picks " + channels.size() + " channels");
    }
    return new Op.SelectChannels(channels);
  }

  /** One axis of a slice. */
  record Range(int axis, long start, long end, long step) {
    /** The indices along an axis of that size. */
    List<Integer> indices(int size) {
      if (step == 0) {
        throw new Unsupported("a step of 0");
      }
      long from = Math.min(Math.max(start < 0 ? start + size : start, step < 0 ? -1 : 0), size);
      long to = Math.min(Math.max(end < 0 ? Math.max(end, -size - 1L) + size : end, -1), size);
      List<Integer> indices = new ArrayList<>();
      if (step > 0) {
        for (long i = from; i < to; i += Math.min(step, size)) {
          indices.add((int) i);
        }
      } else {
        for (long i = Math.min(from, size - 1L); i > to; i += Math.max(step, -size)) {
          indices.add((int) i);
        }
      }
      return indices;
    }
  }

  /** The ranges of a slice: attributes before operator set 10, inputs since. */
  static List<Range> ranges(Call call, int rank) {
    List<Long> starts = call.integersOrInput("starts", 1).orElse(List.of());
    List<Long> ends = call.integersOrInput("ends", 2).orElse(List.of());
    List<Long> axes =
        call.integersOrInput("axes", 3)
            .orElse(IntStream.range(0, starts.size()).mapToObj(i -> (long) i).toList());
    List<Long> steps = call.has(4) ? call.constant(4).integers() : List.of();
    if (ends.size() != starts.size()
        || axes.size() != starts.size()
        || (!steps.isEmpty() && steps.size() != starts.size())) {
      throw new Unsupported("its starts, ends, axes and steps differ in length");
    }
    List<Range> ranges = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      ranges.add(
          new Range(
              Call.axis(axes.get(i), rank),
              starts.get(i),
              ends.get(i),
              steps.isEmpty() ? 1 : steps.get(i)));
    }
    return ranges;
  }

  private static List<Value> slice(Call call) {
    if (call.value(0) instanceof Value.Fixed) {
      return Operators.one(new Value.Fixed(Folding.slice(call)));
    }
    Value.Map in = call.map(0);
    Value.Map result = in;
    List<Integer> picked = null;
    for (Range range : ranges(call, in.rank())) {
      Axis axis = in.axes().get(range.axis());
      boolean all = range.start() == 0 && range.end() >= axis.size() && range.step() == 1;
      if (all) {
        continue;
      }
      if (!axis.is(Kind.CHANNEL) || picked != null) {
        throw new Unsupported("it cuts out something else than channels");
      }
      picked = range.indices(channelAxis(in, range.axis()));
      result = call.emit(select(picked), in);
    }
    return Operators.one(result);
  }

  private static List<Value> gather(Call call) {
    if (call.value(0) instanceof Value.Fixed) {
      return Operators.one(new Value.Fixed(Folding.gather(call)));
    }
    Value.Map in = call.map(0);
    int channels = channelAxis(in, Call.axis(call.integer("axis", 0), in.rank()));
    Constant indices = call.constant(1);
    if (indices.rank() != 1) {
      throw new Unsupported("its indices are " + indices.extents() + ", expected a list");
    }
    List<Integer> picked = indices.integers().stream().map(i -> Call.axis(i, channels)).toList();
    return Operators.one(call.emit(select(picked), in));
  }
}
