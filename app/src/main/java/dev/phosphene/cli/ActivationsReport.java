package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.graph.Model;
import dev.phosphene.look.Activations;
import dev.phosphene.tensor.Shape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What a picture does to a network, for people and as JSON.
 *
 * @param layers whose channels are told
 * @param labelled whether the last of the layers has logits that have names
 * @param top how many labels, and how many channels where a layer has lines of its own
 */
record ActivationsReport(
    Model model, Activations activations, List<String> layers, boolean labelled, int top) {
  /** Channels on a layer's line, where all layers are listed. */
  private static final int SHORT = 3;

  /**
   * Prints it.
   *
   * @param brief one line for each layer
   */
  void print(PrintWriter print, boolean brief) {
    if (labelled) {
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
          .filter(layer -> !(labelled && layer.equals(last)))
          .forEach(layer -> table(layer, print));
    }
  }

  /** One line for each layer. */
  private void lines(PrintWriter print) {
    int width = layers.stream().mapToInt(String::length).max().orElse(0);
    String row = "%-" + width + "s  %12s  %s%n";
    print.println();
    print.printf(Locale.ROOT, row, "layer", "c × h × w", "strongest channels, with their means");
    for (String layer : layers) {
      Shape shape = activations.layer(layer).shape();
      StringBuilder channels = new StringBuilder();
      for (Activations.Response response : activations.strongest(layer, 0, SHORT)) {
        channels.append(
            String.format(
                Locale.ROOT, "%-20s", ":%d  %.4g".formatted(response.channel(), response.mean())));
      }
      String extents = "%d×%d×%d".formatted(shape.c(), shape.h(), shape.w());
      print.printf(Locale.ROOT, row, layer, extents, channels.toString().stripTrailing());
    }
    print.println();
  }

  private void table(String layer, PrintWriter print) {
    print.println(layer + " " + activations.layer(layer).shape());
    for (Activations.Response response : activations.strongest(layer, 0, top)) {
      print.printf(
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

  /** The same as an object. */
  JsonObject json(Path file, boolean brief) {
    int count = brief ? SHORT : top;
    JsonObject object = new JsonObject();
    object.addProperty("picture", file.toString());
    if (labelled) {
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
        channel.addProperty("channel", response.channel());
        channel.addProperty("mean", response.mean());
        channel.addProperty("peak", response.peak());
        channel.addProperty("x", response.x());
        channel.addProperty("y", response.y());
        channels.add(channel);
      }
      byLayer.add(layer, channels);
    }
    object.add("layers", byLayer);
    return object;
  }
}
