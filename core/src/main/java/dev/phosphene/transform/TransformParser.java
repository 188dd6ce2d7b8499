package dev.phosphene.transform;

import dev.phosphene.error.InputException;
import dev.phosphene.text.Cursor;
import dev.phosphene.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses the text form of {@link TransformSpec}. */
final class TransformParser {
  /** A valid text of each step, by its name. */
  private static final Map<String, String> EXAMPLES = new LinkedHashMap<>();

  static {
    EXAMPLES.put("pad", "pad:12");
    EXAMPLES.put("jitter", "jitter:8");
    EXAMPLES.put("scale", "scale:0.9..1.1/0.05");
    EXAMPLES.put("rotate", "rotate:-10..10");
    EXAMPLES.put("flip", "flip");
    EXAMPLES.put("crop", "crop:224x224");
    EXAMPLES.put("resize", "resize:224x224");
    EXAMPLES.put("blur", "blur:1.5");
    EXAMPLES.put("noise", "noise:0.08/0.04");
    EXAMPLES.put("roll", "roll:32");
    EXAMPLES.put("crops", "crops:32/224");
  }

  private final Cursor cursor;
  private final List<TransformStep> steps = new ArrayList<>();

  private TransformParser(Cursor cursor) {
    this.cursor = cursor;
  }

  static TransformSpec parse(String text) {
    TransformParser parser = new TransformParser(new Cursor("the transforms", text));
    do {
      parser.link();
    } while (parser.cursor.accept(","));
    if (!parser.cursor.atEnd()) {
      throw parser.cursor.fault("expected a comma and another step, or the end");
    }
    return new TransformSpec(parser.steps);
  }

  private void link() {
    int start = cursor.position();
    String name = cursor.word();
    boolean valued = cursor.accept(":");
    TransformSpec chain = valued ? null : TransformSpec.named().get(name);
    if (chain == null) {
      steps.add(step(name, valued, start));
    } else if (chain.steps().isEmpty() && !(steps.isEmpty() && cursor.atEnd())) {
      throw fault(start, name + " must stand alone");
    } else {
      steps.addAll(chain.steps());
    }
  }

  private TransformStep step(String name, boolean valued, int start) {
    String example = EXAMPLES.get(name);
    if (example == null) {
      throw fault(start, unknown(name, valued));
    }
    if (valued != example.contains(":")) {
      throw fault(
          start, name + (valued ? " takes no number" : " needs a number, such as " + example));
    }
    return switch (name) {
      case "pad" -> new GeometricStep.Pad(pixels(0));
      case "jitter" -> new GeometricStep.Jitter(pixels(0));
      case "scale" ->
          new GeometricStep.Scale(
              choices("a factor", TransformLimits.SMALLEST_FACTOR, TransformLimits.LARGEST_FACTOR));
      case "rotate" ->
          new GeometricStep.Rotate(
              choices("an angle", -TransformLimits.ANGLE, TransformLimits.ANGLE));
      case "flip" -> new GeometricStep.Flip();
      case "crop" -> {
        int width = pixels(1);
        yield new GeometricStep.Crop(height(width), width);
      }
      case "resize" -> {
        int width = pixels(1);
        yield new Resize(height(width), width);
      }
      case "blur" -> new Blur(deviation("in pixels"));
      case "noise" -> noise();
      case "roll" -> new Roll(pixels(0));
      case "crops" -> crops();
      default -> throw new IllegalStateException(name);
    };
  }

  private static String unknown(String name, boolean valued) {
    if (valued && TransformSpec.named().containsKey(name)) {
      return name + " takes no number";
    }
    Set<String> names = new LinkedHashSet<>(TransformSpec.named().keySet());
    names.addAll(EXAMPLES.keySet());
    String known = "there are " + String.join(", ", names);
    String hint = Nearest.hint(name, names);
    return name.isEmpty()
        ? "expected a step here; " + known
        : "there is no step \"" + name + "\"" + (hint.isEmpty() ? "; " + known : hint);
  }

  private int pixels(int least) {
    String expected =
        "expected a number of pixels, " + TransformLimits.range(least, TransformLimits.PIXELS);
    return cursor.integer(least, TransformLimits.PIXELS, expected);
  }

  private int height(int width) {
    return cursor.accept("x") ? pixels(1) : width;
  }

  private double deviation(String what) {
    String expected =
        "expected a deviation " + what + ", " + TransformLimits.range(0, TransformLimits.DEVIATION);
    return cursor.number(0, TransformLimits.DEVIATION, expected).doubleValue();
  }

  private List<Double> choices(String what, double least, double most) {
    String expected = "expected " + what + ", " + TransformLimits.range(least, most);
    return TransformNumbers.choices(cursor, least, most, expected);
  }

  private Noise noise() {
    double deviation = deviation("of the noise");
    return new Noise(deviation, cursor.accept("/") ? deviation("of the uniform noise") : 0);
  }

  private Crops crops() {
    int count =
        cursor.integer(
            1, TransformLimits.CROPS, "expected a number of crops, 1 to " + TransformLimits.CROPS);
    Crops crops = new Crops(count);
    boolean more = cursor.accept("/");
    if (more && !rangeFollows()) {
      crops = crops.onto(pixels(1));
      more = cursor.accept("/");
    }
    if (more) {
      String expected = "expected a crop's side at the beginning and the end, such as 0.5..0.05";
      double first = cursor.number(0, 1, expected).doubleValue();
      cursor.expect("..", expected);
      double last = cursor.number(0, 1, expected).doubleValue();
      crops = new Crops(count, crops.size(), first, last);
    }
    return crops;
  }

  /** Returns whether a number and two dots come next. */
  private boolean rangeFollows() {
    int start = cursor.position();
    cursor.number(0, TransformLimits.PIXELS, "expected the crops' size in pixels, such as 224");
    boolean range = cursor.accept("..");
    cursor.back(start);
    return range;
  }

  private InputException fault(int position, String message) {
    cursor.back(position);
    return cursor.fault(message);
  }
}
