package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.export.AtenOperators.Translator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operators that give values other axes. */
final class AtenShapes {
  private AtenShapes() {}

  static void register(Map<String, Translator> all) {
    for (String name : List.of("view", "reshape", "_unsafe_view", "view_copy", "_reshape_alias")) {
      all.put(name, call -> reshape(call, call.has("size") ? "size" : "shape"));
    }
    all.put("flatten", AtenShapes::flatten);
    all.put("unflatten", AtenShapes::unflatten);
    all.put("permute", call -> turned(call, call.wholes("dims", List.of())));
    all.put("permute_copy", call -> turned(call, call.wholes("dims", List.of())));
    all.put("transpose", call -> swapped(call, call.whole("dim0", 0), call.whole("dim1", 1)));
    all.put("swapaxes", call -> swapped(call, call.whole("axis0", 0), call.whole("axis1", 1)));
    all.put("t", AtenShapes::matrix);
    all.put("numpy_T", call -> turned(call, List.of()));
    all.put("squeeze", AtenShapes::squeeze);
    all.put("unsqueeze", AtenShapes::unsqueeze);
    all.put("expand", call -> call.emit("Expand", call.tensor("self"), call.sizes("size", 1)));
    all.put("expand_as", AtenShapes::expandAs);
    all.put("repeat", AtenShapes::repeat);
    all.put("channel_shuffle", AtenShapes::shuffle);
    all.put("native_channel_shuffle", AtenShapes::shuffle);
    all.put(
        "pixel_shuffle",
        call ->
            call.emit("DepthToSpace", call.tensor("self"))
                .with("blocksize", call.whole("upscale_factor", 1))
                .with("mode", "CRD"));
    all.put("sym_size", AtenShapes::size);
    all.put("as_strided", AtenShapes::strided);
  }

  private static void reshape(AtenCall call, String sizes) {
    String in = call.tensor("self");
    call.emit("Reshape", in, call.sizes(sizes, -1)).with("allowzero", 1);
  }

  /** Axes from one to another as one. */
  private static void flatten(AtenCall call) {
    String in = call.tensor("self");
    int rank = call.rank(in);
    int start = AtenCall.axis(call.whole("start_dim", 0), rank);
    int end = AtenCall.axis(call.whole("end_dim", -1), rank);
    List<Long> front = Collections.nCopies(start, 0L);
    if (end == rank - 1) {
      List<Long> shape = new ArrayList<>(front);
      shape.add(-1L);
      call.emit("Reshape", in, call.list("shape", shape));
      return;
    }
    AtenCall.Step behind = call.step("behind", "Shape", in);
    behind.draft().with("start", end + 1);
    List<Long> known = new ArrayList<>(front);
    known.add(-1L);
    AtenCall.Step shape = call.step("shape", "Concat", call.list("front", known), behind.name());
    shape.draft().with("axis", 0);
    call.emit("Reshape", in, shape.name());
  }

  /** One axis as several: those before it stay, those behind are known. */
  private static void unflatten(AtenCall call) {
    String in = call.tensor("self");
    int rank = call.rank(in);
    int axis = AtenCall.axis(call.whole("dim", 0), rank);
    List<Long> shape = new ArrayList<>(Collections.nCopies(axis, 0L));
    shape.addAll(call.wholes("sizes", List.of()));
    for (int i = axis + 1; i < rank; i++) {
      shape.add(call.extent(in, i));
    }
    call.emit("Reshape", in, call.list("shape", shape));
  }

  /** No order at all reverses the axes. */
  private static void turned(AtenCall call, List<Long> order) {
    call.emit("Transpose", call.tensor("self")).with("perm", order);
  }

  private static void swapped(AtenCall call, long first, long second) {
    int rank = call.rank(call.tensor("self"));
    if (rank == 0) {
      turned(call, List.of());
      return;
    }
    List<Long> order = new ArrayList<>(IntStream.range(0, rank).mapToObj(i -> (long) i).toList());
    Collections.swap(order, AtenCall.axis(first, rank), AtenCall.axis(second, rank));
    turned(call, order);
  }

  /** Of a matrix; a vector stays as it is. */
  private static void matrix(AtenCall call) {
    String in = call.tensor("self");
    if (call.rank(in) < 2) {
      call.emit("Identity", in);
    } else {
      call.emit("Transpose", in).with("perm", List.of(1L, 0L));
    }
  }

  /** Without some axes, as far as they are 1, or without all that are 1. */
  private static void squeeze(AtenCall call) {
    String in = call.tensor("self");
    List<Long> extents = call.extents(in);
    List<Long> given = call.wholes("dim", List.of());
    List<Long> axes = new ArrayList<>();
    for (int i = 0; i < extents.size(); i++) {
      int axis = i;
      boolean asked =
          !call.has("dim")
              || given.stream().anyMatch(a -> AtenCall.axis(a, extents.size()) == axis);
      if (asked && extents.get(i) == 1) {
        axes.add((long) i);
      }
    }
    if (axes.isEmpty()) {
      call.emit("Identity", in);
    } else {
      call.emit("Squeeze", in, call.list("axes", axes));
    }
  }

  private static void unsqueeze(AtenCall call) {
    call.emit("Unsqueeze", call.tensor("self"), call.list("axes", List.of(call.whole("dim", 0))));
  }

  private static void expandAs(AtenCall call) {
    String shape = call.step("shape", "Shape", call.tensor("other")).name();
    call.emit("Expand", call.tensor("self"), shape);
  }

  private static void repeat(AtenCall call) {
    String in = call.tensor("self");
    List<Long> counts = call.wholes("repeats", List.of());
    int more = counts.size() - call.rank(in);
    if (more < 0) {
      throw new Unsupported("it has fewer counts than axes");
    } else if (more > 0) {
      List<Long> axes = IntStream.range(0, more).mapToObj(i -> (long) i).toList();
      in = call.step("wider", "Unsqueeze", in, call.list("axes", axes)).name();
    }
    call.emit("Tile", in, call.list("counts", counts));
  }

  /** Channels in groups, the first of each group first (arXiv:1707.01083). */
  private static void shuffle(AtenCall call) {
    String in = call.tensor("self");
    long groups = call.whole("groups", 1);
    long channels = call.extent(in, 1);
    if (call.rank(in) != 4 || groups < 1 || channels % groups != 0) {
      throw new Unsupported(groups + " groups of " + channels + " channels");
    }
    List<Long> split =
        List.of(0L, groups, channels / groups, call.extent(in, 2), call.extent(in, 3));
    String grouped = call.step("groups", "Reshape", in, call.list("split", split)).name();
    AtenCall.Step turned = call.step("turned", "Transpose", grouped);
    turned.draft().with("perm", List.of(0L, 2L, 1L, 3L, 4L));
    List<Long> joined = List.of(0L, channels, call.extent(in, 2), call.extent(in, 3));
    call.emit("Reshape", turned.name(), call.list("joined", joined));
  }

  /** The same values with other strides along axes that have but one value. */
  private static void strided(AtenCall call) {
    String in = call.tensor("self");
    List<Long> sizes = call.wholes("size", List.of());
    List<Long> strides = call.wholes("stride", List.of());
    List<Long> own = call.strides(in);
    boolean same = sizes.equals(call.extents(in)) && strides.size() == own.size();
    for (int i = 0; same && i < sizes.size(); i++) {
      same = sizes.get(i) == 1 || strides.get(i).equals(own.get(i));
    }
    if (!same || call.whole("storage_offset", 0) != 0) {
      throw new Unsupported("it looks at memory in another order");
    }
    call.emit("Identity", in);
  }

  /** The size of one axis, as a list of one number. */
  private static void size(AtenCall call) {
    String in = call.tensor("self");
    int axis = AtenCall.axis(call.whole("dim", 0), call.rank(in));
    call.emit("Shape", in).with("start", axis).with("end", axis + 1);
  }
}
