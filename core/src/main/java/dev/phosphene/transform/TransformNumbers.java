package dev.phosphene.transform;

import dev.phosphene.text.Cursor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Parses numbers in the text form of {@link TransformSpec}. */
final class TransformNumbers {
  private static final int MOST = 10_000;

  private TransformNumbers() {}

  /**
   * Parses numbers to choose from: {@code 1+1.5}, {@code -10..10}, {@code 0.9..1.1/0.02} for a
   * range with a step other than 1, {@code 0x5} for a number five times. Ranges are computed in
   * decimals, so that their values are those that one would write out.
   *
   * @param otherwise message if a number is absent or not within {@code least} to {@code most}
   */
  static List<Double> choices(Cursor cursor, double least, double most, String otherwise) {
    List<Double> values = new ArrayList<>();
    do {
      int start = cursor.position();
      BigDecimal first = cursor.number(least, most, otherwise);
      if (cursor.accept("..")) {
        BigDecimal last = cursor.number(least, most, otherwise);
        values.addAll(range(first, last, cursor, start));
      } else {
        int times = cursor.accept("x") ? cursor.integer(1, MOST, "expected a number of times") : 1;
        for (int i = 0; i < times; i++) {
          values.add(first.doubleValue());
        }
      }
      if (values.size() > MOST) {
        cursor.back(start);
        throw cursor.fault("more than " + MOST + " numbers to choose from");
      }
    } while (cursor.accept("+"));
    return values;
  }

  /** Returns a copy without negative zeros, which would not parse back. */
  static List<Double> checked(String what, List<Double> values, double least, double most) {
    TransformLimits.check("the number of choices", values.size(), 1, MOST);
    values.forEach(value -> TransformLimits.check(what, value, least, most));
    return values.stream().map(value -> value + 0.0).toList();
  }

  private static List<Double> range(BigDecimal first, BigDecimal last, Cursor cursor, int start) {
    BigDecimal length = last.subtract(first).abs();
    BigDecimal step =
        cursor.accept("/")
            ? cursor.number(0, Double.MAX_VALUE, "expected the range's step, such as 0.1")
            : BigDecimal.ONE;
    if (step.signum() == 0
        || length.compareTo(step.multiply(BigDecimal.valueOf(MOST))) >= 0
        || length.remainder(step).signum() != 0) {
      cursor.back(start);
      throw cursor.fault(
          "steps of "
              + step
              + " do not lead from "
              + first
              + " to "
              + last
              + "; give another /step");
    }
    BigDecimal way = last.compareTo(first) < 0 ? step.negate() : step;
    int steps = length.divideToIntegralValue(step).intValueExact();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i <= steps; i++) {
      values.add(first.add(way.multiply(BigDecimal.valueOf(i))).doubleValue());
    }
    return values;
  }

  /** Returns the text, with ranges of three or more numbers, that parses back as {@code values}. */
  static String text(List<Double> values) {
    List<String> parts = new ArrayList<>();
    int i = 0;
    while (i < values.size()) {
      BigDecimal first = decimal(values.get(i));
      int run = run(values, i);
      int times = 1;
      while (i + times < values.size() && values.get(i + times).equals(values.get(i))) {
        times++;
      }
      if (run >= 3) {
        BigDecimal step = decimal(values.get(i + 1)).subtract(first).abs();
        boolean one = step.compareTo(BigDecimal.ONE) == 0;
        String range = text(values.get(i)) + ".." + text(values.get(i + run - 1));
        parts.add(one ? range : range + "/" + step.stripTrailingZeros().toPlainString());
        i += run;
      } else {
        parts.add(times == 1 ? text(values.get(i)) : text(values.get(i)) + "x" + times);
        i += times;
      }
    }
    return String.join("+", parts);
  }

  /** Returns {@code 224} or {@code 300x200}: width, height. */
  static String size(int h, int w) {
    return h == w ? Integer.toString(w) : w + "x" + h;
  }

  /** Returns the shortest decimal without an exponent that parses back as {@code value}. */
  static String text(double value) {
    return decimal(value).stripTrailingZeros().toPlainString();
  }

  /** Returns how many values from {@code start} on are evenly spaced, by a step other than 0. */
  private static int run(List<Double> values, int start) {
    if (start + 1 >= values.size() || values.get(start).equals(values.get(start + 1))) {
      return 1;
    }
    BigDecimal step = decimal(values.get(start + 1)).subtract(decimal(values.get(start)));
    int end = start + 2;
    while (end < values.size()
        && decimal(values.get(end)).subtract(decimal(values.get(end - 1))).compareTo(step) == 0) {
      end++;
    }
    return end - start;
  }

  private static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(value);
  }
}
