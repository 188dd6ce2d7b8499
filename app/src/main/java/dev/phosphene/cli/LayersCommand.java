package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.diagram.Diagram;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Cost;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Kind;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.objective.Channel;
import dev.phosphene.output.AtomicFile;
import dev.phosphene.recipe.Size;
import dev.phosphene.tensor.Shape;
import dev.phosphene.zoo.Models;
import java.io.PrintWriter;
import java.nio.file.Path;
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

/** {@code phosphene layers MODEL}: lists the layers that can be visualized. */
@Command(
    name = "layers",
    header = "Lists a network's layers with their shapes and costs, or draws the graph.",
    description = {
      "",
      "  phosphene layers vgg19",
      "  phosphene layers inception_v3 --size 300",
      "  phosphene layers own.onnx --graph own.svg",
      ""
    })
final class LayersCommand implements Callable<Integer> {
  /** The usual input side of image networks. */
  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Option(
      names = "--size",
      paramLabel = "N|WxH",
      converter = SizeConverter.class,
      description = "For an image of this size (default: from the file, else 224).")
  private @Nullable Size size;

  @Option(names = "--json", description = "Print a JSON array.")
  private boolean json;

  @Option(names = "--flat", description = "List every layer by its full name, ungrouped.")
  private boolean flat;

  @Option(names = "--graph", paramLabel = "FILE.svg", description = "Also draw the network as SVG.")
  private @Nullable Path drawing;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    if (drawing != null) {
      if (!drawing.toString().endsWith(".svg")) {
        throw new InputException("--graph draws an SVG picture; give a file that ends so: .svg");
      }
      AtomicFile.checkWritable(drawing);
    }
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
      Model network = model.load(err, json || Main.quiet(spec));
      graph = network.graph();
      title = network.name() + ": " + network.origin();
    }
    Graph.Reach reach = graph.reach(input(graph));
    Path file = drawing;
    if (file != null) {
      String name = model.model == null ? ModelChoice.BUILT_IN : model.model;
      String heading = String.valueOf(Path.of(name).getFileName());
      AtomicFile.write(file, Diagram.svg(heading, graph, reach.shapes()));
    }
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
        ? graph.usualInput()
        : Shape.of(1, graph.inputChannels(), picture.height(), picture.width());
  }

  private void table(String title, Graph graph, Graph.Reach reach, PrintWriter out) {
    print(title, out);
    out.println();
    LayerTable table = new LayerTable(graph, reach.shapes());
    int hidden = 0;
    if (flat) {
      table.flat(graph, out);
    } else {
      hidden = table.tree(graph, out);
    }
    out.println();
    if (hidden > 0) {
      print(
          String.format(
              Locale.ROOT,
              "%,d more hold constants or only reshape or reorder tensors; --flat lists" + " them.",
              hidden),
          out);
      out.println();
    }
    Cost total = table.total();
    print(
        String.format(
            Locale.ROOT,
            "Together %,d parameters and %s multiply-adds; a layer's share is of the latter.",
            total.parameters(),
            count(total.products())),
        out);
    out.println();
    reasons(reach.ends(), "for a picture of this size", out);
    reasons(graph.notes().missing(), "of this file", out);
    print(
        "• can be rendered: a unit is LAYER:CHANNEL, with channels from 0"
            + table.lastRenderable().map(name -> ", such as " + new Channel(name, 0)).orElse("")
            + (flat ? "" : ". A layer's name is those of its groups and its own in one."),
        out);
  }

  /** Formats a count, such as 1.43 billion. */
  private static String count(long number) {
    if (number < 1_000_000) {
      return String.format(Locale.ROOT, "%,d", number);
    }
    return number < 1_000_000_000
        ? String.format(Locale.ROOT, "%.3g million", number / 1e6)
        : String.format(Locale.ROOT, "%.2f billion", number / 1e9);
  }

  /** Prints text wrapped at 100 characters. */
  private static void print(String words, PrintWriter out) {
    StringBuilder line = new StringBuilder();
    for (String word : words.split(" ", -1)) {
      if (line.length() > 0 && line.length() + word.length() >= 100) {
        out.println(line.toString().stripTrailing());
        line.setLength(0);
      }
      line.append(word).append(' ');
    }
    out.println(line.toString().stripTrailing());
  }

  /** Prints which layers are out of reach, grouped by reason. */
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
          String more = others == 0 ? "" : " and " + others + " more names behind it";
          out.println("Not reachable " + which + ": " + layer + more);
          out.println("  " + reason); // unwrapped, so that it can be searched for
          out.println();
        });
  }

  private static void addExtents(JsonObject layer, Shape shape, Layout layout) {
    if (layout.channels()) {
      layer.addProperty("channels", shape.c());
    }
    switch (layout) {
      case IMAGE, FEATURES -> {
        layer.addProperty("height", shape.h());
        layer.addProperty("width", shape.w());
      }
      case TOKENS -> layer.addProperty("positions", shape.h() * shape.w());
      case TENSOR -> {
        JsonArray extents = new JsonArray();
        for (int axis = 1; axis < shape.rank(); axis++) {
          extents.add(shape.extent(axis));
        }
        layer.add("extents", extents);
      }
    }
  }

  private static JsonArray json(Graph graph, Map<String, Shape> shapes) {
    JsonArray layers = new JsonArray();
    Map<String, Cost> costs = Cost.of(graph, shapes);
    Map<String, Layout> layouts = Layout.of(graph, shapes);
    long all = Math.max(1, costs.values().stream().mapToLong(Cost::products).sum());
    for (Node node : graph.nodes()) {
      Shape shape = shapes.get(node.name());
      if (shape == null) {
        continue; // not reachable at this size
      }
      JsonObject layer = new JsonObject();
      layer.addProperty("name", node.name());
      layer.addProperty("kind", Kind.of(node.op()));
      Layout layout = Objects.requireNonNull(layouts.get(node.name()));
      addExtents(layer, shape, layout);
      layer.addProperty("renderable", LayerTable.renderable(node, layout));
      Cost cost = costs.getOrDefault(node.name(), Cost.NONE);
      layer.addProperty("parameters", cost.parameters());
      layer.addProperty("multiply_adds", cost.products());
      layer.addProperty("share", cost.products() / (double) all);
      JsonArray inputs = new JsonArray();
      node.inputs().forEach(inputs::add);
      layer.add("inputs", inputs);
      layers.add(layer);
    }
    return layers;
  }
}
