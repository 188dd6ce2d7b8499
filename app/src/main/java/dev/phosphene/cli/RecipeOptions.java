package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.recipe.ParameterizationKind;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Recipes;
import dev.phosphene.recipe.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/** The recipe, and an option for each {@link Setting} that overrides it. */
@Command
final class RecipeOptions {
  private final Recipe usual;
  private @Nullable String recipe;

  /** Aliases used by other programs. */
  private static final Map<Setting<?>, List<String>> ELSEWHERE =
      Map.of(Setting.STEPS, List.of("-n", "--iterations"));

  private final Map<Setting<?>, String> given = new LinkedHashMap<>();

  /** The names of the recipes, for the help text. */
  static final class Names implements Iterable<String> {
    @Override
    public java.util.Iterator<String> iterator() {
      return Recipes.ALL.stream().map(Recipe::name).iterator();
    }
  }

  /** Options of a command whose default is {@code lucid}. */
  RecipeOptions() {
    this(Recipe.LUCID);
  }

  /** Options of a command that takes this recipe if none is named. */
  RecipeOptions(Recipe usual) {
    this.usual = usual;
  }

  /** Adds {@code --recipe} and an option for each setting to the command. */
  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec command) {
    command.addOption(
        OptionSpec.builder("--recipe")
            .type(String.class)
            .paramLabel("NAME")
            .description(
                "One of ${COMPLETION-CANDIDATES}; sets every number that no option sets (default: "
                    + usual.name()
                    + ").")
            .completionCandidates(new Names())
            .setter(
                new ISetter() {
                  @Override
                  public <T> T set(T value) {
                    recipe = value == null ? null : value.toString();
                    return value;
                  }
                })
            .build());
    for (Setting<?> setting : Setting.ALL) {
      command.addOption(option(setting, "--" + setting.name()).build());
      List<String> others = new ArrayList<>(ELSEWHERE.getOrDefault(setting, List.of()));
      setting.aliases().forEach(alias -> others.add("--" + alias));
      if (!others.isEmpty()) {
        String[] names = others.toArray(String[]::new);
        command.addOption(option(setting, names).hidden(true).build());
      }
    }
  }

  private OptionSpec.Builder option(Setting<?> setting, String... names) {
    OptionSpec.Builder option =
        OptionSpec.builder(names)
            .type(String.class)
            .paramLabel(setting.form())
            .description(description(setting).replace("%", "%%"))
            .setter(setter(setting));
    return setting.usual() instanceof Boolean ? option.arity("0..1").fallbackValue("true") : option;
  }

  /** Returns the setting's meaning and default. */
  private String description(Setting<?> setting) {
    String meaning = setting.meaning();
    return meaning.contains("default")
        ? meaning
        : meaning.replaceFirst("\\.$", " (default: " + usual.text(setting) + ").");
  }

  private ISetter setter(Setting<?> setting) {
    return new ISetter() {
      @Override
      public <T> T set(T value) {
        if (value != null) {
          given.put(setting, value.toString());
        }
        return value;
      }
    };
  }

  /** Returns whether the setting was given. */
  boolean sets(Setting<?> setting) {
    return given.containsKey(setting);
  }

  /** The recipe that was named, if one was. */
  Optional<String> named() {
    return Optional.ofNullable(recipe);
  }

  /** Returns the recipe that was named, or the command's default, with all overrides applied. */
  Recipe apply() {
    return apply(usual);
  }

  /** Returns the recipe that was named, or the given one, with all overrides applied. */
  Recipe apply(Recipe from) {
    Recipe result = recipe == null ? from : Recipe.of(recipe);
    for (Map.Entry<Setting<?>, String> one : given.entrySet()) {
      result = result.withText(one.getKey(), one.getValue());
    }
    return result;
  }

  /**
   * Rejects settings that would have no effect.
   *
   * @throws InputException naming the option and what it applies to
   */
  void checkEffect(Recipe plan) {
    ParameterizationKind param = plan.get(Setting.PARAM);
    boolean dream = plan.get(Setting.OCTAVES) > 0;
    for (Setting<?> setting :
        List.of(
            Setting.OCTAVE_SCALE,
            Setting.OCTAVES_ABOVE,
            Setting.TILE,
            Setting.MARGIN,
            Setting.ROLL)) {
      require(setting, dream, "--octaves, as in --recipe deepdream");
    }
    require(Setting.REDIRECTED, !dream, "runs without --octaves");
    require(Setting.DECAY, param == ParameterizationKind.FOURIER, "--param fourier");
    require(Setting.SPECTRUM, param == ParameterizationKind.MACO, "--param maco");
    require(
        Setting.COLOR,
        param != ParameterizationKind.PIXELS && param != ParameterizationKind.CPPN,
        "another --param than " + plan.text(Setting.PARAM));
    require(
        Setting.CONTRAST,
        plan.boundsContrast(),
        "--param fourier, free-pixels, pyramid or aligned and --color decorrelated or plain");
  }

  private void require(Setting<?> setting, boolean effective, String belongsTo) {
    if (sets(setting) && !effective) {
      throw new InputException(setting + " is for " + belongsTo + "; here it changes nothing");
    }
  }
}
