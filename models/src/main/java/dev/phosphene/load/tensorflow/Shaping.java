package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.tensorflow.FrozenOperators.Single;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Imports reshaping, padding, and means over all positions. */
final class Shaping {
  private Shaping() {}

  static void register(Map<String, Single> all) {
    all.put("Reshape", Shaping::reshape);
    all.put("Squeeze", Shaping::squeeze);
    all.put("ExpandDims", Shaping::expand);
    all.put("Pad", call -> pad(call, 0));
    all.put("PadV2", call -> pad(call, (float) call.constant(2).single()));
    all.put("MirrorPad", Shaping::mirror);
    all.put("Mean", call -> overAll(call, new Op.GlobalAvgPool()));
    all.put("Max", call -> overAll(call, new Op.GlobalMaxPool()));
  }

  private static FrozenValue reshape(FrozenCall call) {
    int[] target = call.constant(1).integers();
    if (call.value(0) instanceof FrozenValue.Fixed fixed) {
      List<Integer> shape = boxed(resolved(target, fixed.constant().size()));
      return new FrozenValue.Fixed(fixed.constant().reshaped(shape));
    }
    FrozenValue.Known in = call.known(0);
    int[] before = call.extents(in);
    int size = Arrays.stream(before).reduce(1, (a, b) -> a * b);
    int[] after = resolved(target, size);
    int last = after.length - 1;
    if (Arrays.equals(before, after)) {
      return in;
    } else if (last == 1 && after[0] == 1) {
      return call.flattened(in);
    } else if (last == 3 && after[3] == size) {
      return new FrozenValue.Known(call.flattened(in).node(), false);
    }
    throw unsupported(before, after);
  }

  private static Unsupported unsupported(int[] before, int[] after) {
    return new Unsupported(
        Arrays.toString(before) + " to " + Arrays.toString(after) + " is not supported");
  }

  /** Resolves an extent of −1; the values must fill the shape. */
  private static int[] resolved(int[] target, int size) {
    int[] resolved = target.clone();
    long known = 1;
    int open = -1;
    for (int i = 0; i < target.length; i++) {
      if (target[i] == -1 && open < 0) {
        open = i;
      } else {
        known = Math.min(known * Math.max(target[i], 0), Integer.MAX_VALUE);
      }
    }
    if (open >= 0 && known > 0) {
      resolved[open] = (int) (size / known);
      known *= resolved[open];
    }
    if (known != size) {
      throw new Unsupported(size + " values do not fill " + Arrays.toString(target));
    }
    return resolved;
  }

  static List<Integer> boxed(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static FrozenValue squeeze(FrozenCall call) {
    int[] before = call.extents(call.value(0));
    List<Long> given = call.integers("squeeze_dims");
    boolean[] gone = new boolean[before.length];
    for (int i = 0; i < before.length; i++) {
      gone[i] = given.isEmpty() && before[i] == 1 && call.value(0) instanceof FrozenValue.Fixed;
    }
    for (long axis : given) {
      gone[FrozenCall.axis(axis, before.length)] = true;
    }
    if (call.value(0) instanceof FrozenValue.Known in && given.isEmpty()) {
      gone = squeezed(in, before);
    }
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < before.length; i++) {
      if (gone[i] && before[i] != 1) {
        throw new Unsupported("its axis " + i + " has the extent " + before[i] + ", not 1");
      } else if (!gone[i]) {
        left.add(before[i]);
      }
    }
    if (call.value(0) instanceof FrozenValue.Fixed fixed) {
      return new FrozenValue.Fixed(fixed.constant().reshaped(left));
    }
    FrozenValue.Known in = call.known(0);
    if (left.size() == before.length) {
      return in;
    } else if (before.length == 4 && gone[1] && gone[2] && !gone[0] && !gone[3]) {
      return new FrozenValue.Known(in.node(), true);
    }
    throw unsupported(before, left.stream().mapToInt(e -> e).toArray());
  }

  /** Marks the axes to drop: rows and columns of extent 1, never the batch axis. */
  private static boolean[] squeezed(FrozenValue.Known in, int[] before) {
    boolean[] gone = new boolean[before.length];
    if (!in.flat() && before[1] == 1 && before[2] == 1) {
      gone[1] = true;
      gone[2] = true;
    }
    return gone;
  }

  private static FrozenValue expand(FrozenCall call) {
    if (call.value(0) instanceof FrozenValue.Fixed fixed) {
      List<Integer> shape = new ArrayList<>(fixed.constant().extents());
      int axis = FrozenCall.axis((long) call.constant(1).single(), shape.size() + 1);
      shape.add(axis, 1);
      return new FrozenValue.Fixed(fixed.constant().reshaped(shape));
    }
    throw new Unsupported("a new axis of the image's is not supported");
  }

  /** Returns top, left, bottom, right from {@code [before, after]} of each axis. */
  private static int[] borders(FrozenCall call) {
    int[] all = call.constant(1).integers();
    if (all.length != 8) {
      throw new Unsupported("its paddings are " + call.constant(1).extents() + ", expected [4, 2]");
    }
    for (int i : new int[] {0, 1, 6, 7}) {
      if (all[i] != 0) {
        throw new Unsupported("a border around examples or channels is not supported");
      }
    }
    return new int[] {
      FrozenCall.small(all[2]),
      FrozenCall.small(all[4]),
      FrozenCall.small(all[3]),
      FrozenCall.small(all[5])
    };
  }

  private static FrozenValue pad(FrozenCall call, float value) {
    int[] b = borders(call);
    return call.emit(new Op.Pad(b[0], b[1], b[2], b[3], value), call.image(0));
  }

  private static FrozenValue mirror(FrozenCall call) {
    int[] b = borders(call);
    String mode = call.text("mode", "");
    if (!mode.equals("REFLECT")) {
      throw new Unsupported("the mode \"" + mode + "\" is not supported");
    }
    FrozenValue.Known in = call.image(0);
    Selection rows = new Selection.Border(b[0], b[2], Selection.Filling.REFLECT);
    Selection columns = new Selection.Border(b[1], b[3], Selection.Filling.REFLECT);
    FrozenValue.Known high = call.step("/rows", new Op.Select(2, rows), false, in);
    return call.emit(new Op.Select(3, columns), high);
  }

  private static FrozenValue overAll(FrozenCall call, Op op) {
    FrozenValue.Known in = call.image(0);
    int[] axes = call.constant(1).integers();
    int[] places = Arrays.stream(axes).map(axis -> FrozenCall.axis(axis, 4)).sorted().toArray();
    if (!Arrays.equals(places, new int[] {1, 2})) {
      throw new Unsupported("its axes are " + Arrays.toString(axes) + ", expected [1, 2]");
    }
    return call.emit(op, !call.truth("keep_dims", false), in);
  }
}
