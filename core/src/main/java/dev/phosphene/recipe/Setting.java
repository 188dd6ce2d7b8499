package dev.phosphene.recipe;

import dev.phosphene.error.InputException;
import dev.phosphene.optim.Pace;
import dev.phosphene.output.Quantisation;
import dev.phosphene.text.Nearest;
import dev.phosphene.transform.Views;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One number or choice of a {@link Recipe}: its name, which is also its option on the command line,
 * its text form, its limits, and the value that it has unless a recipe says otherwise.
 *
 * @param <T> what a value is
 */
public final class Setting<T> {
  private static final int MANY = 1_000_000;

  /** The picture's size. */
  public static final Setting<Size> SIZE =
      new Setting<>(
          "size",
          "N|WxH",
          new Size(128, 128),
          Size::parse,
          "The picture's size in pixels; by default what the layer sees, from 128 to 224.");

  /** The parameterisation. */
  public static final Setting<Param> PARAM =
      choice("param", Param.FOURIER, "What is optimised, the parameterisation");

  /** Of {@link Param#FOURIER}. */
  public static final Setting<Double> DECAY =
      real("decay", 1, 0, 10, "Fourier: the exponent of 1/f; more is smoother.");

  /** Of {@link Param#MACO}: a file, or the spectrum that comes with the program. */
  public static final Setting<String> SPECTRUM =
      new Setting<>(
          "spectrum",
          "FILE",
          Param.SHIPPED_SPECTRUM,
          text -> text,
          "MACO: the magnitudes, a file of 'phosphene spectrum'.");

  /** How a parameterisation's planes become colours. */
  public static final Setting<Colours> COLOUR =
      choice("colour", Colours.DECORRELATED, "From planes to RGB");

  /** Of planes before a sigmoid. */
  public static final Setting<Double> CONTRAST =
      real("contrast", 1, 0, 1000, "The most contrast, of a photograph's; 0 for any.")
          .formerly(0.0);

  /** Transparency. */
  public static final Setting<Transparent> ALPHA =
      choice("alpha", Transparent.NONE, "Transparency: optimised, or where gradient arrived");

  /** Pictures for each objective. */
  public static final Setting<Integer> PICTURES =
      whole("pictures", 1, 1, 1000, "How many pictures each objective gets.");

  /** The transforms. */
  public static final Setting<Views> VIEWS =
      new Setting<>(
          "views",
          "CHAIN",
          Views.LUCID,
          Views::parse,
          "How the network looks at the picture, the transforms: none, jitter, lucid, article, maco,"
              + " or a chain such as pad:12,jitter:8,scale:0.9..1.1/0.1,rotate:-5..5,flip,blur:1,"
              + "noise:0.1.");

  /** The step rule. */
  public static final Setting<Rule> OPTIMISER =
      choice("optimiser", Rule.ADAM, "How a step is made of a gradient");

  /** Of {@link Rule#ADAM}: decay rate of the mean gradient. */
  public static final Setting<Double> MOMENTUM =
      real("momentum", .9, 0, .9999, "Adam: how much of the mean gradient a step keeps.");

  /** Of {@link Rule#ADAM}: decay rate of the mean square. */
  public static final Setting<Double> MEMORY =
      real("memory", .999, 0, .99999, "Adam: how much of the mean square a step keeps.");

  /** The learning rate. */
  public static final Setting<Double> STEP_SIZE =
      real("step-size", .05, Double.MIN_VALUE, 1e9, "The step size, in the parameters' units.");

  /** How the learning rate changes on the way. */
  public static final Setting<Pace> PACE =
      new Setting<>(
          "pace",
          "CURVE",
          Pace.CONSTANT,
          Pace::parse,
          "The step size over the run: constant, linear, cosine:0.1, linear+warm-up:20, ….");

  /** How many steps; in each octave, if there are several. */
  public static final Setting<Integer> STEPS =
      whole("steps", 512, 0, 100 * MANY, "How many steps; with octaves, in each.");

  /** Redirected ReLU. */
  public static final Setting<Integer> REDIRECTED =
      whole(
          "redirected",
          16,
          0,
          100 * MANY,
          "In the first N steps a ReLU or clip that stops all gradient of a picture lets pass what would wake it.");

  /** The gradient of average pooling in place of maximum pooling's. */
  public static final Setting<Boolean> SMOOTH_POOLING =
      new Setting<>(
          "smooth-pooling",
          "true|false",
          false,
          Setting::truth,
          "Max pooling passes its gradient to its whole window.");

  /** Weight of the diversity term. */
  public static final Setting<Double> DIVERSITY =
      real("diversity", 0, 0, .99, "How much of the objective is lost if its pictures are alike.");

  /** Weight of the alignment term. */
  public static final Setting<Double> ALIGNMENT =
      real(
          "alignment",
          0,
          0,
          1e9,
          "How much the objective suffers if neighbouring pictures differ.");

  /** Weight of staying near the start. */
  public static final Setting<Double> FIDELITY =
      real(
          "fidelity",
          0,
          0,
          1e9,
          "How much the objective suffers away from the start's photograph.");

  /** Octaves of DeepDream; 0 for the usual loop. */
  public static final Setting<Integer> OCTAVES =
      whole("octaves", 0, 0, 100, "DeepDream's sizes, the smallest first; 0 for none.");

  /** Ratio of neighbouring octaves' sides. */
  public static final Setting<Double> OCTAVE_SCALE =
      real("octave-scale", 1.4, 1.01, 16, "How much larger each octave is than the one before.");

  /** How many octaves are larger than the photograph. */
  public static final Setting<Integer> OCTAVES_ABOVE =
      whole("octaves-above", 0, 0, 100, "How many of the octaves are larger than the picture.");

  /** Side of a tile. */
  public static final Setting<Integer> TILE =
      whole("tile", 512, 16, 16384, "DeepDream's tiles: the side in pixels.");

  /** Border of a tile that is seen, but not changed. */
  public static final Setting<Integer> MARGIN =
      whole("margin", 32, 0, 16384, "What a tile sees beyond its own pixels, on each side.");

  /** Largest random roll. */
  public static final Setting<Integer> ROLL =
      whole("roll", 32, 0, 16384, "DeepDream's random roll, up to N pixels each way.");

  /** Pre-processing. */
  public static final Setting<Input> INPUT =
      new Setting<>(
          "input",
          "RANGE",
          Input.MODEL,
          Input::parse,
          "What the network expects, the pre-processing: " + Input.FORMS + ".");

  /** From [0, 1] to 8 bits. */
  public static final Setting<Quantisation> QUANTISATION =
      choice("quantisation", Quantisation.ROUND, "From [0, 1] to 8 bits");

  /** All settings, in the order in which they are listed. */
  public static final List<Setting<?>> ALL =
      List.of(
          SIZE,
          STEPS,
          STEP_SIZE,
          PACE,
          PARAM,
          DECAY,
          SPECTRUM,
          COLOUR,
          CONTRAST,
          ALPHA,
          VIEWS,
          OPTIMISER,
          MOMENTUM,
          MEMORY,
          REDIRECTED,
          SMOOTH_POOLING,
          PICTURES,
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
          QUANTISATION);

  private final String name;
  private final String form;
  private final T usual;
  private final T former;
  private final Function<String, T> reader;
  private final String meaning;

  private Setting(String name, String form, T usual, Function<String, T> reader, String meaning) {
    this(name, form, usual, usual, reader, meaning);
  }

  private Setting(
      String name, String form, T usual, T former, Function<String, T> reader, String meaning) {
    this.name = name;
    this.form = form;
    this.usual = usual;
    this.former = former;
    this.reader = reader;
    this.meaning = meaning;
  }

  /** The same, which was {@code value} as long as there was no such setting. */
  private Setting<T> formerly(T value) {
    return new Setting<>(name, form, usual, value, reader, meaning);
  }

  /**
   * The setting of that name.
   *
   * @throws InputException if there is none; the message has the nearest names
   */
  public static Setting<?> named(String name) {
    for (Setting<?> setting : ALL) {
      if (setting.name.equals(name)) {
        return setting;
      }
    }
    List<String> names = ALL.stream().map(Setting::name).toList();
    throw new InputException("no setting \"" + name + "\"" + Nearest.hint(name, names));
  }

  /** The name, words joined by hyphens. */
  public String name() {
    return name;
  }

  /** What a value looks like, such as {@code N}. */
  public String form() {
    return form;
  }

  /** The value unless a recipe says otherwise: that of Lucid. */
  public T usual() {
    return usual;
  }

  /** What it is in a record that does not name it, as it was made before there was the setting. */
  public T former() {
    return former;
  }

  /** One sentence for people. */
  public String meaning() {
    return meaning;
  }

  /**
   * Reads a value.
   *
   * @throws InputException naming the setting, if it is none or out of its limits
   */
  public T parse(String text) {
    try {
      return reader.apply(text);
    } catch (InputException e) {
      throw new InputException("--" + name + ": " + e.getMessage(), e);
    }
  }

  /** The text form of a value. */
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
   * The same value, if it is within the limits.
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
