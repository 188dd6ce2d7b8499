package dev.phosphene.load.tensorflow;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * TensorFlow's {@code AttrValue}: one of several kinds, read on demand.
 *
 * @param name its name, for messages
 * @param body the message
 */
record FrozenAttribute(String name, Wire body) {
  private static final int LIST = 1;
  private static final int TEXT = 2;
  private static final int INTEGER = 3;
  private static final int REAL = 4;
  private static final int TRUTH = 5;
  private static final int TYPE = 6;
  private static final int SHAPE = 7;
  private static final int TENSOR = 8;

  /** Maximum length of a list of sizes. */
  private static final int LONGEST = 64;

  private Wire at(int field, String expected) {
    Wire wire = body.again();
    while (wire.next()) {
      if (wire.field() == field) {
        return wire;
      }
    }
    throw new Unsupported("its attribute \"" + name + "\" is not " + expected);
  }

  long integer() {
    return at(INTEGER, "an integer").integer();
  }

  float real() {
    return at(REAL, "a number").real();
  }

  boolean truth() {
    return at(TRUTH, "true or false").integer() != 0;
  }

  String text() {
    return at(TEXT, "a text").name();
  }

  int type() {
    return (int) at(TYPE, "a type").integer();
  }

  TensorDef tensor() {
    return TensorDef.read(name, at(TENSOR, "a tensor").message());
  }

  /** Returns the extents, −1 where open; none if even the rank is open. */
  List<Long> shape() {
    return TensorDef.shape(at(SHAPE, "a shape").message());
  }

  /** Returns a list of integers. */
  List<Long> integers() {
    LongStream.Builder list = LongStream.builder();
    int count = 0;
    Wire wire = at(LIST, "a list").message();
    while (wire.next()) {
      if (wire.field() == INTEGER) {
        count += wire.countIntegers();
        if (count > LONGEST) {
          throw new Unsupported(
              "its attribute \"" + name + "\" is a list of " + count + " numbers");
        }
        wire.integers(list);
      }
    }
    List<Long> values = new ArrayList<>();
    list.build().forEach(values::add);
    return values;
  }
}
