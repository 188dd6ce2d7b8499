package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.zoo.Zoo;
import dev.phosphene.zoo.ZooModel;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene models verify [NAME…]}: checks cached files against documented hashes. */
@Command(
    name = "verify",
    header = "Checks the hashes of cached models.",
    description = {"", "  phosphene models verify", ""})
final class ModelsVerify implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..*",
      description = "Model names (default: all in the cache).")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Zoo zoo = Zoo.fromEnvironment();
    List<String> wrong = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    int present = 0;
    for (ZooModel model : names.isEmpty() ? zoo.models() : ModelNames.of(zoo, names)) {
      if (!Files.exists(zoo.file(model))) {
        if (!names.isEmpty()) {
          missing.add(model.name());
          out.println(model.name() + "  is not in the cache");
        }
        continue;
      }
      present++;
      boolean right = zoo.verified(model);
      out.println(model.name() + (right ? "  right, " : "  WRONG, ") + model.check());
      if (!right) {
        wrong.add(model.name());
      }
    }
    if (!wrong.isEmpty()) {
      throw new InputException(
          "not as documented: "
              + String.join(", ", wrong)
              + "; 'phosphene models remove NAME' and 'phosphene models fetch NAME' download it"
              + " again");
    }
    if (!missing.isEmpty()) {
      throw new InputException(
          "not in the cache: "
              + String.join(", ", missing)
              + "; 'phosphene models fetch NAME' downloads it");
    }
    if (present == 0) {
      out.println("nothing is in the cache, " + zoo.home());
    }
    return 0;
  }
}
