package dev.phosphene.optim;

import dev.phosphene.error.InputException;
import dev.phosphene.text.Cursor;
import dev.phosphene.text.Nearest;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A learning-rate schedule as a value with a text form.
 *
 * <pre>
 * rates = curve [ "+warm-up:" steps ]
 * curve = "constant"
 *       | "linear" [ ":" last ]     linearly to this share of the learning rate at the last step
 *       | "cosine" [ ":" last ]     the same along half a cosine
 * last  = number                    0 if it is not given
 * </pre>
 *
 * <pre>{@code
 * LearningRate schedule = Schedule.parse("cosine:0.1+warm-up:20").schedule(0.05, 512);
 * }</pre>
 *
 * @param curve its shape
 * @param last share of the learning rate at the last step; 1 for a constant
 * @param warmUp number of steps, from the first, over which the rate rises linearly to the curve; 0
 *     or 1 for none
 */
public record Schedule(Curve curve, double last, int warmUp) {
  /** A constant learning rate. */
  public static final Schedule CONSTANT = new Schedule(Curve.CONSTANT, 1, 0);

  private static final int MOST_STEPS = 1_000_000;
  private static final double MOST = 1000;

  /** The curve from the first learning rate to the last. */
  public enum Curve {
    CONSTANT,
    LINEAR,
    COSINE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Schedule {
    if (curve == Curve.CONSTANT ? last != 1 : !(last >= 0 && last <= MOST)) {
      throw new InputException(curve + " cannot end at " + last + " of the learning rate");
    }
    if (warmUp < 0 || warmUp > MOST_STEPS) {
      throw new InputException("the warm-up takes 0 to " + MOST_STEPS + " steps, not " + warmUp);
    }
    last = last + 0.0; // no negative zero, which would not read back
  }

  /**
   * Parses the text form.
   *
   * @throws InputException with the text and a caret under the error
   */
  public static Schedule parse(String text) {
    Cursor cursor = new Cursor("the schedule", text);
    Curve curve = curve(cursor);
    double last = curve == Curve.CONSTANT ? 1 : 0;
    if (curve != Curve.CONSTANT && cursor.accept(":")) {
      last =
          cursor
              .number(0, MOST, "expected a share of the learning rate, such as 0.1")
              .doubleValue();
    }
    int warmUp = 0;
    if (cursor.accept("+")) {
      cursor.expect("warm-up:", "expected warm-up: and a number of steps");
      warmUp = cursor.integer(0, MOST_STEPS, "expected a number of steps, 0 to " + MOST_STEPS);
    }
    if (!cursor.atEnd()) {
      throw cursor.fault("expected the end here, or a warm-up such as +warm-up:20");
    }
    return new Schedule(curve, last, warmUp);
  }

  private static Curve curve(Cursor cursor) {
    int start = cursor.position();
    String name = cursor.word();
    for (Curve curve : Curve.values()) {
      if (curve.toString().equals(name)) {
        return curve;
      }
    }
    List<String> names = Arrays.stream(Curve.values()).map(Curve::toString).toList();
    cursor.back(start);
    throw cursor.fault("expected one of " + String.join(", ", names) + Nearest.hint(name, names));
  }

  /** Returns the rates of a run whose learning rate is {@code rate}. */
  public LearningRate schedule(double rate, int steps) {
    LearningRate schedule =
        switch (curve) {
          case CONSTANT -> LearningRate.constant(rate);
          case LINEAR -> LearningRate.linear(rate, rate * last, steps);
          case COSINE -> LearningRate.cosine(rate, rate * last, steps);
        };
    return warmUp <= 1 ? schedule : schedule.warmUp(warmUp);
  }

  /** Returns the text form. */
  @Override
  public String toString() {
    boolean plain = curve == Curve.CONSTANT || last == 0;
    String end = BigDecimal.valueOf(last).stripTrailingZeros().toPlainString();
    return curve + (plain ? "" : ":" + end) + (warmUp == 0 ? "" : "+warm-up:" + warmUp);
  }
}
