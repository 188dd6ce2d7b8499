package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the program says of itself, and the names that people try. */
class HelpTest {
  @Test
  void theOptionsOfRenderAreInGroupsWithTheirDefaults() {
    String help = Cli.run("render", "--help").out().replaceAll("\\s+", " ");
    assertThat(help)
        .containsSubsequence(
            "Options:",
            "--start",
            "The model:",
            "--weights",
            "What is written:",
            "--sheet",
            "The recipe and its numbers:",
            "--learning-rate",
            "(default: 0.05)",
            "How it is computed:",
            "--threads",
            "In every command:",
            "--quiet")
        .doesNotContain(
            "--step-size", "--colour", "--optimiser", "--views", "--pace", "--pictures");
    CommandLine render =
        Objects.requireNonNull(new CommandLine(new Main()).getSubcommands().get("render"));
    List<String> without = new ArrayList<>();
    for (OptionSpec option : render.getCommandSpec().options()) {
      String words = String.join(" ", option.description());
      if (option.arity().max() > 0 && !option.hidden() && !words.contains("default")) {
        without.add(option.longestName());
      }
    }
    assertThat(without).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "--lr=.2, --learning-rate=.2",
    "--step-size=.2, --learning-rate=.2",
    "--views=jitter, --transforms=jitter",
    "--pace=linear, --schedule=linear",
    "--momentum=.5, --beta1=.5",
    "--memory=.5, --beta2=.5",
    "--quantisation=truncate, --quantization=truncate",
    "-n=3, --steps=3",
    "--iterations=3, --steps=3",
    "--optimiser=nadam, --optimizer=nadam",
    "--colour=plain, --color=plain"
  })
  void namesThatPeopleTryMeanTheSame(String tried, String meant, @TempDir Path folder)
      throws Exception {
    Path first = folder.resolve("first.png");
    Path second = folder.resolve("second.png");
    Object[] words = {"render", "mini", "stage2:3", "--size=16", "--transforms=none", "--steps=4"};
    assertThat(Cli.run(with(words, tried, "-q", "-o", first)).code()).isZero();
    assertThat(Cli.run(with(words, meant, "-q", "-o", second)).code()).isZero();
    assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
  }

  private static Object[] with(Object[] words, Object... more) {
    List<Object> all = new ArrayList<>(List.of(words));
    all.addAll(List.of(more));
    if (more[0].toString().matches("(-n|--iterations|--steps)=.*")) {
      all.remove("--steps=4");
    }
    if (more[0].toString().matches("--(views|transforms)=.*")) {
      all.remove("--transforms=none");
    }
    return all.toArray();
  }

  @Test
  void everyCommandCanBeQuiet() {
    for (CommandLine command : commands(new CommandLine(new Main()))) {
      assertThat(command.getCommandSpec().findOption("-q"))
          .as(command.getCommandSpec().qualifiedName())
          .isNotNull();
    }
    Cli layers = Cli.run("layers", "mini", "-q", "--json");
    assertThat(layers.code()).isZero();
    assertThat(JsonParser.parseString(layers.out()).isJsonArray()).isTrue();
  }

  private static List<CommandLine> commands(CommandLine command) {
    List<CommandLine> all = new ArrayList<>(List.of(command));
    command.getSubcommands().values().forEach(one -> all.addAll(commands(one)));
    return all;
  }

  @Test
  void theCompletionIsAScriptForBash(@TempDir Path folder) throws Exception {
    Cli run = Cli.run("completion");
    assertThat(run.code()).isZero();
    assertThat(run.out()).contains("--recipe", "--sheet", "lucid", "models", "complete -F");
    Path script = Files.writeString(folder.resolve("completion.sh"), run.out());
    Process process;
    try {
      process = new ProcessBuilder("bash", "-n", script.toString()).start();
    } catch (java.io.IOException e) {
      System.err.println("skipped: there is no bash here");
      Assumptions.abort("there is no bash here");
      return;
    }
    Cli checked = Cli.of(process);
    assertThat(checked.err()).isEmpty();
    assertThat(checked.code()).isZero();
  }
}
