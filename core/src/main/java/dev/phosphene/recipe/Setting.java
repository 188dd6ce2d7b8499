package dev.phosphene.recipe;

import dev.phosphene.error.InputException;
import dev.phosphene.optim.Schedule;
import dev.phosphene.output.Quantization;
import dev.phosphene.text.Nearest;
import dev.phosphene.transform.TransformSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One setting of a {@link Recipe}: its name, which is also its command-line option, its type, its
 * range and its default.
 *
 * @param <T> type of the value
 */
public final class Setting<T> {
  private static final int MANY = 1_000_000;

  /** The image's size. */
  public static final Setting<Size> SIZE =
      new Setting<>(
          "size",
          "N|WxH",
          new Size(128, 128),
          Size::parse,
          "Image size in pixels (default: the layer's receptive field, within 128 to 224).");

  /** The parameterization. */
  public static final Setting<ParameterizationKind> PARAM =
      choice("param", ParameterizationKind.FOURIER, "Image parameterization");

  /** Decay exponent of {@link ParameterizationKind#FOURIER}. */
  public static final Setting<Double> DECAY =
      real("decay", 1, 0, 10, "Fourier: exponent of the 1/f scale; larger is smoother.");

  /** Magnitudes of {@link ParameterizationKind#MACO}: a file, or the shipped spectrum. */
  public static final Setting<String> SPECTRUM =
      new Setting<>(
          "spectrum",
          "FILE",
          ParameterizationKind.SHIPPED_SPECTRUM,
          text -> text,
          "MACO: the magnitudes, a file of 'phosphene spectrum'.");

  /** Mapping of a parameterization's planes to colors. */
  public static final Setting<ColorMode> COLOR =
      choice("color", ColorMode.DECORRELATED, "How planes become RGB").once("colour");

  /** Contrast bound of planes before a sigmoid. */
  public static final Setting<Double> CONTRAST =
      real(
              "contrast",
              1,
              0,
              1000,
              "Upper bound of the contrast, relative to a photograph's; 0 for no bound.")
          .formerly(0.0);

  /** Source of the alpha channel. */
  public static final Setting<AlphaMode> ALPHA =
      choice(
          "alpha",
          AlphaMode.NONE,
          "Alpha channel: none, optimized with the image, or where gradient arrived");

  /** Number of images per objective. */
  public static final Setting<Integer> BATCH =
      whole("batch", 1, 1, 1000, "Images for each objective.").once("pictures");

  /** The transforms. */
  public static final Setting<TransformSpec> TRANSFORMS =
      new Setting<>(
              "transforms",
              "CHAIN",
              TransformSpec.LUCID,
              TransformSpec::parse,
              "Random transforms of the image at each step: none, jitter, lucid, article, maco, or"
                  + " a chain such as pad:12,jitter:8,scale:0.9..1.1/0.1,rotate:-5..5,flip,blur:1,"
                  + "noise:0.1.")
          .once("views");

  /** The optimizer. */
  public static final Setting<OptimizerKind> OPTIMIZER =
      choice("optimizer", OptimizerKind.ADAM, "Optimizer").once("optimiser");

  /** Of {@link OptimizerKind#ADAM}: decay rate of the mean gradient. */
  public static final Setting<Double> BETA1 =
      real("beta1", .9, 0, .9999, "Adam: decay rate of the mean gradient.").once("momentum");

  /** Of {@link OptimizerKind#ADAM}: decay rate of the mean square. */
  public static final Setting<Double> BETA2 =
      real("beta2", .999, 0, .99999, "Adam: decay rate of the mean squared gradient.")
          .once("memory");

  /** The learning rate. */
  public static final Setting<Double> LEARNING_RATE =
      real("learning-rate", .05, Double.MIN_VALUE, 1e9, "Learning rate, in the parameters' units.")
          .once("step-size", "lr");

  /** Schedule of the learning rate. */
  public static final Setting<Schedule> SCHEDULE =
      new Setting<>(
              "schedule",
              "CURVE",
              Schedule.CONSTANT,
              Schedule::parse,
              "Learning-rate schedule: constant, linear, cosine:0.1, linear+warm-up:20, ….")
          .once("pace");

  /** Number of steps; with octaves, in each of them. */
  public static final Setting<Integer> STEPS =
      whole("steps", 512, 0, 100 * MANY, "Steps; with octaves, steps in each octave.");

  /** Number of steps with the redirected ReLU gradient. */
  public static final Setting<Integer> REDIRECTED =
      whole(
          "redirected",
          16,
          0,
          100 * MANY,
          "Use the redirected ReLU gradient for the first N steps where a unit is dead.");

  /** Whether max pooling uses the gradient of average pooling. */
  public static final Setting<Boolean> SMOOTH_POOLING =
      new Setting<>(
          "smooth-pooling",
          "true|false",
          false,
          Setting::truth,
          "Use the gradient of average pooling for max pooling.");

  /** Weight of the diversity term. */
  public static final Setting<Double> DIVERSITY =
      real(
          "diversity",
          0,
          0,
          .99,
          "Weight of the diversity term, which keeps the images of a batch apart.");

  /** Weight of the alignment term. */
  public static final Setting<Double> ALIGNMENT =
      real(
          "alignment",
          0,
          0,
          1e9,
          "Weight of the alignment term, which keeps neighboring images of a batch alike.");

  /** Weight of the fidelity term, which keeps the image near its start. */
  public static final Setting<Double> FIDELITY =
      real(
          "fidelity",
          0,
          0,
          1e9,
          "Weight of the fidelity term, which keeps the image near the photograph it starts from.");

  /** Number of octaves of DeepDream; 0 for the usual loop. */
  public static final Setting<Integer> OCTAVES =
      whole("octaves", 0, 0, 100, "DeepDream: number of octaves; 0 for the usual loop.");

  /** Ratio of the sides of neighboring octaves. */
  public static final Setting<Double> OCTAVE_SCALE =
      real("octave-scale", 1.4, 1.01, 16, "DeepDream: ratio of the sides of neighboring octaves.");

  /** Number of octaves larger than the photograph. */
  public static final Setting<Integer> OCTAVES_ABOVE =
      whole("octaves-above", 0, 0, 100, "DeepDream: how many octaves are larger than the image.");

  /** Side of a tile in pixels. */
  public static final Setting<Integer> TILE =
      whole("tile", 512, 16, 16384, "DeepDream: side of a tile in pixels.");

  /** Border in pixels that a tile sees but does not change. */
  public static final Setting<Integer> MARGIN =
      whole(
          "margin",
          32,
          0,
          16384,
          "DeepDream: pixels that a tile sees beyond its own, on each side.");

  /** Largest random roll in pixels. */
  public static final Setting<Integer> ROLL =
      whole("roll", 32, 0, 16384, "DeepDream: largest random roll in pixels.");

  /** Input range of the network. */
  public static final Setting<InputRange> INPUT =
      new Setting<>(
          "input",
          "RANGE",
          InputRange.MODEL,
          InputRange::parse,
          "Input range that the network expects: " + InputRange.FORMS + ".");

  /** Conversion from [0, 1] to 8 bits. */
  public static final Setting<Quantization> QUANTIZATION =
      choice("quantization", Quantization.ROUND, "How values become 8 bits").once("quantisation");

  /** All settings, in display order. */
  public static final List<Setting<?>> ALL =
      List.of(
          SIZE,
          STEPS,
          LEARNING_RATE,
          SCHEDULE,
          PARAM,
          DECAY,
          SPECTRUM,
          COLOR,
          CONTRAST,
          ALPHA,
          TRANSFORMS,
          OPTIMIZER,
          BETA1,
          BETA2,
          REDIRECTED,
          SMOOTH_POOLING,
          BATCH,
          DIVERSITY,
          ALIGNMENT,
          FIDELITY,
          OCTAVES,
          OCTAVE_SCALE,
          OCTAVES_ABOVE,
          TILE,
          MARGIN,
          ROLL,
          INPUT,
          QUANTIZATION);

  private final String name;
  private final String form;
  private final T usual;
  private final T former;
  private final Function<String, T> reader;
  private final String meaning;
  private final List<String> aliases;

  private Setting(String name, String form, T usual, Function<String, T> reader, String meaning) {
    this(name, form, usual, usual, reader, meaning, List.of());
  }

  private Setting(
      String name,
      String form,
      T usual,
      T former,
      Function<String, T> reader,
      String meaning,
      List<String> aliases) {
    this.aliases = aliases;
    this.name = name;
    this.form = form;
    this.usual = usual;
    this.former = former;
    this.reader = reader;
    this.meaning = meaning;
  }

  /** Returns the setting with the value that held before the setting existed. */
  private Setting<T> formerly(T value) {
    return new Setting<>(name, form, usual, value, reader, meaning, aliases);
  }

  /** Returns the setting with further names, such as those in images of earlier versions. */
  private Setting<T> once(String... names) {
    return new Setting<>(name, form, usual, former, reader, meaning, List.of(names));
  }

  /**
   * Returns the setting with a name or alias.
   *
   * @throws InputException if there is none; the message suggests the nearest names
   */
  public static Setting<?> named(String name) {
    for (Setting<?> setting : ALL) {
      if (setting.name.equals(name) || setting.aliases.contains(name)) {
        return setting;
      }
    }
    List<String> names = ALL.stream().map(Setting::name).toList();
    throw new InputException("no setting \"" + name + "\"" + Nearest.hint(name, names));
  }

  /** Returns the name, words joined by hyphens. */
  public String name() {
    return name;
  }

  /** Returns other names that still work, such as those of earlier versions; no help lists them. */
  public List<String> aliases() {
    return aliases;
  }

  /** Returns the placeholder of a value, such as {@code N}. */
  public String form() {
    return form;
  }

  /** Returns the default, Lucid's value. */
  public T usual() {
    return usual;
  }

  /** Returns the value for records from before the setting existed. */
  public T former() {
    return former;
  }

  /** Returns the description in one sentence. */
  public String meaning() {
    return meaning;
  }

  /**
   * Parses a value.
   *
   * @throws InputException naming the setting, if the value is invalid or out of range
   */
  public T parse(String text) {
    try {
      return reader.apply(text);
    } catch (InputException e) {
      throw new InputException("--" + name + ": " + e.getMessage(), e);
    }
  }

  /** Returns the text form of a value. */
  public String print(T value) {
    if (value instanceof Enum<?> constant) {
      return word(constant);
    }
    if (value instanceof Double number && number == Math.rint(number) && number < 1e9) {
      return Long.toString(number.longValue());
    }
    return String.valueOf(value);
  }

  /**
   * Returns the value if it is within the range.
   *
   * @throws InputException otherwise, naming the setting
   */
  T checked(T value) {
    return parse(print(value));
  }

  @Override
  public String toString() {
    return "--" + name;
  }

  private static <E extends Enum<E>> Setting<E> choice(String name, E usual, String meaning) {
    List<E> all = Arrays.asList(usual.getDeclaringClass().getEnumConstants());
    List<String> words = all.stream().map(Setting::word).toList();
    Function<String, E> reader =
        text -> {
          int at = words.indexOf(text.toLowerCase(Locale.ROOT).replace('_', '-'));
          if (at < 0) {
            throw new InputException(
                "'"
                    + text
                    + "' is none of "
                    + String.join(", ", words)
                    + Nearest.hint(text, words));
          }
          return all.get(at);
        };
    return new Setting<>(
        name, "NAME", usual, reader, meaning + ": " + String.join(", ", words) + ".");
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static Setting<Integer> whole(
      String name, int usual, int least, int most, String meaning) {
    return new Setting<>(
        name,
        "N",
        usual,
        text -> {
          try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
              return value;
            }
          } catch (NumberFormatException e) {
            throw new InputException("'" + text + "' is not a whole number", e);
          }
          throw new InputException(text + " is not within " + least + " to " + most);
        },
        meaning);
  }

  private static Setting<Double> real(
      String name, double usual, double least, double most, String meaning) {
    return new Setting<>(
        name,
        "X",
        usual,
        text -> {
          try {
            double value = Double.parseDouble(text);
            if (value >= least && value <= most) {
              return value;
            }
          } catch (NumberFormatException e) {
            throw new InputException("'" + text + "' is not a number", e);
          }
          throw new InputException(
              text
                  + (least == Double.MIN_VALUE ? " is not above 0" : " is not within " + least)
                  + " and at most "
                  + most);
        },
        meaning);
  }

  private static Boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new InputException("'" + text + "' is neither true nor false");
    };
  }
}
