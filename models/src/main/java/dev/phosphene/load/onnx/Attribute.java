package dev.phosphene.load.onnx;

import dev.phosphene.load.Wire;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The value of ONNX's {@code AttributeProto}. */
sealed interface Attribute {
  /** {@code INT}. */
  record Int(long value) implements Attribute {}

  /** {@code FLOAT}. */
  record Real(float value) implements Attribute {}

  /** {@code STRING}. */
  record Text(String value) implements Attribute {}

  /** {@code TENSOR}. */
  record Tensor(TensorProto value) implements Attribute {}

  /** {@code INTS}. */
  record Ints(List<Long> values) implements Attribute {}

  /** {@code FLOATS}. */
  record Reals(List<Float> values) implements Attribute {}

  /** {@code STRINGS}. */
  record Texts(List<String> values) implements Attribute {}

  /** A graph, or something else that no supported operator takes. */
  record Other() implements Attribute {}

  /** Maximum length of a list of numbers in an attribute; weights are tensors. */
  int MOST = 1 << 16;

  /** Reads one attribute into {@code attributes}. */
  static void read(Wire wire, Map<String, Attribute> attributes) {
    String name = "";
    long type = 0;
    @Nullable Attribute single = null;
    LongStream.Builder integers = LongStream.builder();
    int integerCount = 0;
    List<Float> reals = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> name = wire.text();
        case 2 -> single = new Real(wire.real());
        case 3 -> single = new Int(wire.integer());
        case 4 -> single = new Text(wire.text());
        case 5 -> single = new Tensor(TensorProto.read(wire.message()));
        case 7 -> {
          FloatBuffer some = wire.fixed().asFloatBuffer();
          while (some.hasRemaining() && reals.size() <= MOST) {
            reals.add(some.get());
          }
        }
        case 8 -> {
          integerCount += wire.countIntegers();
          if (integerCount <= MOST) {
            wire.integers(integers);
          }
        }
        case 9 -> texts.add(wire.text());
        case 20 -> type = wire.integer();
        default -> {}
      }
      if (integerCount > MOST || reals.size() > MOST || texts.size() > MOST) {
        throw wire.damaged("attribute \"" + name + "\" has more than " + MOST + " values");
      }
    }
    Attribute value = value(type, single, integers.build().boxed().toList(), reals, texts);
    if (attributes.put(name, value) != null) {
      throw wire.damaged("a node has two attributes \"" + name + "\"");
    }
  }

  /** Returns the value; the type identifies empty lists, but the first ONNX versions lack it. */
  private static Attribute value(
      long type,
      @Nullable Attribute single,
      List<Long> integers,
      List<Float> reals,
      List<String> texts) {
    if (type == 7 || (type == 0 && !integers.isEmpty())) {
      return new Ints(integers);
    } else if (type == 6 || (type == 0 && !reals.isEmpty())) {
      return new Reals(List.copyOf(reals));
    } else if (type == 8 || (type == 0 && !texts.isEmpty())) {
      return new Texts(List.copyOf(texts));
    } else if (type == 1 && single == null) {
      return new Real(0); // a writer may leave out zeros
    } else if (type == 2 && single == null) {
      return new Int(0);
    } else if (type == 3 && single == null) {
      return new Text("");
    }
    return single == null ? new Other() : single;
  }
}
