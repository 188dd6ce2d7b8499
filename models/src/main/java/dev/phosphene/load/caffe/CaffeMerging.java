package dev.phosphene.load.caffe;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.caffe.CaffeLayers.Single;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Imports layers with several inputs or outputs, and layers that reshape. */
final class CaffeMerging {
  private CaffeMerging() {}

  static void register(Map<String, Single> all) {
    all.put("Concat", CaffeMerging::concat);
    all.put("Eltwise", CaffeMerging::eltwise);
    all.put("Flatten", CaffeMerging::flatten);
    all.put("Reshape", CaffeMerging::reshape);
  }

  private static String[] several(CaffeCall call) {
    if (call.inputs().isEmpty()) {
      throw new Unsupported("it has no inputs");
    }
    return call.inputs().toArray(String[]::new);
  }

  private static int axis(CaffeFields settings, String old) {
    return CaffeCall.axis(settings.integer("axis", settings.integer(old, 1)));
  }

  private static String concat(CaffeCall call) {
    int axis = axis(call.layer().settings("concat_param"), "concat_dim");
    return call.emit(axis == 1 ? new Op.Concat() : new Op.Join(axis), several(call));
  }

  private static String eltwise(CaffeCall call) {
    CaffeFields settings = call.layer().settings("eltwise_param");
    String operation = settings.text("operation", "SUM");
    String[] inputs = several(call);
    switch (operation) {
      case "SUM" -> {
        List<Float> factors = settings.reals("coeff");
        for (int i = 0; i < inputs.length && !factors.isEmpty(); i++) {
          if (factors.size() != inputs.length) {
            throw new Unsupported("it has %d factors for %d inputs".formatted(factors.size(), i));
          } else if (factors.get(i) != 1) {
            Op scaled = new Op.Pointwise(ScalarFunction.LINEAR, factors.get(i), 0);
            inputs[i] = call.step("part" + i, scaled, inputs[i]);
          }
        }
        return call.emit(new Op.Add(), inputs);
      }
      case "PROD" -> {
        return fold(call, inputs, Op.Arithmetic.MUL);
      }
      case "MAX" -> {
        return fold(call, inputs, Op.Arithmetic.MAX);
      }
      default -> throw new Unsupported("the operation " + operation + " is not supported");
    }
  }

  private static String fold(CaffeCall call, String[] inputs, Op.Arithmetic arithmetic) {
    String result = inputs[0];
    for (int i = 1; i < inputs.length; i++) {
      Op op = new Op.Binary(arithmetic);
      result =
          i < inputs.length - 1
              ? call.step("part" + i, op, result, inputs[i])
              : call.emit(op, result, inputs[i]);
    }
    return result;
  }

  private static String flatten(CaffeCall call) {
    CaffeFields settings = call.layer().settings("flatten_param");
    if (CaffeCall.axis(settings.integer("axis", 1)) != 1
        || CaffeCall.axis(settings.integer("end_axis", -1)) != 3) {
      throw new Unsupported("only all axes but the first can be flattened");
    }
    Shape in = call.shape(call.input());
    return call.emit(new Op.Flatten(in.c() * in.h() * in.w()), call.input());
  }

  private static String reshape(CaffeCall call) {
    CaffeFields settings = call.layer().settings("reshape_param");
    List<Long> dims = settings.message("shape").integers("dim");
    Shape in = call.shape(call.input());
    long size = (long) in.c() * in.h() * in.w();
    boolean flat = dims.size() > 1 && (dims.get(1) == -1 || dims.get(1) == size);
    if (settings.integer("axis", 0) != 0
        || !flat
        || dims.stream().skip(2).anyMatch(extent -> extent != 1)) {
      throw new Unsupported("to " + dims + " is not supported");
    }
    return call.emit(new Op.Flatten((int) size), call.input());
  }

  /** Returns one node per top; Caffe inserts this layer where several layers read one blob. */
  static List<String> split(CaffeCall call) {
    return Collections.nCopies(Math.max(1, call.layer().tops().size()), call.input());
  }

  static List<String> slice(CaffeCall call) {
    CaffeFields settings = call.layer().settings("slice_param");
    int axis = axis(settings, "slice_dim");
    int extent = call.shape(call.input()).extent(axis);
    int count = call.layer().tops().size();
    List<Integer> ends = new ArrayList<>();
    settings.integers("slice_point").forEach(point -> ends.add(CaffeCall.small(point)));
    for (int i = 1; i < count && settings.integers("slice_point").isEmpty(); i++) {
      ends.add(i * (extent / count));
    }
    ends.add(extent);
    List<String> parts = new ArrayList<>();
    int from = 0;
    for (int end : ends) {
      if (end <= from || end > extent || ends.size() != count) {
        throw new Unsupported("an axis of %d cannot be cut at %s".formatted(extent, ends));
      }
      Op op =
          axis == 1
              ? new Op.SelectChannels(IntStream.range(from, end).boxed().toList())
              : new Op.Select(axis, new Selection.Range(from, end, 1));
      parts.add(call.step(call.layer().tops().get(parts.size()), op, call.input()));
      from = end;
    }
    return parts;
  }
}
