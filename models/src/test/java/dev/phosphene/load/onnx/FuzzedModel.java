package dev.phosphene.load.onnx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Makes a well-formed ONNX file out of any bytes: they choose operators, inputs, attributes and
 * numbers, mostly small ones, at times wild ones.
 */
final class FuzzedModel {
  private static final List<String> OPERATORS = List.copyOf(new TreeSet<>(Operators.names()));

  private static final List<String> ATTRIBUTES =
      List.of(
          "axis",
          "axes",
          "perm",
          "pads",
          "strides",
          "dilations",
          "kernel_shape",
          "group",
          "to",
          "alpha",
          "beta",
          "epsilon",
          "auto_pad",
          "ceil_mode",
          "count_include_pad",
          "keepdims",
          "split",
          "num_outputs",
          "starts",
          "ends",
          "scales",
          "mode",
          "size",
          "bias",
          "value",
          "value_ints",
          "value_floats",
          "value_int",
          "transA",
          "transB",
          "allowzero",
          "min",
          "max",
          "coordinate_transformation_mode",
          "nearest_mode",
          "blocksize",
          "equation",
          "start",
          "end",
          "output_padding",
          "output_shape",
          "noop_with_empty_axes",
          "num_groups",
          "approximate");

  private static final List<String> TEXTS =
      List.of(
          "SAME_UPPER",
          "SAME_LOWER",
          "VALID",
          "NOTSET",
          "linear",
          "nearest",
          "cubic",
          "floor",
          "half_pixel",
          "align_corners",
          "asymmetric",
          "constant",
          "reflect",
          "edge",
          "ceil",
          "DCR");

  private static final long[] WILD = {
    Long.MAX_VALUE, Long.MIN_VALUE, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32, 65536, 4096, -1
  };

  private static final String[] PLACES = {
    "weights.bin", "../secret.bin", "sub/../../secret.bin", "link.bin", "sub", "/", "..", "x\0y"
  };

  private final byte[] bytes;
  private int at;

  private FuzzedModel(byte[] bytes) {
    this.bytes = bytes;
  }

  /** The file that {@code bytes} stand for. */
  static byte[] file(byte[] bytes) {
    return new FuzzedModel(bytes).build();
  }

  /** The next byte, 0 to 255; zeros behind the last. */
  private int next() {
    return at < bytes.length ? bytes[at++] & 255 : 0;
  }

  private <T> T one(List<T> list) {
    return list.get(next() % list.size());
  }

  private byte[] build() {
    OnnxBuilder builder = new OnnxBuilder(7 + next() % 20);
    int kind = next();
    long channels = kind % 8 == 7 ? number() : 1 + kind % 8;
    long[] shape = {kind % 3 - 1, channels, 4 + next() % 13, 4 + next() % 13};
    builder.input("x", kind == 255 ? new long[] {number(), number(), number(), number()} : shape);
    builder.output("y");
    List<String> names = new ArrayList<>(List.of("x"));
    for (int i = 0; i < 40 && at < bytes.length; i++) {
      if (next() % 3 == 0) {
        constant(builder, "k" + i);
        names.add("k" + i);
      } else {
        node(builder, "n" + i, names);
      }
    }
    return builder.toBytes();
  }

  private void node(OnnxBuilder builder, String name, List<String> names) {
    List<String> inputs = new ArrayList<>();
    String operator = one(OPERATORS);
    int count = next() % 5;
    for (int i = 0; i < count; i++) {
      // Mostly what came last, so that nodes build upon each other.
      int back = next();
      inputs.add(back == 255 ? "" : names.get(Math.max(0, names.size() - 1 - back % 6)));
    }
    ProtoWriter[] attributes = new ProtoWriter[next() % 4];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] = attribute();
    }
    List<String> outputs = next() % 8 == 0 ? List.of(name, name + "b") : List.of(name);
    builder.node(operator, name, inputs, outputs, attributes);
    names.addAll(outputs);
  }

  private ProtoWriter attribute() {
    String name = one(ATTRIBUTES);
    return switch (next() % 6) {
      case 0 -> OnnxBuilder.integer(name, number());
      case 1 -> OnnxBuilder.real(name, real());
      case 2 -> OnnxBuilder.text(name, one(TEXTS));
      case 3 -> OnnxBuilder.reals(name, reals(next() % 5));
      case 4 -> OnnxBuilder.tensor(name, OnnxBuilder.floats("", new long[] {1}, real()));
      default -> OnnxBuilder.ints(name, numbers());
    };
  }

  private void constant(OnnxBuilder builder, String name) {
    int rank = next() % 6;
    int kind = next() % 8;
    long[] extents = new long[rank];
    int size = 1;
    for (int i = 0; i < rank; i++) {
      extents[i] = next() % 7;
      size *= (int) extents[i];
    }
    if (kind < 3) {
      builder.integers(name, numbers());
    } else if (kind < 6) {
      builder.weight(name, extents, reals(size));
    } else if (kind == 6) { // far too many, or none of them
      builder.tensor(OnnxBuilder.head(name, next() % 24, numbers()).bytes(9, new byte[size]));
    } else {
      builder.tensor(
          OnnxBuilder.head(name, 1, extents)
              .integer(14, 1)
              .message(13, entry("location", PLACES[next() % PLACES.length]))
              .message(13, entry("offset", String.valueOf(next() % 2 == 0 ? 0 : number()))));
    }
  }

  private static ProtoWriter entry(String key, String value) {
    return new ProtoWriter().text(1, key).bytes(2, value.getBytes(StandardCharsets.UTF_8));
  }

  private long[] numbers() {
    long[] numbers = new long[next() % 7];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number();
    }
    return numbers;
  }

  private long number() {
    int choice = next();
    return choice < 240 ? choice % 24 - 4 : WILD[choice % WILD.length];
  }

  private float[] reals(int count) {
    float[] reals = new float[count];
    for (int i = 0; i < count; i++) {
      reals[i] = i < 64 ? real() : 0.5f;
    }
    return reals;
  }

  private float real() {
    int choice = next();
    return switch (choice) {
      case 255 -> Float.NaN;
      case 254 -> Float.POSITIVE_INFINITY;
      case 253 -> Float.NEGATIVE_INFINITY;
      case 252 -> Float.MAX_VALUE;
      case 251 -> Float.MIN_VALUE;
      default -> (choice - 64) / 16f;
    };
  }
}
