package dev.phosphene.cli;

import dev.phosphene.zoo.Zoo;
import dev.phosphene.zoo.ZooModel;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene models remove NAME…}: deletes models from the cache. */
@Command(
    name = "remove",
    header = "Deletes models from the cache.",
    description = {"", "  phosphene models remove vgg19", ""})
final class ModelsRemove implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description = "Model names, as 'models' lists them.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Zoo zoo = Zoo.fromEnvironment();
    for (ZooModel model : ModelNames.of(zoo, names)) {
      out.println(model.name() + (zoo.remove(model) ? "  removed" : "  was not in the cache"));
    }
    return 0;
  }
}
