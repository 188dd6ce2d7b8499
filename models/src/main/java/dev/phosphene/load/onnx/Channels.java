package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports operators that join or select channels, rows or columns of images. */
final class Channels {
  private static final int MOST = 1 << 20;

  private Channels() {}

  static void register(Map<String, Lowering> all) {
    all.put("Concat", Channels::concat);
    all.put("Split", Channels::split);
    all.put("Slice", Channels::slice);
    all.put("Gather", Channels::gather);
  }

  private static List<OnnxValue> concat(NodeCall call) {
    OnnxValue.Map[] inputs = new OnnxValue.Map[Math.max(1, call.count())];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = call.map(i);
      boolean alike = inputs[i].rank() == inputs[0].rank() && inputs[i].whole();
      for (int j = 0; alike && j < inputs[0].rank(); j++) {
        alike = inputs[i].axes().get(j).is(inputs[0].axes().get(j).kind());
      }
      if (!alike) {
        throw new UnsupportedNode("its inputs have different axes");
      }
    }
    int axis = NodeCall.axis(call.integer("axis", 1), inputs[0].rank());
    int place = inputs[0].place(axis);
    return Operators.one(call.emit(place == 1 ? new Op.Concat() : new Op.Join(place), inputs));
  }

  private static List<OnnxValue> split(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    int axis = NodeCall.axis(call.integer("axis", 0), in.rank());
    List<OnnxValue> results = new ArrayList<>();
    int first = 0;
    for (int size : parts(call, in.extents().get(axis))) {
      Selection part = new Selection.Range(first, first + size, 1);
      results.add(call.emit(results.size(), select(in, axis, part), in));
      first += size;
    }
    return results;
  }

  /** Returns the sizes that {@code Split} cuts an axis into. */
  static List<Integer> parts(NodeCall call, int extent) {
    int count = call.outputs();
    int each = (extent + count - 1) / count;
    List<Integer> sizes =
        call.integersOrInput("split", 1)
            .map(given -> given.stream().map(NodeCall::extent).toList())
            .orElseGet(
                () ->
                    IntStream.range(0, count)
                        .map(i -> Math.min(each, extent - i * each))
                        .boxed()
                        .toList());
    if (sizes.size() != count
        || sizes.stream().anyMatch(size -> size < 1)
        || sizes.stream().mapToLong(size -> size).sum() != extent) {
      throw new UnsupportedNode("an axis of %d cannot be split into %s".formatted(extent, sizes));
    }
    return sizes;
  }

  /** Selects indices along one of the file's axes; channel indices are resolved at once. */
  static Op select(OnnxValue.Map in, int axis, Selection selection) {
    int place = in.place(axis);
    if (place != 1) {
      return new Op.Select(place, selection);
    }
    int[] channels;
    try {
      channels = selection.places(in.extents().get(axis));
    } catch (IllegalArgumentException e) {
      throw new UnsupportedNode(String.valueOf(e.getMessage()));
    }
    if (channels.length > MOST) {
      throw new UnsupportedNode("it picks " + channels.length + " channels");
    }
    return Arrays.stream(channels).anyMatch(c -> c == Selection.NOTHING)
        ? new Op.Select(1, selection)
        : new Op.SelectChannels(Arrays.stream(channels).boxed().toList());
  }

  /** A slice along one axis, counted from 0. */
  record Part(int axis, Selection.Range range) {
    /** Returns whether it leaves an axis of that extent unchanged. */
    boolean isAll(int extent) {
      return range.step() == 1
          && (range.start() == 0 || range.start() <= -extent)
          && range.end() >= extent;
    }
  }

  /** Returns a slice's parts: attributes before operator set 10, inputs since. */
  static List<Part> parts(NodeCall call, List<Integer> extents) {
    List<Long> starts = call.integersOrInput("starts", 1).orElse(List.of());
    List<Long> ends = call.integersOrInput("ends", 2).orElse(List.of());
    List<Long> axes =
        call.integersOrInput("axes", 3)
            .orElse(IntStream.range(0, starts.size()).mapToObj(i -> (long) i).toList());
    List<Long> steps = call.has(4) ? call.constant(4).integers() : List.of();
    if (ends.size() != starts.size()
        || axes.size() != starts.size()
        || (!steps.isEmpty() && steps.size() != starts.size())) {
      throw new UnsupportedNode("its starts, ends, axes and steps differ in length");
    }
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < starts.size(); i++) {
      long step = steps.isEmpty() ? 1 : steps.get(i);
      if (step == 0) {
        throw new UnsupportedNode("a step of 0");
      }
      int axis = NodeCall.axis(axes.get(i), extents.size());
      // A start in front of the axis is its first place, in ONNX also where the step is negative.
      long start = Math.max(starts.get(i), -extents.get(axis));
      Part part = new Part(axis, new Selection.Range(start, ends.get(i), step));
      if (!part.isAll(extents.get(axis))) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static List<OnnxValue> slice(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    List<Part> parts = parts(call, in.extents());
    OnnxValue.Map result = in;
    for (int i = 0; i < parts.size(); i++) {
      Op op = select(result, parts.get(i).axis(), parts.get(i).range());
      result = i < parts.size() - 1 ? call.step("axis" + i, op, result) : call.emit(op, result);
    }
    return Operators.one(result);
  }

  private static List<OnnxValue> gather(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    int axis = NodeCall.axis(call.integer("axis", 0), in.rank());
    Constant indices = call.constant(1);
    int extent = in.extents().get(axis);
    List<Integer> picked = indices.integers().stream().map(i -> NodeCall.axis(i, extent)).toList();
    if (!in.axes().get(axis).is(Kind.CHANNEL) || indices.rank() != 1) {
      throw new UnsupportedNode("its indices " + indices.extents() + " are no list of channels");
    }
    return Operators.one(call.emit(select(in, axis, new Selection.Listed(picked)), in));
  }
}
