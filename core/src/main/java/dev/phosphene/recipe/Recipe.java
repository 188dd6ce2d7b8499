package dev.phosphene.recipe;

import dev.phosphene.error.InputException;
import dev.phosphene.objective.Objective;
import dev.phosphene.optim.LearningRate;
import dev.phosphene.optim.Optimizer;
import dev.phosphene.output.Quantization;
import dev.phosphene.text.Nearest;
import dev.phosphene.transform.TransformSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Every number of a run as a plain value: a name, and what each {@link Setting} is. Prints as the
 * options that make it of the default recipe.
 *
 * <pre>{@code
 * Recipe mine = Recipe.LUCID.with(Setting.STEPS, 256).with(Setting.DECAY, 1.2);
 * }</pre>
 */
public final class Recipe {
  /**
   * Lucid's: decorrelated Fourier coefficients, its standard chain of views, Adam at 0.05
   * (tensorflow/lucid, optvis/render.py), 512 steps. What every setting is unless said otherwise.
   */
  public static final Recipe LUCID =
      new Recipe("lucid", "The default, good for most units.", Map.of());

  /**
   * The tutorial that this project starts from: pixels in [−1, 1], the gradient divided by its
   * deviation, 10 steps of 0.1, clipped, cut off to 8 bits, and x / 127.5 − 1 for every model.
   */
  public static final Recipe TUTORIAL =
      LUCID
          .named("tutorial", "The tutorial's ten steps on pixels.")
          .with(Setting.SIZE, new Size(300, 300))
          .with(Setting.PARAM, ParameterizationKind.PIXELS)
          .with(Setting.TRANSFORMS, TransformSpec.NONE)
          .with(Setting.OPTIMIZER, OptimizerKind.STD)
          .with(Setting.LEARNING_RATE, 0.1)
          .with(Setting.STEPS, 10)
          .with(Setting.REDIRECTED, 0)
          .with(Setting.INPUT, InputRange.TF)
          .with(Setting.QUANTIZATION, Quantization.TRUNCATE);

  private final String name;
  private final String about;
  private final Map<Setting<?>, Object> changed;

  private Recipe(String name, String about, Map<Setting<?>, Object> changed) {
    this.name = name;
    this.about = about;
    this.changed = changed;
  }

  /** What the recipe is, or was before something was overridden. */
  public String name() {
    return name;
  }

  /** Whether published numbers are to come out again. */
  public boolean repeatsNumbers() {
    return name.equals(TUTORIAL.name);
  }

  /**
   * Refuses objectives and starts that the recipe is not for.
   *
   * @throws InputException saying what it is for, and what to take instead
   */
  public void check(List<Objective> objectives, Start start) {
    RecipePurpose.check(this, objectives, start);
  }

  /** What a user says to have a setting as it is: the option, or the recipe that sets it. */
  public String saidBy(Setting<?> setting) {
    boolean bySelf =
        Recipes.ALL.stream()
            .filter(known -> known.name.equals(name))
            .anyMatch(
                known ->
                    known.changed.containsKey(setting) && known.get(setting).equals(get(setting)));
    return bySelf ? "--recipe " + name : setting + " " + text(setting);
  }

  /** What it is for, in a sentence. */
  public String about() {
    return about;
  }

  /** The same under another name. */
  public Recipe named(String otherName, String otherAbout) {
    return new Recipe(otherName, otherAbout, changed);
  }

  /** What a setting is. */
  public <T> T get(Setting<T> setting) {
    @SuppressWarnings("unchecked") // with() puts nothing else there
    T value = (T) changed.get(setting);
    return value == null ? setting.usual() : value;
  }

  /**
   * The same with one setting changed.
   *
   * @throws InputException naming the setting, if the value is out of its limits
   */
  public <T> Recipe with(Setting<T> setting, T value) {
    Map<Setting<?>, Object> all = new LinkedHashMap<>(changed);
    T checked = setting.checked(value);
    if (checked.equals(setting.usual())) {
      all.remove(setting);
    } else {
      all.put(setting, checked);
    }
    return new Recipe(name, about, Map.copyOf(all));
  }

  /** The same with one setting read from its text form. */
  public <T> Recipe withText(Setting<T> setting, String text) {
    return with(setting, setting.parse(text));
  }

  /** The text form of what a setting is. */
  public <T> String text(Setting<T> setting) {
    return setting.print(get(setting));
  }

  /** The image's size. */
  public Size size() {
    return get(Setting.SIZE);
  }

  /** Whether the run is DeepDream, octave by octave, instead of the usual loop. */
  public boolean dreams() {
    return get(Setting.OCTAVES) > 0;
  }

  /** Whether {@link Setting#CONTRAST} means anything: for planes before a sigmoid. */
  public boolean boundsContrast() {
    return get(Setting.PARAM).painted() && get(Setting.COLOR).bySigmoid();
  }

  /** How many steps. */
  public int steps() {
    return get(Setting.STEPS);
  }

  /**
   * A fresh optimizer for one run of {@code steps}, whose examples have so many parameters each.
   */
  public Optimizer optimizer(int steps, int example) {
    LearningRate rate = get(Setting.SCHEDULE).schedule(get(Setting.LEARNING_RATE), steps);
    return get(Setting.OPTIMIZER).of(rate, get(Setting.BETA1), get(Setting.BETA2), example);
  }

  /** Options that make this recipe of the default one, by name. */
  public Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    for (Setting<?> setting : Setting.ALL) {
      if (changed.containsKey(setting)) {
        options.put(setting.name(), text(setting));
      }
    }
    return options;
  }

  /**
   * The recipe of that name.
   *
   * @throws InputException if there is none; the message lists them
   */
  public static Recipe of(String name) {
    List<String> names = Recipes.ALL.stream().map(Recipe::name).toList();
    return Recipes.ALL.stream()
        .filter(recipe -> recipe.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "no recipe \""
                        + name
                        + "\"; there are "
                        + String.join(", ", names)
                        + Nearest.hint(name, names)));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Recipe that && name.equals(that.name) && changed.equals(that.changed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, changed);
  }

  /** Every setting as an option. */
  public String everything() {
    return Setting.ALL.stream()
        .map(setting -> "--" + setting.name() + " " + text(setting))
        .collect(Collectors.joining(" "));
  }

  /** {@code --steps 10 --transforms none …}. */
  @Override
  public String toString() {
    return options().entrySet().stream()
        .map(option -> "--" + option.getKey() + " " + option.getValue())
        .collect(Collectors.joining(" "));
  }
}
