package dev.phosphene.analysis;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Luma;
import dev.phosphene.graph.Model;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.rewrite.Lean;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model compiled to run on images of one shape. */
public final class Probe implements AutoCloseable {
  private final List<String> layers;
  private final Map<String, Layout> layouts;
  private final Network network;
  private final boolean gray;

  private Probe(List<String> layers, Map<String, Layout> layouts, Network network, boolean gray) {
    this.layers = layers;
    this.layouts = layouts;
    this.network = network;
    this.gray = gray;
  }

  /** The engine to use and its options. */
  public record Use(Engine engine, Engine.Options options) {
    /** Returns the fastest engine, in float32 on every core. */
    public static Use best() {
      return new Use(Engines.best(), Engine.Options.defaults());
    }
  }

  /**
   * Compiles the part of the model that computes the layers.
   *
   * @param pictures {@code [n, 3, h, w]}, RGB in [0, 1]
   * @throws InputException if a layer is unknown or does not support that size
   */
  public static Probe on(Model model, List<String> layers, Shape pictures, Use use) {
    Graph cut = Cut.at(model.withPreprocessing(), layers);
    Layers known = Layers.of(cut, cut.shapes(pictures));
    Map<String, Layout> layouts = new LinkedHashMap<>();
    layers.forEach(layer -> layouts.put(layer, known.layout(layer)));
    Graph graph = Lean.of(cut, layers);
    Network network = use.engine.compile(graph, layers, pictures, use.options);
    boolean gray = model.preprocessing().isGray();
    return new Probe(List.copyOf(layers), layouts, network, gray);
  }

  /** Returns the shape of the images, {@code [n, 3, h, w]}. */
  public Shape shape() {
    return network.inputShape();
  }

  /**
   * Runs forward; the activations are valid until the next call. A network of one channel sees the
   * images' luma, {@link Luma#inAllPlanes}.
   */
  public void run(Tensor pictures) {
    network.forward(gray ? Luma.inAllPlanes(pictures) : pictures);
  }

  /**
   * Returns a layer's activation after the last {@link #run}, {@code [n, c, h, w]} unless it has no
   * channels.
   */
  public Tensor activation(String layer) {
    return network.activation(layer);
  }

  /** Runs forward and returns a copy of the activations. */
  public Activations look(Tensor pictures) {
    run(pictures);
    Map<String, Tensor> kept = new LinkedHashMap<>();
    layers.forEach(layer -> kept.put(layer, network.activation(layer).copy()));
    return new Activations(kept, layouts);
  }

  /** Returns the shape of a layer, {@code [n, c, h, w]}. */
  public Shape shape(String layer) {
    return network.shape(layer);
  }

  @Override
  public void close() {
    network.close();
  }
}
