package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.export.AtenOperators.Translator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Operators that take values apart, put them together, and make new ones. */
final class AtenParts {
  private AtenParts() {}

  static void register(Map<String, Translator> all) {
    all.put("cat", call -> joined(call, call.tensors("tensors")));
    all.put("concat", call -> joined(call, call.tensors("tensors")));
    all.put("stack", AtenParts::stack);
    all.put("split", AtenParts::split);
    all.put("split_with_sizes", call -> parts(call, call.wholes("split_sizes", List.of())));
    all.put("chunk", AtenParts::chunk);
    all.put("unbind", AtenParts::unbind);
    all.put("select", AtenParts::select);
    all.put("slice", AtenParts::slice);
    all.put("narrow", AtenParts::narrow);
    all.put("index", AtenParts::index);
    all.put("index_select", call -> gather(call, call.whole("dim", 0), call.tensor("index")));
    all.put("embedding", AtenParts::embedding);
    all.put("roll", AtenParts::roll);
    all.put("flip", AtenParts::flip);
    all.put("constant_pad_nd", call -> pad(call, "constant"));
    all.put("pad", call -> pad(call, call.text("mode", "constant")));
    all.put("reflection_pad2d", call -> pad(call, "reflect"));
    all.put("replication_pad2d", call -> pad(call, "replicate"));
    all.put("arange", AtenParts::range);
    all.put("zeros", call -> filled(call, 0));
    all.put("ones", call -> filled(call, 1));
    all.put("full", call -> filled(call, call.real("fill_value", 0)));
    all.put("new_zeros", call -> filled(call, 0));
    all.put("new_ones", call -> filled(call, 1));
    all.put("new_full", call -> filled(call, call.real("fill_value", 0)));
    all.put("zeros_like", call -> like(call, call.number("value", 0, true)));
    all.put("ones_like", call -> like(call, call.number("value", 1, true)));
    all.put("full_like", call -> like(call, call.operand("fill_value")));
    all.put("fill", call -> like(call, call.operand("value")));
    all.put("copy", call -> like(call, call.tensor("src")));
    all.put("slice_scatter", AtenParts::sliceScatter);
    all.put("scalar_tensor", call -> same(call, call.number("value", call.real("s", 0), true)));
    all.put("_operator.getitem", AtenParts::item);
  }

  private static void same(AtenCall call, String value) {
    call.emit("Identity", value);
  }

  private static void joined(AtenCall call, List<String> parts) {
    call.emit("Concat", parts.toArray(String[]::new)).with("axis", call.whole("dim", 0));
  }

  private static void stack(AtenCall call) {
    String axis = call.list("axis", List.of(call.whole("dim", 0)));
    List<String> parts = new ArrayList<>();
    for (String part : call.tensors("tensors")) {
      parts.add(call.step("part" + parts.size(), "Unsqueeze", part, axis).name());
    }
    joined(call, parts);
  }

  /** Parts of one size, the last of what is left. */
  private static void split(AtenCall call) {
    if (call.wholes("split_size", List.of()).size() > 1) {
      parts(call, call.wholes("split_size", List.of()));
      return;
    }
    long each = call.whole("split_size", 0);
    parts(call, each, call.extent(call.tensor("self"), call.whole("dim", 0)));
  }

  private static void chunk(AtenCall call) {
    long extent = call.extent(call.tensor("self"), call.whole("dim", 0));
    long count = Math.max(call.whole("chunks", 1), 1);
    parts(call, (extent + count - 1) / count, extent);
  }

  private static void parts(AtenCall call, long each, long extent) {
    List<Long> sizes = new ArrayList<>();
    for (long left = extent; each > 0 && left > 0 && sizes.size() <= Argument.MOST; left -= each) {
      sizes.add(Math.min(each, left));
    }
    parts(call, sizes);
  }

  private static void parts(AtenCall call, List<Long> sizes) {
    if (sizes.size() != call.outputs().size()) {
      throw new Unsupported(
          "it makes %d parts, and the file has %d outputs"
              .formatted(sizes.size(), call.outputs().size()));
    }
    call.emitAll("Split", call.tensor("self"), call.list("sizes", sizes))
        .with("axis", call.whole("dim", 0));
  }

  private static void unbind(AtenCall call) {
    String in = call.tensor("self");
    for (int i = 0; i < call.outputs().size(); i++) {
      call.emitOne(i, "Gather", in, call.number("index" + i, i, false))
          .with("axis", call.whole("dim", 0));
    }
  }

  private static void gather(AtenCall call, long axis, String indices) {
    call.emit("Gather", call.tensor("self"), indices).with("axis", axis);
  }

  private static void select(AtenCall call) {
    gather(
        call, call.whole("dim", 0), call.number("index", (double) call.whole("index", 0), false));
  }

  private static void slice(AtenCall call) {
    long start = call.whole("start", 0);
    long end = call.whole("end", Long.MAX_VALUE);
    cut(call, start, end, call.whole("step", 1));
  }

  private static void narrow(AtenCall call) {
    long start = call.whole("start", 0);
    cut(call, start, start + call.whole("length", 0), 1);
  }

  private static void cut(AtenCall call, long start, long end, long step) {
    call.emit(
        "Slice",
        call.tensor("self"),
        call.list("start", List.of(start)),
        call.list("end", List.of(Math.min(end, Integer.MAX_VALUE))),
        call.list("axis", List.of(call.whole("dim", 0))),
        call.list("step", List.of(step)));
  }

  /** Along one axis, by a tensor of indices. */
  private static void index(AtenCall call) {
    List<String> indices = call.tensors("indices");
    int axis = -1;
    for (int i = 0; i < indices.size(); i++) {
      if (!indices.get(i).isEmpty()) {
        if (axis >= 0) {
          throw new Unsupported("indices along several axes");
        }
        axis = i;
      }
    }
    if (axis < 0 || call.isTruth(indices.get(axis))) {
      throw new Unsupported("indices that are truths, or none");
    }
    gather(call, axis, indices.get(axis));
  }

  private static void embedding(AtenCall call) {
    call.emit("Gather", call.tensor("weight"), call.tensor("indices")).with("axis", 0);
  }

  /** What leaves at one end comes in at the other, one axis after the other. */
  private static void roll(AtenCall call) {
    List<Long> shifts = call.wholes("shifts", List.of());
    List<Long> axes = call.wholes("dims", List.of());
    if (axes.isEmpty() || axes.size() != shifts.size()) {
      throw new Unsupported("it rolls over several axes at once");
    }
    String at = call.tensor("self");
    for (int i = 0; i < axes.size(); i++) {
      long extent = call.extent(call.tensor("self"), axes.get(i));
      long split = Math.floorMod(-shifts.get(i), extent);
      String axis = call.list("axis" + i, List.of(axes.get(i)));
      String zero = call.list("start" + i, List.of(0L));
      String middle = call.list("middle" + i, List.of(split));
      String end = call.list("end" + i, List.of(extent));
      if (split != 0) {
        String front = call.step("front" + i, "Slice", at, middle, end, axis).name();
        String back = call.step("back" + i, "Slice", at, zero, middle, axis).name();
        AtenCall.Step whole = call.step("rolled" + i, "Concat", front, back);
        whole.draft().with("axis", axes.get(i));
        at = whole.name();
      }
    }
    same(call, at);
  }

  private static void flip(AtenCall call) {
    List<Long> axes = call.wholes("dims", List.of());
    call.emit(
        "Slice",
        call.tensor("self"),
        call.list("start", Collections.nCopies(axes.size(), -1L)),
        call.list("end", Collections.nCopies(axes.size(), (long) Integer.MIN_VALUE)),
        call.list("axes", axes),
        call.list("step", Collections.nCopies(axes.size(), -1L)));
  }

  /** The borders of the last axis come first. */
  private static void pad(AtenCall call, String mode) {
    String in = call.tensor("self");
    List<Long> given = call.wholes(call.has("pad") ? "pad" : "padding", List.of());
    int rank = call.rank(in);
    if (given.size() % 2 != 0 || given.size() / 2 > rank) {
      throw new Unsupported(given.size() + " borders for " + rank + " axes");
    }
    List<Long> pads = new ArrayList<>(Collections.nCopies(2 * rank, 0L));
    for (int i = 0; i < given.size() / 2; i++) {
      pads.set(rank - 1 - i, given.get(2 * i));
      pads.set(2 * rank - 1 - i, given.get(2 * i + 1));
    }
    String onnx =
        switch (mode) {
          case "constant", "reflect" -> mode;
          case "replicate" -> "edge";
          case "circular" -> "wrap";
          default -> throw new Unsupported("the mode \"" + mode + "\"");
        };
    String value = call.number("value", call.real("value", 0), true);
    call.emit("Pad", in, call.list("pads", pads), value).with("mode", onnx);
  }

  private static void range(AtenCall call) {
    double start = call.real("start", 0);
    double end = call.real("end", 0);
    double step = call.real("step", 1);
    if (step == 0 || !((end - start) / step < 1 << 20)) {
      throw new Unsupported("a range of too many numbers");
    }
    boolean real = call.isReal("start") || call.isReal("end") || call.isReal("step");
    call.emit(
        "Range",
        call.number("start", start, real),
        call.number("end", end, real),
        call.number("step", step, real));
  }

  private static void filled(AtenCall call, double value) {
    String zeros = call.step("zeros", "ConstantOfShape", call.sizes("size", 1)).name();
    call.emit("Add", zeros, call.number("value", value, true));
  }

  /** One value, or a few, repeated to the shape of another. */
  private static void like(AtenCall call, String value) {
    call.emit("Expand", value, call.step("shape", "Shape", call.tensor("self")).name());
  }

  private static void sliceScatter(AtenCall call) {
    if (call.whole("step", 1) != 1 || call.whole("start", 0) < 0 || call.whole("end", 0) < 0) {
      throw new Unsupported("a slice with steps, or counted from the end");
    }
    long axis = call.whole("dim", 0);
    long end = call.whole("end", Long.MAX_VALUE);
    if (end >= call.extent(call.tensor("self"), axis)) {
      end = Long.MAX_VALUE;
    }
    var slice = new Storages.Slice("", axis, call.whole("start", 0), end);
    same(call, scattered(call, call.tensor("self"), slice, call.tensor("src")));
  }

  /** A value with another one in the place of a slice. */
  static String scattered(AtenCall call, String base, Storages.Slice slice, String value) {
    String axis = call.list("axis", List.of(slice.axis()));
    String zero = call.list("zero", List.of(0L));
    String start = call.list("start", List.of(slice.start()));
    String end = call.list("end", List.of(Math.min(slice.end(), Integer.MAX_VALUE)));
    String all = call.list("all", List.of((long) Integer.MAX_VALUE));
    List<String> parts = new ArrayList<>();
    if (slice.start() > 0) {
      parts.add(call.step("front", "Slice", base, zero, start, axis).name());
    }
    parts.add(value);
    if (slice.end() < Integer.MAX_VALUE) {
      parts.add(call.step("back", "Slice", base, end, all, axis).name());
    }
    AtenCall.Step whole = call.step("whole", "Concat", parts.toArray(String[]::new));
    whole.draft().with("axis", slice.axis());
    return whole.name();
  }

  /** One of several outputs, which most files name themselves. */
  private static void item(AtenCall call) {
    List<String> items = call.tensors("a");
    long index = call.whole("b", 0);
    if (index < 0 || index >= items.size()) {
      throw new Unsupported("there is no output " + index);
    }
    same(call, items.get((int) index));
  }
}
