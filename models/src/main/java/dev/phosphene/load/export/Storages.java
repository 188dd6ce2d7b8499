package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which values share their memory. An operator that works in place, such as {@code relu_}, changes
 * a value under its old name, and all views of it. The old name then stands for the result; what
 * was changed through a slice of it is put together again; other views must not be read any more.
 */
final class Storages {
  /** Operators whose result may be a view of their first argument. */
  private static final Set<String> VIEWS =
      Set.of(
          "view",
          "reshape",
          "_unsafe_view",
          "_reshape_alias",
          "flatten",
          "unflatten",
          "permute",
          "transpose",
          "swapaxes",
          "t",
          "numpy_T",
          "squeeze",
          "unsqueeze",
          "expand",
          "expand_as",
          "slice",
          "select",
          "narrow",
          "split",
          "split_with_sizes",
          "chunk",
          "unbind",
          "alias",
          "detach",
          "contiguous",
          "to",
          "type_as",
          "dropout",
          "feature_dropout",
          "positive",
          "as_strided");

  /** Nested slices beyond that are not followed. */
  private static final int DEEPEST = 16;

  /** A part of a value along one axis; the end is the largest number if it is that of the axis. */
  record Slice(String base, long axis, long start, long end) {
    private Slice of(String other) {
      return new Slice(other, axis, start, end);
    }
  }

  private final Map<String, String> roots = new HashMap<>();
  private final Map<String, List<String>> views = new HashMap<>();
  private final Map<String, Slice> slices = new HashMap<>();
  private final Map<String, String> changed = new HashMap<>();
  private final Set<String> stale = new HashSet<>();

  /** The value that a node works on in place, if it does. */
  Optional<String> inPlace(AtenNode node) {
    String kind = node.kind();
    return kind.endsWith("_") && !kind.startsWith("_") ? first(node) : Optional.empty();
  }

  private static Optional<String> first(AtenNode node) {
    Argument first = node.inputs().get(node.inputs().containsKey("self") ? "self" : "input");
    return first instanceof Argument.Named named ? Optional.of(named.name()) : Optional.empty();
  }

  /** Notes what a node makes that does not work in place. */
  void made(AtenNode node, List<String> outputs, Map<String, TensorMeta> shapes) {
    String kind = node.kind();
    Optional<String> first = first(node);
    if (first.isEmpty() || !VIEWS.contains(kind)) {
      return;
    }
    String root = roots.getOrDefault(first.get(), first.get());
    for (String output : outputs) {
      roots.put(output, root);
      views.computeIfAbsent(root, key -> new ArrayList<>()).add(output);
    }
    if (kind.equals("slice") && whole(node, "step", 1) == 1) {
      slice(node, shapes.get(first.get()))
          .ifPresent(slice -> slices.put(outputs.get(0), slice.of(first.get())));
    }
  }

  private static Optional<Slice> slice(AtenNode node, @Nullable TensorMeta meta) {
    long axis = whole(node, "dim", 0);
    if (meta == null || axis < -meta.sizes().size() || axis >= meta.sizes().size()) {
      return Optional.empty();
    }
    long extent = meta.sizes().get(AtenCall.axis(axis, meta.sizes().size()));
    long start = place(whole(node, "start", 0), extent);
    long end = place(whole(node, "end", Long.MAX_VALUE), extent);
    return extent < 1 || start >= end
        ? Optional.empty()
        : Optional.of(new Slice("", axis, start, end == extent ? Long.MAX_VALUE : end));
  }

  /** A place on an axis, which may be counted from its end. */
  private static long place(long place, long extent) {
    return Math.max(Math.min(place < 0 ? place + extent : place, extent), 0);
  }

  /** An integer; one that is no place for anything else. */
  private static long whole(AtenNode node, String name, long otherwise) {
    Argument argument = node.inputs().getOrDefault(name, new Argument.None());
    return argument instanceof Argument.Whole whole
        ? whole.value()
        : argument instanceof Argument.None ? otherwise : Long.MIN_VALUE / 2;
  }

  /** The slices through which a value looks at another one, its own first. */
  List<Slice> path(String value) {
    List<Slice> path = new ArrayList<>();
    String at = value;
    while (slices.containsKey(at) && path.size() < DEEPEST) {
      Slice slice = slices.getOrDefault(at, new Slice(at, 0, 0, 0));
      path.add(slice);
      at = slice.base();
    }
    return path;
  }

  /** From now on the name stands for the result; other views of its memory for nothing. */
  void change(String name, String result) {
    String root = roots.getOrDefault(name, name);
    stale.addAll(views.getOrDefault(root, List.of()));
    stale.add(root);
    stale.remove(name);
    changed.put(name, result);
    roots.put(result, root);
    views.put(root, new ArrayList<>(List.of(name, result))); // all others are out of date for good
  }

  /**
   * What a name stands for now.
   *
   * @throws Unsupported if that was changed through another name
   */
  String current(String name) {
    String at = name;
    for (int i = 0; i < DEEPEST && !stale.contains(at) && changed.containsKey(at); i++) {
      at = changed.getOrDefault(at, at);
    }
    if (stale.contains(at) || changed.containsKey(at)) {
      throw new Unsupported(
          "it reads \"" + name + "\", which an operator before has changed in place");
    }
    return at;
  }
}
