package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.onnx.Translation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One call of an operator while it is translated: its arguments, and the nodes it becomes. */
final class AtenCall {
  private final ExportImporter importer;
  private final AtenNode node;
  private final String label;
  private final List<String> outputs;

  AtenCall(ExportImporter importer, AtenNode node, String label, List<String> outputs) {
    this.importer = importer;
    this.node = node;
    this.label = label;
    this.outputs = outputs;
  }

  // Arguments, by their names in the operator's schema.

  private Optional<Argument> argument(String name) {
    Argument argument = node.inputs().get(name);
    return argument == null || argument instanceof Argument.None
        ? Optional.empty()
        : Optional.of(argument);
  }

  private static Unsupported wrong(String name, String expected) {
    return new Unsupported("its argument \"" + name + "\" is not " + expected);
  }

  boolean has(String name) {
    return argument(name).isPresent();
  }

  /** The name of a tensor. */
  String tensor(String name) {
    return optional(name).orElseThrow(() -> wrong(name, "a tensor"));
  }

  /** The name of a tensor that may be absent. */
  Optional<String> optional(String name) {
    return argument(name)
        .map(
            argument -> {
              if (argument instanceof Argument.Named named) {
                return importer.current(named.name());
              }
              throw wrong(name, "a tensor");
            });
  }

  /** The names of several tensors; empty for those that are left out. */
  List<String> tensors(String name) {
    List<String> tensors = new ArrayList<>();
    for (Argument item : items(name)) {
      if (item instanceof Argument.Named named) {
        tensors.add(importer.current(named.name()));
      } else if (item instanceof Argument.None) {
        tensors.add("");
      } else {
        throw wrong(name, "a list of tensors");
      }
    }
    return tensors;
  }

  private List<Argument> items(String name) {
    Argument argument = argument(name).orElseThrow(() -> wrong(name, "a list"));
    return argument instanceof Argument.Several several ? several.items() : List.of(argument);
  }

  /** An integer that is known. */
  long whole(String name, long otherwise) {
    Argument argument = argument(name).orElse(new Argument.Whole(otherwise));
    if (argument instanceof Argument.Whole whole) {
      return whole.value();
    }
    throw wrong(name, "an integer that the file gives");
  }

  boolean flag(String name, boolean otherwise) {
    return whole(name, otherwise ? 1 : 0) != 0;
  }

  double real(String name, double otherwise) {
    Argument argument = argument(name).orElse(new Argument.Real(otherwise));
    if (argument instanceof Argument.Real real) {
      return real.value();
    } else if (argument instanceof Argument.Whole whole) {
      return whole.value();
    }
    throw wrong(name, "a number");
  }

  String text(String name, String otherwise) {
    Argument argument = argument(name).orElse(new Argument.Text(otherwise));
    if (argument instanceof Argument.Text text) {
      return text.value();
    }
    throw wrong(name, "a text");
  }

  /** Whether it is given, and has fractions. */
  boolean isReal(String name) {
    return argument(name).orElse(new Argument.None()) instanceof Argument.Real;
  }

  boolean isText(String name) {
    return argument(name).orElse(new Argument.None()) instanceof Argument.Text;
  }

  /** Integers that are known; a single one stands for a list. */
  List<Long> wholes(String name, List<Long> otherwise) {
    if (!has(name)) {
      return otherwise;
    }
    List<Long> wholes = new ArrayList<>();
    for (Argument item : items(name)) {
      if (!(item instanceof Argument.Whole whole)) {
        throw wrong(name, "a list of integers that the file gives");
      }
      wholes.add(whole.value());
    }
    return wholes;
  }

  /** Two integers: for rows and for columns. */
  List<Long> pair(String name, long otherwise) {
    List<Long> given = wholes(name, List.of(otherwise));
    if (given.isEmpty() || given.size() > 2) {
      throw wrong(name, "one or two integers");
    }
    return List.of(given.get(0), given.get(given.size() - 1));
  }

  /** Numbers that are known. */
  List<Double> reals(String name) {
    List<Double> reals = new ArrayList<>();
    for (Argument item : items(name)) {
      if (item instanceof Argument.Whole whole) {
        reals.add((double) whole.value());
      } else if (item instanceof Argument.Real real) {
        reals.add(real.value());
      } else {
        throw wrong(name, "a list of numbers");
      }
    }
    return reals;
  }

  /** A value that is a tensor, a symbol, or a number. */
  String operand(String name) {
    Argument argument = argument(name).orElseThrow(() -> wrong(name, "given"));
    if (argument instanceof Argument.Named named) {
      return importer.current(named.name());
    }
    boolean whole = argument instanceof Argument.Whole;
    return number(name, real(name, 0), !whole);
  }

  /** A list of integers of which some may be symbols, as a value. */
  String sizes(String name, long inPlaceOfMinusOne) {
    List<String> parts = new ArrayList<>();
    List<Long> known = new ArrayList<>();
    for (Argument item : items(name)) {
      if (item instanceof Argument.Whole whole) {
        long size = whole.value() == -1 ? inPlaceOfMinusOne : whole.value();
        parts.add(list(name, List.of(size)));
        known.add(size);
      } else if (item instanceof Argument.Named symbol) {
        parts.add(importer.current(symbol.name()));
      } else {
        throw wrong(name, "a list of integers");
      }
    }
    if (known.size() == parts.size()) {
      return list(name, known);
    }
    String joined = importer.unused(label + "/" + name);
    importer
        .translation()
        .node(joined, node.target(), "Concat", parts, List.of(joined))
        .with("axis", 0);
    return joined;
  }

  // What the file tells of values.

  /** The extents of a tensor; −1 for one that is not fixed. */
  List<Long> extents(String value) {
    return importer.meta(value).sizes();
  }

  /** How far the values of a tensor lie from each other along each axis. */
  List<Long> strides(String value) {
    return importer.meta(value).strides();
  }

  /** One of them. */
  long extent(String value, long axis) {
    List<Long> extents = extents(value);
    long size = extents.get(axis(axis, extents.size()));
    if (size < 1) {
      throw new Unsupported("axis " + axis + " of \"" + value + "\" has no fixed size");
    }
    return size;
  }

  /** Whether its elements are true or false. */
  boolean isTruth(String value) {
    return importer.meta(value).type().equals("BOOL");
  }

  int rank(String value) {
    return extents(value).size();
  }

  /** An axis counted from 0. */
  static int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw new Unsupported("there is no axis " + axis + " among " + rank);
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  // Nodes.

  /** What the operator puts out, by the names that the file gives. */
  List<String> outputs() {
    return outputs;
  }

  /** The name of the operator without its overload. */
  String kind() {
    return node.kind();
  }

  /** The node that bears this call's name; its output is the first one. */
  Translation.Draft emit(String op, String... inputs) {
    return importer
        .translation()
        .node(label, node.target(), op, List.of(inputs), List.of(outputs.get(0)));
  }

  /** The same with all outputs. */
  Translation.Draft emitAll(String op, String... inputs) {
    return importer.translation().node(label, node.target(), op, List.of(inputs), outputs);
  }

  /** A node that makes one of several outputs. */
  Translation.Draft emitOne(int output, String op, String... inputs) {
    String name = outputs.get(output);
    return importer
        .translation()
        .node(label + "/" + output, node.target(), op, List.of(inputs), List.of(name));
  }

  /** A node on the way, and the name of its output. */
  record Step(String name, Translation.Draft draft) {}

  /** A node on the way to the one that bears this call's name. */
  Step step(String suffix, String op, String... inputs) {
    String name = importer.unused(label + "/" + suffix);
    Translation.Draft draft =
        importer.translation().node(name, node.target(), op, List.of(inputs), List.of(name));
    return new Step(name, draft);
  }

  /** Notes that the call cannot be translated. */
  void refuse(String reason) {
    importer.translation().refuse(label, node.target(), List.of(), outputs, reason);
  }

  /** A number as a value. */
  String number(String title, double value, boolean real) {
    String name = importer.unused(label + "/" + title);
    importer.translation().constant(name, name, List.of(), real, value);
    return name;
  }

  /** Integers as a value. */
  String list(String title, List<Long> values) {
    double[] numbers = values.stream().mapToDouble(v -> v).toArray();
    return array(title, List.of(numbers.length), false, numbers);
  }

  /** An array of numbers as a value. */
  String array(String title, List<Integer> extents, boolean real, double... numbers) {
    String name = importer.unused(label + "/" + title);
    importer.translation().constant(name, name, extents, real, numbers);
    return name;
  }

  /** As many equal numbers as a value. */
  String filled(String title, long count, double value) {
    if (count < 1 || count > 1 << 20) {
      throw new Unsupported("an array of " + count + " numbers");
    }
    double[] numbers = new double[(int) count];
    Arrays.fill(numbers, value);
    return array(title, List.of(numbers.length), true, numbers);
  }
}
