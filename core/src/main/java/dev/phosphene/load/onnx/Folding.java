package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Arithmetic on constants, done while the file is read: mostly on shapes. A shape is that for the
 * picture that the file was made for; what follows from it is checked where it is used.
 */
final class Folding {
  private Folding() {}

  static void register(Map<String, Lowering> all) {
    all.put("Constant", Folding::constant);
    all.put("Shape", Folding::shape);
    all.put("ConstantOfShape", Folding::filled);
    all.put("Floor", call -> each(call, Math::floor));
    all.put("Ceil", call -> each(call, Math::ceil));
  }

  static List<Value> fixed(String name, List<Integer> extents, boolean real, double... numbers) {
    return List.of(new Value.Fixed(Constant.of(name, extents, real, numbers)));
  }

  private static List<Value> constant(Call call) {
    if (call.tensor("value").isPresent()) {
      return List.of(new Value.Fixed(call.read(call.tensor("value").get())));
    } else if (call.hasAttribute("value_float")) {
      return fixed("constant", List.of(), true, call.real("value_float", 0));
    } else if (call.hasAttribute("value_int")) {
      return fixed("constant", List.of(), false, (double) call.integer("value_int", 0));
    } else if (call.hasAttribute("value_floats")) {
      double[] numbers = call.reals("value_floats").stream().mapToDouble(v -> v).toArray();
      return fixed("constant", List.of(numbers.length), true, numbers);
    } else if (call.hasAttribute("value_ints")) {
      double[] numbers = call.integers("value_ints").stream().mapToDouble(v -> v).toArray();
      return fixed("constant", List.of(numbers.length), false, numbers);
    }
    throw new Unsupported("a constant of this kind is not supported");
  }

  private static List<Value> shape(Call call) {
    List<Integer> extents =
        call.value(0) instanceof Value.Fixed fixed
            ? fixed.constant().extents()
            : call.map(0).extents();
    int rank = extents.size();
    int start = bound(call.integer("start", 0), rank);
    int end = Math.max(bound(call.integer("end", rank), rank), start);
    double[] numbers = extents.subList(start, end).stream().mapToDouble(e -> e).toArray();
    return fixed("shape", List.of(numbers.length), false, numbers);
  }

  private static int bound(long index, int rank) {
    return (int) Math.min(Math.max(index < 0 ? index + rank : index, 0), rank);
  }

  private static List<Value> filled(Call call) {
    List<Integer> extents = new ArrayList<>();
    long size = 1;
    for (long extent : call.constant(0).integers()) {
      size *= Math.min(Math.max(extent, 0), Integer.MAX_VALUE); // no overflow: it was small before
      if (extent < 0 || extent > Integer.MAX_VALUE || size > Constant.MOST_COMPUTED) {
        throw new Unsupported("a constant of too many values");
      }
      extents.add((int) extent);
    }
    double value = 0;
    boolean real = true;
    if (call.tensor("value").isPresent()) {
      Constant given = call.read(call.tensor("value").get());
      value = given.single();
      real = given.real();
    }
    double[] numbers = new double[(int) size];
    Arrays.fill(numbers, value);
    return fixed("constant", extents, real, numbers);
  }

  private static List<Value> each(Call call, DoubleUnaryOperator map) {
    Constant in = call.constant(0);
    double[] numbers = in.few();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = map.applyAsDouble(numbers[i]);
    }
    return fixed(in.name(), in.extents(), in.real(), numbers);
  }

  /** One of them may be a single number. */
  static Constant binary(Call call, Op.Arithmetic arithmetic) {
    Constant a = call.constant(0);
    Constant b = call.constant(1);
    if (!a.extents().equals(b.extents()) && a.size() != 1 && b.size() != 1) {
      throw new Unsupported("arithmetic on constants " + a.extents() + " and " + b.extents());
    }
    // A single number goes with everything, and with nothing at all there is nothing.
    boolean first = a.size() == b.size() ? a.rank() >= b.rank() : b.size() == 1;
    double[] x = a.few();
    double[] y = b.few();
    double[] result = new double[first ? x.length : y.length];
    for (int i = 0; i < result.length; i++) {
      double p = x[x.length == 1 ? 0 : i];
      double q = y[y.length == 1 ? 0 : i];
      result[i] =
          switch (arithmetic) {
            case ADD -> p + q;
            case SUB -> p - q;
            case MUL -> p * q;
            case DIV -> a.real() ? p / q : quotient((long) p, (long) q);
          };
    }
    return Constant.of(a.name(), (first ? a : b).extents(), a.real(), result);
  }

  /** Of integers: towards 0, as ONNX has it; 0 where there is none. */
  private static double quotient(long p, long q) {
    return q == 0 ? 0 : p / q;
  }

  static Constant concat(Call call) {
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < call.count(); i++) {
      Constant part = call.constant(i);
      if (part.rank() != 1) {
        throw new Unsupported("joining constants " + part.extents());
      }
      for (double number : part.few()) {
        all.add(number);
      }
      if (all.size() > Constant.MOST_COMPUTED) {
        throw new Unsupported("a constant of too many values");
      }
    }
    Constant first = call.constant(0);
    double[] numbers = all.stream().mapToDouble(v -> v).toArray();
    return Constant.of(first.name(), List.of(numbers.length), first.real(), numbers);
  }

  /** Entries of a list. */
  static Constant gather(Call call) {
    Constant data = call.constant(0);
    Constant indices = call.constant(1);
    if (data.rank() != 1) {
      throw new Unsupported("picking from a constant " + data.extents());
    }
    double[] all = data.few();
    List<Long> places = indices.integers();
    double[] picked = new double[places.size()];
    for (int i = 0; i < picked.length; i++) {
      picked[i] = all[Call.axis(places.get(i), all.length)];
    }
    return Constant.of(data.name(), indices.extents(), data.real(), picked);
  }

  /** A stretch of a list. */
  static Constant slice(Call call) {
    Constant data = call.constant(0);
    List<Channels.Range> ranges = Channels.ranges(call, data.rank());
    if (data.rank() != 1 || ranges.size() != 1) {
      throw new Unsupported("cutting a constant " + data.extents());
    }
    double[] all = data.few();
    double[] cut = ranges.get(0).indices(all.length).stream().mapToDouble(i -> all[i]).toArray();
    return Constant.of(data.name(), List.of(cut.length), data.real(), cut);
  }
}
