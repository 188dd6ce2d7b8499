package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.render.Size;
import dev.phosphene.tensor.Shape;
import dev.phosphene.zoo.Models;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code phosphene layers MODEL}: what can be looked at. */
@Command(
    name = "layers",
    header = "Lists what can be looked at: name, kind, shape, channels.",
    description = {
      "",
      "  phosphene layers vgg19",
      "  phosphene layers inception_v3 --size 300",
      ""
    })
final class LayersCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--size",
      paramLabel = "N|WxH",
      defaultValue = "224",
      converter = SizeConverter.class,
      description = "For a picture of this size (default: ${DEFAULT-VALUE}).")
  private @Nullable Size size;

  @Option(names = "--json", description = "As a JSON array.")
  private boolean json;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    Size picture = Objects.requireNonNull(size);
    Optional<Graph> known =
        model.model == null || model.weights != null
            ? Optional.empty()
            : Models.layers(model.model);
    String title = model.model + ", as its publisher's weights file names the layers";
    Graph graph;
    if (known.isPresent()) {
      graph = known.get();
    } else {
      PrintWriter err = command.commandLine().getErr();
      Model network = ModelChoice.load(model.model, model.weights, err, json);
      graph = network.graph();
      title = network.name() + ": " + network.origin();
    }
    Shape input = Shape.of(1, graph.inputChannels(), picture.height(), picture.width());
    Map<String, Shape> shapes = graph.shapes(input);
    if (json) {
      out.println(json(graph, shapes));
    } else {
      table(title, graph, shapes, out);
    }
    return 0;
  }

  private static void table(String title, Graph graph, Map<String, Shape> shapes, PrintWriter out) {
    int width = shapes.keySet().stream().mapToInt(String::length).max().orElse(0);
    out.println(title);
    out.println();
    String row = "%-" + width + "s  %-12s %5s × %-5s %8s%n";
    out.printf(Locale.ROOT, row, "layer", "kind", "wide", "high", "channels");
    for (Node node : graph.nodes()) {
      Shape shape = Objects.requireNonNull(shapes.get(node.name()));
      out.printf(Locale.ROOT, row, node.name(), kind(node.op()), shape.w(), shape.h(), shape.c());
    }
    out.println();
    Node last = null;
    for (Node node : graph.nodes()) {
      last = node;
    }
    out.println(
        "A unit is LAYER:CHANNEL, with channels from 0, such as "
            + Objects.requireNonNull(last).name()
            + ":0");
  }

  private static JsonArray json(Graph graph, Map<String, Shape> shapes) {
    JsonArray layers = new JsonArray();
    for (Node node : graph.nodes()) {
      Shape shape = Objects.requireNonNull(shapes.get(node.name()));
      JsonObject layer = new JsonObject();
      layer.addProperty("name", node.name());
      layer.addProperty("kind", kind(node.op()));
      layer.addProperty("channels", shape.c());
      layer.addProperty("height", shape.h());
      layer.addProperty("width", shape.w());
      JsonArray inputs = new JsonArray();
      node.inputs().forEach(inputs::add);
      layer.add("inputs", inputs);
      layers.add(layer);
    }
    return layers;
  }

  private static String kind(Op op) {
    if (op instanceof Op.Conv conv) {
      return "conv " + conv.window().kernelH() + "×" + conv.window().kernelW();
    } else if (op instanceof Op.MaxPool) {
      return "max pool";
    } else if (op instanceof Op.AvgPool) {
      return "avg pool";
    } else if (op instanceof Op.GlobalAvgPool) {
      return "global pool";
    } else if (op instanceof Op.BatchNorm) {
      return "batch norm";
    } else if (op instanceof Op.SelectChannels) {
      return "select";
    }
    return op.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
