package dev.phosphene.cli;

import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Recipes;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code phosphene recipes}: lists the recipes as the options they stand for. */
@Command(
    name = "recipes",
    header = "Lists the recipes of render, each as the options that it stands for.",
    description = {"", "  phosphene recipes", ""})
final class RecipesCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    for (Recipe recipe : Recipes.ALL) {
      out.printf("%-12s %s%n", recipe.name(), recipe.about());
      String options = recipe.toString();
      if (!options.isEmpty()) {
        out.println("             " + options);
      }
    }
    out.println();
    out.println("Any option of render overrides a recipe's. What a recipe does not name is as in");
    out.println(Recipe.LUCID.name() + ", the default: " + Recipe.LUCID.everything());
    return 0;
  }
}
