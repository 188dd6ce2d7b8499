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
 * All settings of a run: a name, and a value of each {@link Setting}. Prints as the options that
 * turn the default recipe into it.
 *
 * <pre>{@code
 * Recipe mine = Recipe.LUCID.with(Setting.STEPS, 256).with(Setting.DECAY, 1.2);
 * }</pre>
 */
public final class Recipe {
  /**
   * Lucid's settings, the defaults: decorrelated Fourier coefficients, its standard chain of
   * transforms, Adam at 0.05 (tensorflow/lucid, optvis/render.py), 512 steps.
   */
  public static final Recipe LUCID =
      new Recipe("lucid", "The default, good for most units.", Map.of());

  /**
   * The settings of the tutorial that this project starts from: pixels in [−1, 1], the gradient
   * divided by its standard deviation, 10 steps of 0.1, clipped, truncated to 8 bits, and x / 127.5
   * − 1 for every model.
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

  /** Returns the recipe's name, or that of the recipe it was derived from. */
  public String name() {
    return name;
  }

  /** Returns whether the recipe must reproduce published numbers. */
  public boolean repeatsNumbers() {
    return name.equals(TUTORIAL.name);
  }

  /**
   * Refuses objectives and starts that the recipe does not support.
   *
   * @throws InputException saying what it is for, and what to use instead
   */
  public void check(List<Objective> objectives, Start start) {
    RecipePurpose.check(this, objectives, start);
  }

  /** Returns what in the command line set the setting: its option, or the recipe. */
  public String saidBy(Setting<?> setting) {
    boolean bySelf =
        Recipes.ALL.stream()
            .filter(known -> known.name.equals(name))
            .anyMatch(
                known ->
                    known.changed.containsKey(setting) && known.get(setting).equals(get(setting)));
    return bySelf ? "--recipe " + name : setting + " " + text(setting);
  }

  /** Returns what the recipe is for, in one sentence. */
  public String about() {
    return about;
  }

  /** Returns the same recipe under another name. */
  public Recipe named(String otherName, String otherAbout) {
    return new Recipe(otherName, otherAbout, changed);
  }

  /** Returns the value of a setting. */
  public <T> T get(Setting<T> setting) {
    @SuppressWarnings("unchecked") // with() puts only T there
    T value = (T) changed.get(setting);
    return value == null ? setting.usual() : value;
  }

  /**
   * Returns the recipe with one setting changed.
   *
   * @throws InputException naming the setting, if the value is out of range
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

  /** Returns the recipe with one setting parsed from text. */
  public <T> Recipe withText(Setting<T> setting, String text) {
    return with(setting, setting.parse(text));
  }

  /** Returns the text form of a setting's value. */
  public <T> String text(Setting<T> setting) {
    return setting.print(get(setting));
  }

  /** Returns the image size. */
  public Size size() {
    return get(Setting.SIZE);
  }

  /** Returns whether the run is DeepDream, octave by octave, instead of the usual loop. */
  public boolean dreams() {
    return get(Setting.OCTAVES) > 0;
  }

  /** Returns whether {@link Setting#CONTRAST} applies: to planes before a sigmoid. */
  public boolean boundsContrast() {
    return get(Setting.PARAM).painted() && get(Setting.COLOR).bySigmoid();
  }

  /** Returns the number of steps. */
  public int steps() {
    return get(Setting.STEPS);
  }

  /** Returns a new optimizer for one run. */
  public Optimizer optimizer(int steps, int example) {
    LearningRate rate = get(Setting.SCHEDULE).schedule(get(Setting.LEARNING_RATE), steps);
    return get(Setting.OPTIMIZER).of(rate, get(Setting.BETA1), get(Setting.BETA2), example);
  }

  /** Returns the options that turn the default recipe into this one, by name. */
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
   * Returns the recipe with a name.
   *
   * @throws InputException if there is none; the message lists all names
   */
  public static Recipe of(String name) {
    List<String> names = Recipes.ALL.stream().map(Recipe::name).toList();
    return Recipes.ALL.stream()
        .filter(recipe -> recipe.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "unknown recipe \""
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

  /** Returns every setting as an option. */
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
