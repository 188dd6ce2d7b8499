package dev.phosphene.cli;

import dev.phosphene.zoo.Zoo;
import dev.phosphene.zoo.ZooModel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene models fetch NAME…}: downloads models ahead of use. */
@Command(
    name = "fetch",
    header = "Downloads models into the cache.",
    description = {"", "  phosphene models fetch vgg19 inception_v3", ""})
final class ModelsFetch implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "NAME",
      arity = "1..*",
      description = "Model names, as 'models' lists them.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Zoo zoo = Zoo.fromEnvironment();
    List<ZooModel> models = ModelNames.of(zoo, names);
    for (ZooModel model : models) {
      Path file;
      try (DownloadProgress progress = new DownloadProgress(err, Main.quiet(spec))) {
        file = zoo.fetch(model, progress);
      }
      out.println(model.name() + "  " + file);
    }
    return 0;
  }
}
