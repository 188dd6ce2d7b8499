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
import java.util.LinkedHashMap;
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
      "  phosphene layers own.onnx",
      ""
    })
final class LayersCommand implements Callable<Integer> {
  /** What networks are mostly made for. */
  private static final int USUAL = 224;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--size",
      paramLabel = "N|WxH",
      converter = SizeConverter.class,
      description = "For a picture of this size (default: the file's own, else 224).")
  private @Nullable Size size;

  @Option(names = "--json", description = "As a JSON array.")
  private boolean json;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
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
    Graph.Reach reach = graph.reach(input(graph));
    if (json) {
      out.println(json(graph, reach.shapes()));
    } else {
      table(title, graph, reach, out);
    }
    return 0;
  }

  private Shape input(Graph graph) {
    Size picture = size;
    return picture == null
        ? graph.notes().size().orElse(Shape.of(1, graph.inputChannels(), USUAL, USUAL))
        : Shape.of(1, graph.inputChannels(), picture.height(), picture.width());
  }

  private static void table(String title, Graph graph, Graph.Reach reach, PrintWriter out) {
    Map<String, Shape> shapes = reach.shapes();
    int width = graph.names().stream().mapToInt(String::length).max().orElse(0);
    out.println(title);
    out.println();
    String row = "%-" + width + "s  %-12s %5s × %-5s %8s%n";
    out.printf(Locale.ROOT, row, "layer", "kind", "wide", "high", "channels");
    String last = graph.input().name();
    for (Node node : graph.nodes()) {
      Shape shape = shapes.get(node.name());
      if (shape == null) {
        out.printf(Locale.ROOT, row, node.name(), kind(node.op()), "-", "-", "-");
      } else {
        out.printf(Locale.ROOT, row, node.name(), kind(node.op()), shape.w(), shape.h(), shape.c());
        last = node.name();
      }
    }
    out.println();
    reasons(reach.ends(), "for a picture of this size", out);
    reasons(graph.notes().missing(), "of this file", out);
    out.println("A unit is LAYER:CHANNEL, with channels from 0, such as " + last + ":0");
  }

  /** Tells what ends where, once for each reason. */
  private static void reasons(Map<String, String> ends, String which, PrintWriter out) {
    Map<String, String> first = new LinkedHashMap<>();
    Map<String, Integer> counts = new LinkedHashMap<>();
    ends.forEach(
        (layer, reason) -> {
          first.putIfAbsent(reason, layer);
          counts.merge(reason, 1, Integer::sum);
        });
    first.forEach(
        (reason, layer) -> {
          int others = Objects.requireNonNull(counts.get(reason)) - 1;
          out.println(
              "Not reachable "
                  + which
                  + ": "
                  + layer
                  + (others == 0 ? "" : " and " + others + " more names behind it"));
          out.println("  " + reason);
          out.println();
        });
  }

  private static JsonArray json(Graph graph, Map<String, Shape> shapes) {
    JsonArray layers = new JsonArray();
    for (Node node : graph.nodes()) {
      Shape shape = shapes.get(node.name());
      if (shape == null) {
        continue; // not reachable at this size
      }
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
    } else if (op instanceof Op.GlobalMaxPool) {
      return "global max";
    } else if (op instanceof Op.Pointwise pointwise) {
      return pointwise.function().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    } else if (op instanceof Op.Binary binary) {
      return binary.arithmetic().name().toLowerCase(Locale.ROOT);
    } else if (op instanceof Op.BatchNorm) {
      return "batch norm";
    } else if (op instanceof Op.SelectChannels) {
      return "select";
    }
    return op.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }
}
