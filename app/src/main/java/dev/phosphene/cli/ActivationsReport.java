package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.analysis.Activations;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network's response to an image, as text and as JSON.
 *
 * @param layers layers whose channels are reported
 * @param labeled whether the last layer has logits with names
 * @param top number of labels, and of channels where a layer has lines of its own
 */
record ActivationsReport(
    Model model, Activations activations, List<String> layers, boolean labeled, int top) {
  /** Number of channels on a layer's line when all layers are listed. */
  private static final int SHORT = 3;

  /**
   * Prints the report.
   *
   * @param brief one line for each layer
   */
  void print(PrintWriter print, boolean brief) {
    if (labeled) {
      for (Activations.Ranked ranked : activations.labels(model, 0, top)) {
        print.printf(
            Locale.ROOT,
            "%5.1f %%  %-20s logit %.3f%n",
            100 * ranked.probability(),
            ranked.label(),
            ranked.logit());
      }
    }
    if (brief) {
      lines(print);
    } else {
      String last = model.graph().scores().name();
      layers.stream()
          .filter(layer -> !(labeled && layer.equals(last)))
          .forEach(layer -> table(layer, print));
    }
  }

  /** Prints one line for each layer. */
  private void lines(PrintWriter print) {
    int width = layers.stream().mapToInt(String::length).max().orElse(0);
    String row = "%-" + width + "s  %12s  %s%n";
    print.println();
    print.printf(Locale.ROOT, row, "layer", "c × h × w", "strongest channels, with their means");
    for (String layer : layers) {
      boolean tensor = !activations.layout(layer).channels();
      StringBuilder channels = new StringBuilder();
      for (Activations.Response response : activations.strongest(layer, 0, SHORT)) {
        channels.append(
            String.format(
                Locale.ROOT,
                "%-20s",
                (tensor ? "[%d]  %.4g" : ":%d  %.4g")
                    .formatted(response.channel(), response.mean())));
      }
      print.printf(Locale.ROOT, row, layer, extents(layer), channels.toString().stripTrailing());
    }
    print.println();
    if (layers.stream().anyMatch(layer -> !activations.layout(layer).channels())) {
      print.println(
          "[i] is the mean of all that has index i on the first axis of a tensor that has no known"
              + " channels.");
      print.println();
    }
  }

  /**
   * Returns {@code 64×7×7}, {@code 768×197} for tokens, or a tensor's extents without the batch.
   */
  private String extents(String layer) {
    Shape shape = activations.layer(layer).shape();
    int axes = activations.layout(layer) == Layout.TOKENS && shape.w() == 1 ? 3 : shape.rank();
    return IntStream.range(1, axes)
        .mapToObj(axis -> String.valueOf(shape.extent(axis)))
        .collect(Collectors.joining("×"));
  }

  private void table(String layer, PrintWriter print) {
    Layout layout = activations.layout(layer);
    Shape shape = activations.layer(layer).shape();
    String words = layout == Layout.IMAGE || layout == Layout.FEATURES ? "" : layout.words(shape);
    print.println(layer + " " + shape + (words.isEmpty() ? "" : ": " + words));
    for (Activations.Response response : activations.strongest(layer, 0, top)) {
      print.printf(
          Locale.ROOT,
          "  %s%-6s mean %-10.4g peak %.4g%s%n",
          layer,
          (layout.channels() ? ":%d" : "[%d]").formatted(response.channel()),
          response.mean(),
          response.peak(),
          place(layout, response));
    }
  }

  private static String place(Layout layout, Activations.Response response) {
    String numbers =
        response.place().stream().map(String::valueOf).collect(Collectors.joining(","));
    return switch (layout) {
      case IMAGE -> " at " + numbers;
      case TOKENS -> " at position " + numbers;
      case FEATURES -> "";
      case TENSOR -> numbers.isEmpty() ? "" : " at [" + numbers + "]";
    };
  }

  private static void addPlace(JsonObject channel, Layout layout, List<Integer> place) {
    switch (layout) {
      case IMAGE -> {
        channel.addProperty("x", place.get(0));
        channel.addProperty("y", place.get(1));
      }
      case TOKENS -> channel.addProperty("position", place.get(0));
      case FEATURES -> {}
      case TENSOR -> {
        JsonArray indices = new JsonArray();
        place.forEach(indices::add);
        channel.add("at", indices);
      }
    }
  }

  /** Returns the report as a JSON object. */
  JsonObject json(Path file, boolean brief) {
    int count = brief ? SHORT : top;
    JsonObject object = new JsonObject();
    object.addProperty("picture", file.toString());
    if (labeled) {
      JsonArray ranking = new JsonArray();
      for (Activations.Ranked ranked : activations.labels(model, 0, top)) {
        JsonObject label = new JsonObject();
        label.addProperty("label", ranked.label());
        label.addProperty("probability", ranked.probability());
        label.addProperty("logit", ranked.logit());
        ranking.add(label);
      }
      object.add("labels", ranking);
    }
    JsonObject byLayer = new JsonObject();
    for (String layer : layers) {
      JsonArray channels = new JsonArray();
      for (Activations.Response response : activations.strongest(layer, 0, count)) {
        JsonObject channel = new JsonObject();
        Layout layout = activations.layout(layer);
        channel.addProperty(layout.channels() ? "channel" : "index", response.channel());
        channel.addProperty("mean", response.mean());
        channel.addProperty("peak", response.peak());
        addPlace(channel, layout, response.place());
        channels.add(channel);
      }
      byLayer.add(layer, channels);
    }
    object.add("layers", byLayer);
    return object;
  }
}
