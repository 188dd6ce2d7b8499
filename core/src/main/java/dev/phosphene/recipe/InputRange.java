package dev.phosphene.recipe;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.text.Nearest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The preprocessing between the image and the network, and its text form:
 *
 * <pre>
 *   model                                the model's own
 *   tf | torch | caffe                   the conventions of Keras and torchvision
 *   0..1 | 0..255 | LOW..HIGH            a range
 *   mean=M,std=S                         (x − M) / S, of one number or of one for each channel
 *   0..255,mean=104,117,123,bgr          all together; std is 1 and mean 0 unless they are given
 * </pre>
 *
 * <p>Mean and std are in the units of the range, in the network's channel order. Without a range
 * they are for 0…1, or for 0…255 if one of them is above 1. A network of one channel sees luma; of
 * three numbers it uses the luma, and the color order applies to them alone.
 *
 * @param text the shortest text form
 * @param preprocessing empty for the model's own
 */
public record InputRange(String text, Optional<Preprocessing> preprocessing) {
  /** The preprocessing the model was trained with, as far as it is known. */
  public static final InputRange MODEL = new InputRange("model", Optional.empty());

  /** RGB in [−1, 1]. */
  public static final InputRange TF = new InputRange("tf", Optional.of(Preprocessing.TF));

  /** BGR in 0…255 minus the mean. */
  public static final InputRange CAFFE = new InputRange("caffe", Optional.of(Preprocessing.CAFFE));

  /** RGB standardized by ImageNet's mean and standard deviation. */
  public static final InputRange TORCH = new InputRange("torch", Optional.of(Preprocessing.TORCH));

  /** RGB in [0, 1]. */
  public static final InputRange NONE = new InputRange("0..1", Optional.of(Preprocessing.NONE));

  /** The accepted forms, for help. */
  public static final String FORMS = "model, tf, torch, caffe, 0..1, 0..255, mean=…,std=…[,bgr]";

  private static final List<InputRange> NAMED = List.of(MODEL, TF, CAFFE, TORCH, NONE);
  private static final String NUMBER = "[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";
  private static final Pattern RANGE = Pattern.compile("(" + NUMBER + ")\\.\\.(" + NUMBER + ")");
  private static final int COLORS = 3;

  /**
   * Parses the text form.
   *
   * @throws InputException if it is invalid; the message lists the forms
   */
  public static InputRange parse(String text) {
    String plain = text.strip().toLowerCase(Locale.ROOT);
    if (plain.equals("none")) {
      return NONE; // name used by earlier versions
    }
    for (InputRange named : NAMED) {
      if (named.text.equals(plain)) {
        return named;
      }
    }
    Parts parts = new Parts(text);
    parts.read(plain);
    Preprocessing meant = parts.preprocessing();
    for (InputRange named : NAMED) {
      if (named.preprocessing.filter(known -> same(known, meant)).isPresent()) {
        return named;
      }
    }
    return new InputRange(parts.canonical(), Optional.of(meant));
  }

  /** Returns whether two differ only by rounding. */
  private static boolean same(Preprocessing a, Preprocessing b) {
    boolean same = a.order().equals(b.order());
    for (int c = 0; same && c < COLORS; c++) {
      same =
          Math.abs(a.scale().get(c) - b.scale().get(c)) <= 1e-6f * a.scale().get(c)
              && Math.abs(a.shift().get(c) - b.shift().get(c)) <= 1e-6f * a.scale().get(c);
    }
    return same;
  }

  /** Returns the model with this preprocessing, converted to luma for a one-channel model. */
  public Model of(Model model) {
    return preprocessing.map(model::with).orElse(model);
  }

  @Override
  public String toString() {
    return text;
  }

  /** The comma-separated parts. */
  private static final class Parts {
    private static final double LEAST = 1e-9; // dividing by less may overflow
    private final String whole;
    private double low;
    private double high = 1;
    private boolean ranged;
    private boolean bgr;
    private boolean ordered;
    private final List<Double> mean = new ArrayList<>();
    private final List<Double> std = new ArrayList<>();

    Parts(String whole) {
      this.whole = whole;
    }

    void read(String text) {
      List<Double> numbers = List.of();
      for (String part : text.split(",", -1)) {
        String one = part.strip();
        Matcher range = RANGE.matcher(one);
        if (one.startsWith("mean=") || one.startsWith("std=")) {
          numbers = one.startsWith("mean=") ? mean : std;
          require(numbers.isEmpty());
          numbers.add(number(one.substring(one.indexOf('=') + 1)));
        } else if (one.equals("bgr") || one.equals("rgb")) {
          require(!ordered);
          ordered = true;
          bgr = one.equals("bgr");
          numbers = List.of();
        } else if (range.matches()) {
          require(!ranged);
          ranged = true;
          low = number(range.group(1));
          high = number(range.group(2));
          numbers = List.of();
        } else {
          require(numbers == mean || numbers == std);
          numbers.add(number(one));
        }
      }
      check();
    }

    private void check() {
      require(ranged || !mean.isEmpty() || !std.isEmpty());
      double largest = 0;
      for (List<Double> numbers : List.of(mean, std)) {
        require(numbers.size() <= 1 || numbers.size() == COLORS);
        largest = Math.max(largest, numbers.stream().mapToDouble(Math::abs).max().orElse(0));
      }
      if (!ranged && largest > 1) {
        high = 255;
      }
      if (!(high > low)) {
        throw new InputException(wrong() + "the range must end above its beginning");
      }
      if (std.stream().anyMatch(value -> !(value > LEAST))) {
        throw new InputException(wrong() + "std must be above 0, by more than " + LEAST);
      }
    }

    private double number(String text) {
      require(text.matches(NUMBER));
      double value = Double.parseDouble(text);
      require(Math.abs(value) <= 1e6);
      return value;
    }

    private void require(boolean condition) {
      if (!condition) {
        List<String> names = NAMED.stream().map(InputRange::text).toList();
        throw new InputException(wrong() + "it is one of " + FORMS + Nearest.hint(whole, names));
      }
    }

    private String wrong() {
      return "'" + whole + "' is not an input range: ";
    }

    Preprocessing preprocessing() {
      List<Float> scale = new ArrayList<>();
      List<Float> shift = new ArrayList<>();
      for (int c = 0; c < COLORS; c++) {
        double divisor = at(std, c, 1);
        scale.add((float) ((high - low) / divisor));
        shift.add((float) ((low - at(mean, c, 0)) / divisor));
      }
      return new Preprocessing(bgr ? List.of(2, 1, 0) : List.of(0, 1, 2), scale, shift);
    }

    private static double at(List<Double> numbers, int channel, double otherwise) {
      return numbers.isEmpty() ? otherwise : numbers.get(numbers.size() == 1 ? 0 : channel);
    }

    /** Returns the text form with its range, so that nothing is implied. */
    String canonical() {
      List<String> texts = new ArrayList<>(List.of(plain(low) + ".." + plain(high)));
      if (!mean.isEmpty()) {
        texts.add("mean=" + joined(mean));
      }
      if (!std.isEmpty()) {
        texts.add("std=" + joined(std));
      }
      texts.addAll(bgr ? List.of("bgr") : Collections.emptyList());
      return String.join(",", texts);
    }

    private static String joined(List<Double> numbers) {
      return String.join(",", numbers.stream().map(Parts::plain).toList());
    }

    private static String plain(double value) {
      boolean whole = value == Math.rint(value) && Math.abs(value) < 1e9;
      return whole ? Long.toString((long) value) : Double.toString(value);
    }
  }

  /**
   * Returns the conventions commonly used to train networks of this many channels, the most common
   * first. For one channel: those that differ in luma, and MNIST's mean and standard deviation.
   */
  public static List<InputRange> common(int channels) {
    return channels == 1
        ? List.of(NONE, parse("0..1,mean=0.1307,std=0.3081"), parse("0..255"), TF, TORCH, CAFFE)
        : List.of(
            TORCH,
            TF,
            CAFFE,
            NONE,
            parse("0..255"),
            parse("0..255,bgr"),
            parse("0..1,bgr"),
            parse("-1..1,bgr"),
            parse("0..255,mean=123.68,116.779,103.939"));
  }
}
