package dev.phosphene.cli;

import java.lang.reflect.Member;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Lists a command's options in groups under headings, the most important first. */
final class HelpGroups {
  private static final String OWN = "Options:";
  private static final String MODEL = "The model:";
  private static final String OUTPUT = "What is written:";
  private static final String RECIPE = "The recipe and its numbers:";
  private static final String ENGINE = "How it is computed:";
  private static final String EVERYWHERE = "In every command:";
  private static final List<String> ORDER = List.of(OWN, MODEL, OUTPUT, RECIPE, ENGINE, EVERYWHERE);

  private static final Map<Class<?>, String> GROUPS =
      Map.of(
          ModelOptions.class, MODEL,
          LabelOptions.class, MODEL,
          InputOptions.class, MODEL,
          OutputOptions.class, OUTPUT,
          RecipeOptions.class, RECIPE,
          EngineOptions.class, ENGINE,
          FramingOptions.class, ENGINE,
          Main.class, EVERYWHERE);

  private HelpGroups() {}

  /** Not a lambda, for the reason that {@link NumberOptions} gives. */
  private record Section(Function<Help, String> words) implements CommandLine.IHelpSectionRenderer {
    @Override
    public String render(Help help) {
      return words.apply(help);
    }
  }

  /** Applies this layout to the command and all its subcommands. */
  static CommandLine in(CommandLine command) {
    Map<String, CommandLine.IHelpSectionRenderer> sections = command.getHelpSectionMap();
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING, new Section(help -> ""));
    sections.put(UsageMessageSpec.SECTION_KEY_OPTION_LIST, new Section(HelpGroups::list));
    command.setHelpSectionMap(sections);
    command.getSubcommands().values().forEach(HelpGroups::in);
    return command;
  }

  private static String list(Help help) {
    Map<String, List<OptionSpec>> groups =
        help.commandSpec().options().stream()
            .filter(option -> !option.hidden())
            .collect(
                Collectors.groupingBy(
                    option -> group(option.userObject()), LinkedHashMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    for (String heading : ORDER) {
      List<OptionSpec> options = groups.get(heading);
      if (options != null) {
        Help.Layout layout = help.createDefaultLayout();
        layout.addOptions(options, help.createDefaultParamLabelRenderer());
        text.append(String.format("%n%s%n%s", heading, layout));
      }
    }
    return text.toString();
  }

  /**
   * Groups by the class that declares the option; a recipe's options are generated, not declared.
   */
  private static String group(@Nullable Object field) {
    if (!(field instanceof Member member)) {
      return RECIPE;
    }
    Class<?> declaring = member.getDeclaringClass();
    boolean everywhere = declaring.getName().startsWith("picocli");
    return everywhere ? EVERYWHERE : GROUPS.getOrDefault(declaring, OWN);
  }
}
