package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.output.Provenance;
import dev.phosphene.zoo.Models;
import dev.phosphene.zoo.Zoo;
import dev.phosphene.zoo.ZooModel;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code phosphene models}: lists built-in, cached and downloadable models. */
@Command(
    name = "models",
    header = "Lists the models: built in, cached, or downloadable.",
    description = {
      "",
      "  phosphene models",
      "  phosphene models fetch vgg19",
      "  phosphene models verify",
      ""
    },
    subcommands = {ModelsFetch.class, ModelsRemove.class, ModelsVerify.class})
final class ModelsCommand implements Callable<Integer> {
  private static final String BUILT_IN = "built in";

  @Option(names = "--json", description = "Print one JSON object, with addresses and hashes.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Zoo zoo = Zoo.fromEnvironment();
    if (json) {
      out.println(json(zoo));
      return 0;
    }
    table(out, zoo);
    out.println();
    out.println("Cached in " + zoo.home() + " (PHOSPHENE_HOME names another folder).");
    out.println(
        "Models of your own go into " + zoo.home().resolve("zoo.json") + " (or PHOSPHENE_ZOO).");
    out.println(
        "A file is a model, too: ONNX, PyTorch (.pth, .safetensors, .pt2), Keras (.h5, .keras,"
            + " model.json), a frozen TensorFlow graph (.pb), Caffe (.caffemodel).");
    return 0;
  }

  /** Prints the models under their publishers. */
  private static void table(PrintWriter out, Zoo zoo) {
    int width = Models.names(zoo).stream().mapToInt(String::length).max().orElse(0);
    String row = "%-" + width + "s  %-8s  %9s  %s%n";
    out.printf(row, "", "", "size", "what it is; its license");
    String under = "";
    for (String name : Models.names(zoo)) {
      Optional<ZooModel> known = zoo.named(name);
      String publisher = known.map(ZooModel::publisher).orElse("");
      if (!publisher.equals(under)) {
        out.printf("%n%s%n", publisher);
        under = publisher;
      }
      out.printf(
          row,
          name,
          known.map(model -> zoo.cached(model) ? "cached" : "to fetch").orElse(BUILT_IN),
          known.map(model -> model.size().text()).orElse(""),
          known.map(model -> model.about() + "; " + model.license()).orElse(Models.ABOUT_MINI));
    }
  }

  private static String json(Zoo zoo) {
    JsonArray all = new JsonArray();
    for (String name : Models.names(zoo)) {
      JsonObject one = new JsonObject();
      one.addProperty("name", name);
      Optional<ZooModel> known = zoo.named(name);
      if (known.isEmpty()) {
        one.addProperty("state", BUILT_IN);
        one.addProperty("about", Models.ABOUT_MINI);
      } else {
        ZooModel model = known.get();
        one.addProperty("state", zoo.cached(model) ? "cached" : "to fetch");
        one.addProperty("publisher", model.publisher());
        if (model.size().bytes() > 0) {
          one.addProperty("bytes", model.size().bytes());
        }
        one.addProperty("about", model.about());
        one.addProperty("licence", model.license());
        one.addProperty("address", zoo.address(model).toString());
        one.addProperty("hash", model.hash());
        one.addProperty("algorithm", model.hash().isEmpty() ? "none" : model.algorithm());
      }
      all.add(one);
    }
    JsonObject object = new JsonObject();
    object.addProperty("cache", zoo.home().toString());
    object.add("models", all);
    return Provenance.of(object).text();
  }
}
