package dev.phosphene.gallery.wiring;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.tensor.Shape;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Makes the lists of all units of a layer at once, since that reads each array only once. */
final class Search {
  private final Graph graph;
  private final Steps steps;
  private final GalleryLayers layers;
  private final Rules rules;
  private final Walk walk;

  Search(Graph graph, Collection<String> names) {
    this.graph = graph;
    steps = new Steps(graph, graph.reach(graph.usualInput()).shapes());
    layers = new GalleryLayers(graph, steps, names);
    rules = new Rules(graph, steps, layers);
    walk = new Walk(graph, steps);
  }

  /** The layers in their order. */
  List<String> names() {
    return layers.names();
  }

  /**
   * How many units a layer has; 0 if it cannot be computed.
   *
   * @throws IllegalArgumentException if the gallery has no such layer
   */
  int units(String layer) {
    return steps
        .shape(layers.place(layer).node())
        .filter(shape -> shape.rank() > 1)
        .map(Shape::c)
        .orElse(0);
  }

  /** The units of the layer whose weights are most alike; empty lists if the file lacks some. */
  Largest near(String layer, int kept) {
    try {
      return Cosines.of(graph, makers(layer, true), units(layer), kept);
    } catch (InputException e) {
      return new Largest(units(layer), kept, false);
    }
  }

  /** The units of other layers that each unit reads. */
  Largest fedBy(String layer, int kept) {
    Largest largest = new Largest(units(layer), kept, true);
    for (Strand target : makers(layer, false)) {
      Node node = graph.node(target.end());
      List<Strand> sources = walk.back(reads(node), rules.nearest());
      Optional<Kernel> kernel = sources.isEmpty() ? Optional.empty() : kernel(node);
      for (Strand source : kernel.isPresent() ? sources : List.<Strand>of()) {
        int number = layers.names().indexOf(source.end());
        Links.between(
            kernel.get(),
            target,
            source,
            units(source.end()),
            (to, from, weight) -> largest.offer(to, number, from, weight));
      }
    }
    return largest;
  }

  /** The units of other layers that read each unit. */
  Largest feeds(String layer, int kept) {
    int units = units(layer);
    Largest largest = new Largest(units, kept, true);
    for (Node reader : layers.readers(layer)) {
      List<Strand> sources = walk.back(reads(reader), rules.to(layer));
      Optional<Kernel> kernel = sources.isEmpty() ? Optional.empty() : kernel(reader);
      for (String behind : kernel.isPresent() ? layers.behind(reader.name()) : List.<String>of()) {
        int number = layers.names().indexOf(behind);
        for (Strand target : makers(behind, false)) {
          for (Strand source : target.end().equals(reader.name()) ? sources : List.<Strand>of()) {
            Links.between(
                kernel.get(),
                target,
                source,
                units,
                (to, from, weight) -> largest.offer(from, number, to, weight));
          }
        }
      }
    }
    return largest;
  }

  private List<Strand> makers(String layer, boolean compared) {
    return walk.back(layers.place(layer), rules.makers(compared));
  }

  private Place reads(Node node) {
    int rank = steps.shape(node.input()).map(Shape::rank).orElse(0);
    return Kernel.reads(node, rank);
  }

  /** The weights of a convolution or dense layer; empty if the file lacks them. */
  private static Optional<Kernel> kernel(Node node) {
    try {
      return Kernel.of(node.op());
    } catch (InputException e) {
      return Optional.empty();
    }
  }
}
