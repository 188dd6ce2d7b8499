package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.output.Pictures;
import dev.phosphene.output.Provenance;
import dev.phosphene.output.Resampling;
import dev.phosphene.render.Activations;
import dev.phosphene.render.Input;
import dev.phosphene.render.Size;
import dev.phosphene.tensor.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene activations MODEL IMAGE}: what a picture does to a network. */
@Command(
    name = "activations",
    header = "Says which channels a picture excites, and its labels for a classifier.",
    description = {
      "",
      "  phosphene activations mini cat.jpg --resize 32",
      "  phosphene activations vgg19 cat.jpg --layer block3_conv1 --top 10",
      "  phosphene activations own.onnx cat.jpg --resize 224 --input torch --labels classes.txt",
      ""
    })
final class ActivationsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..2",
      paramLabel = "[MODEL] IMAGE",
      description = "A model (default: mini) and a picture.")
  private List<String> operands = List.of();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Read the named model's weights from this file.")
  private @Nullable Path weights;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "The classes' names: a JSON list or object, or one name a line.")
  private @Nullable Path labels;

  @Option(
      names = "--input",
      defaultValue = "MODEL",
      description = "Pre-processing: ${COMPLETION-CANDIDATES} (default: the model's own).")
  private Input input = Input.MODEL;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "A layer to look at; may be repeated (default: the last).")
  private List<String> layers = List.of();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "How many channels and labels (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--resize",
      paramLabel = "N|WxH",
      converter = SizeConverter.class,
      description = "Scale the picture first; by default it is taken as it is.")
  private @Nullable Size size;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = "auto",
      description = "Which engine.")
  private String engine = "auto";

  @Option(names = "--json", description = "As one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    if (top < 1) {
      throw new InputException("--top must be at least 1: " + top);
    }
    String name = operands.size() == 2 ? operands.get(0) : null;
    Tensor picture = Pictures.read(Path.of(operands.get(operands.size() - 1)));
    Model model =
        ModelChoice.labelled(
            ModelChoice.load(name, weights, command.commandLine().getErr(), json), labels);
    if (size != null) {
      picture = Resampling.resize(picture, size.width(), size.height());
    }
    model = input.of(model);
    String last = Activations.lastLayer(model);
    List<String> seen = layers.isEmpty() ? List.of(last) : layers;
    boolean labelled = !model.labels().isEmpty() && seen.contains(last);
    Activations activations =
        Activations.of(
            model,
            picture,
            seen,
            engine.equals("auto") ? Engines.best() : Engines.named(engine),
            Engine.Options.defaults());
    if (json) {
      out.println(json(model, activations, seen, labelled));
      return 0;
    }
    if (labelled) {
      for (Activations.Ranked ranked : activations.labels(model, 0, top)) {
        out.printf(
            Locale.ROOT,
            "%5.1f %%  %-20s logit %.3f%n",
            100 * ranked.probability(),
            ranked.label(),
            ranked.logit());
      }
    }
    for (String layer : seen) {
      if (!(labelled && layer.equals(last))) {
        table(activations, layer, out);
      }
    }
    return 0;
  }

  private void table(Activations activations, String layer, PrintWriter out) {
    out.println(layer + " " + activations.layer(layer).shape());
    for (Activations.Response response : activations.strongest(layer, 0, top)) {
      out.printf(
          Locale.ROOT,
          "  %s:%-5d mean %-10.4g peak %.4g at %d,%d%n",
          layer,
          response.channel(),
          response.mean(),
          response.peak(),
          response.x(),
          response.y());
    }
  }

  private String json(Model model, Activations activations, List<String> seen, boolean labelled) {
    JsonObject json = new JsonObject();
    json.addProperty("model", model.name());
    if (labelled) {
      JsonArray labels = new JsonArray();
      for (Activations.Ranked ranked : activations.labels(model, 0, top)) {
        JsonObject label = new JsonObject();
        label.addProperty("label", ranked.label());
        label.addProperty("probability", ranked.probability());
        label.addProperty("logit", ranked.logit());
        labels.add(label);
      }
      json.add("labels", labels);
    }
    JsonObject byLayer = new JsonObject();
    for (String layer : seen) {
      JsonArray channels = new JsonArray();
      for (Activations.Response response : activations.strongest(layer, 0, top)) {
        JsonObject channel = new JsonObject();
        channel.addProperty("channel", response.channel());
        channel.addProperty("mean", response.mean());
        channel.addProperty("peak", response.peak());
        channel.addProperty("x", response.x());
        channel.addProperty("y", response.y());
        channels.add(channel);
      }
      byLayer.add(layer, channels);
    }
    json.add("layers", byLayer);
    return Provenance.of(json).text();
  }
}
