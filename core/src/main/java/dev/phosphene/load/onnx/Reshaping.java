package dev.phosphene.load.onnx;

import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Operators that give the same values another shape, or just hand them on. */
final class Reshaping {
  private Reshaping() {}

  static void register(Map<String, Lowering> all) {
    all.put("Identity", call -> Operators.one(call.value(0)));
    all.put("Dropout", Reshaping::dropout);
    all.put("Cast", Reshaping::cast);
    all.put("Reshape", Reshaping::reshape);
    all.put("Flatten", Reshaping::flatten);
    all.put("Squeeze", Reshaping::squeeze);
    all.put("Unsqueeze", Reshaping::unsqueeze);
    all.put("Transpose", Reshaping::transpose);
  }

  private static List<Value> dropout(Call call) {
    if (call.has(2) && call.constant(2).single() != 0) {
      throw new Unsupported("it is in training mode");
    }
    return Operators.one(call.value(0));
  }

  private static List<Value> cast(Call call) {
    int code = (int) call.integer("to", 0);
    boolean real = ElementType.of(code).map(type -> type.real).orElse(false);
    if (call.value(0) instanceof Value.Fixed fixed) {
      Constant constant = fixed.constant();
      if (real || !constant.real()) {
        return Operators.one(
            new Value.Fixed(
                new Constant(
                    constant.name(),
                    constant.extents(),
                    real,
                    constant.floats(),
                    constant.numbers())));
      }
      double[] whole = constant.few();
      for (int i = 0; i < whole.length; i++) {
        whole[i] = whole[i] < 0 ? Math.ceil(whole[i]) : Math.floor(whole[i]);
      }
      return Folding.fixed(constant.name(), constant.extents(), false, whole);
    }
    if (!real) {
      throw new Unsupported("the picture's values are made into integers");
    }
    return Operators.one(call.value(0));
  }

  private static List<Value> reshape(Call call) {
    List<Long> wanted = call.constant(1).integers();
    List<Integer> before =
        call.value(0) instanceof Value.Fixed fixed
            ? fixed.constant().extents()
            : call.map(0).extents();
    List<Integer> after = resolve(wanted, before, call.integer("allowzero", 0) != 0);
    if (call.value(0) instanceof Value.Fixed fixed) {
      return Operators.one(new Value.Fixed(fixed.constant().reshaped(after)));
    }
    return Operators.one(Regrouping.of(call, call.map(0), after));
  }

  /** The new shape with its 0 (as before) and −1 (what is left) filled in. */
  private static List<Integer> resolve(List<Long> wanted, List<Integer> before, boolean zero) {
    long size = before.stream().mapToLong(e -> e).reduce(1, (a, b) -> a * b);
    long known = 1;
    int open = -1;
    List<Integer> after = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      long extent = wanted.get(i);
      if (extent == 0 && !zero && i < before.size()) {
        extent = before.get(i);
      }
      if (extent == -1 && open < 0) {
        open = i;
        extent = 1;
      } else if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw new Unsupported("the impossible shape " + wanted);
      }
      known = Math.min(known * extent, Integer.MAX_VALUE + 1L); // no overflow
      after.add((int) extent);
    }
    if (open >= 0 && known > 0 && size % known == 0) {
      after.set(open, (int) (size / known));
      known = size;
    }
    if (known != size) {
      throw new Unsupported(before + " cannot become " + wanted);
    }
    return after;
  }

  private static List<Value> flatten(Call call) {
    Value.Map in = call.map(0);
    long given = call.integer("axis", 1);
    int axis = given == in.rank() ? in.rank() : Call.axis(given, in.rank());
    int rows = in.extents().subList(0, axis).stream().reduce(1, (a, b) -> a * b);
    int columns = in.extents().subList(axis, in.rank()).stream().reduce(1, (a, b) -> a * b);
    return Operators.one(Regrouping.of(call, in, List.of(rows, columns)));
  }

  private static List<Value> squeeze(Call call) {
    List<Integer> before =
        call.value(0) instanceof Value.Fixed fixed
            ? fixed.constant().extents()
            : call.map(0).extents();
    List<Long> given =
        call.integersOrInput("axes", 1)
            .orElseGet(
                () ->
                    IntStream.range(0, before.size())
                        .filter(i -> before.get(i) == 1)
                        .mapToObj(i -> (long) i)
                        .toList());
    List<Integer> axes = given.stream().map(a -> Call.axis(a, before.size())).toList();
    if (axes.stream().anyMatch(axis -> before.get(axis) != 1)) {
      throw new Unsupported("it drops axes of " + before + " that are not 1");
    }
    List<Integer> after = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (!axes.contains(i)) {
        after.add(before.get(i));
      }
    }
    if (call.value(0) instanceof Value.Fixed fixed) {
      return Operators.one(new Value.Fixed(fixed.constant().reshaped(after)));
    }
    return Operators.one(Regrouping.of(call, call.map(0), after));
  }

  private static List<Value> unsqueeze(Call call) {
    List<Long> given = call.integersOrInput("axes", 1).orElse(List.of());
    int rank =
        call.value(0) instanceof Value.Fixed fixed ? fixed.constant().rank() : call.map(0).rank();
    TreeSet<Integer> axes = new TreeSet<>();
    given.forEach(axis -> axes.add(Call.axis(axis, rank + given.size())));
    if (axes.size() != given.size()) {
      throw new Unsupported("it adds the same axis twice: " + given);
    }
    if (call.value(0) instanceof Value.Fixed fixed) {
      List<Integer> extents = new ArrayList<>(fixed.constant().extents());
      axes.forEach(axis -> extents.add(axis, 1));
      return Operators.one(new Value.Fixed(fixed.constant().reshaped(extents)));
    }
    List<Axis> wider = new ArrayList<>(call.map(0).axes());
    axes.forEach(axis -> wider.add(axis, Axis.of(Kind.ONE, 1)));
    return Operators.one(call.map(0).with(wider));
  }

  private static List<Value> transpose(Call call) {
    boolean constant = call.value(0) instanceof Value.Fixed;
    int rank = constant ? call.constant(0).rank() : call.map(0).rank();
    List<Integer> order = new ArrayList<>();
    call.integers("perm").forEach(axis -> order.add(Call.axis(axis, rank)));
    if (order.isEmpty()) {
      IntStream.range(0, rank).forEach(order::add);
      Collections.reverse(order);
    }
    if (order.size() != rank || order.stream().distinct().count() != rank) {
      throw new Unsupported(order + " is no order of " + rank + " axes");
    }
    if (!constant) {
      Value.Map in = call.map(0);
      return Operators.one(in.with(order.stream().map(in.axes()::get).toList()));
    } else if (rank == 2 && order.get(0) == 1) {
      return Operators.one(new Value.Fixed(call.constant(0).transposed()));
    } else if (order.equals(IntStream.range(0, rank).boxed().toList())) {
      return Operators.one(call.value(0));
    }
    throw new Unsupported("transposition of a constant with " + rank + " axes");
  }
}
