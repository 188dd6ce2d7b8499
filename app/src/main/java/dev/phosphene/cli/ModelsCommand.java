package dev.phosphene.cli;

import dev.phosphene.zoo.Models;
import dev.phosphene.zoo.Zoo;
import dev.phosphene.zoo.ZooModel;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code phosphene models}: what is built in, cached, or can be fetched. */
@Command(
    name = "models",
    header = "Lists what is built in, cached, or can be fetched.",
    description = {
      "",
      "  phosphene models",
      "  phosphene models fetch vgg19",
      "  phosphene models verify",
      ""
    },
    subcommands = {ModelsFetch.class, ModelsRemove.class, ModelsVerify.class})
final class ModelsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Zoo zoo = Zoo.fromEnvironment();
    for (String name : Models.names(zoo)) {
      out.printf(Locale.ROOT, "%-18s %s%n", name, state(zoo, name));
    }
    out.println();
    out.println("Cached in " + zoo.home() + " (PHOSPHENE_HOME names another folder).");
    out.println(
        "Models of your own go into " + zoo.home().resolve("zoo.json") + " (or PHOSPHENE_ZOO).");
    out.println(
        "A file is a model, too: ONNX, Keras (.h5, .keras, model.json), or safetensors of ours.");
    return 0;
  }

  private static String state(Zoo zoo, String name) {
    Optional<ZooModel> known = zoo.named(name);
    if (known.isEmpty()) {
      return "built in";
    }
    ZooModel model = known.get();
    String size = String.format(Locale.ROOT, "%.1f MB", model.size() * 1e-6);
    String facts = size + "; " + model.about() + "; licence: " + model.licence();
    return zoo.cached(model)
        ? "cached, " + facts
        : "to be fetched, " + facts + "; from " + zoo.address(model);
  }
}
