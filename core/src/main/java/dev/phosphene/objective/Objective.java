package dev.phosphene.objective;

import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A differentiable function of the activations of one image (or of a few), to be maximized. */
public interface Objective {

  /** The layer that is the network's input: the image, as the views of this step show it. */
  String INPUT = "input";

  /** What this looks at; everything else is not computed. */
  List<Reads> reads();

  /**
   * Photographs that the image is compared with. They take part in every view, and what the layers
   * of {@link #reads} make of them is found in {@link Observation#photo}.
   */
  default List<Path> photos() {
    return List.of();
  }

  /**
   * Other files that this was made from, such as vectors: the SHA-256, in hex, of what was read.
   * They belong to what the objective is, so an image's provenance should name them.
   */
  default Map<Path, String> files() {
    return Map.of();
  }

  /** Whether this is of that kind, or is made of objectives of which one is. */
  default boolean has(Class<? extends Objective> kind) {
    return kind.isInstance(this);
  }

  /** How many images this needs at least: 1, or 2 where images are compared with each other. */
  default int pictures() {
    return 1;
  }

  /**
   * This objective for one model, with the names that only a model can explain (class labels)
   * replaced by what they stand for.
   *
   * @throws dev.phosphene.error.InputException if the model knows no such name
   */
  default Objective on(Model model) {
    return this;
  }

  /**
   * Refuses what does not exist, before anything is computed.
   *
   * @param shapes of the layers that are read, {@code [n, c, h, w]}
   * @throws dev.phosphene.error.InputException naming layer, channel or position, and what there is
   */
  void check(Map<String, Shape> shapes);

  /** The value. */
  double apply(Observation seen);

  /** Adds {@code weight · ∂value/∂activation} to the cotangents of {@code seen}. */
  void vjp(Observation seen, double weight);

  /** The text form, which {@link ObjectiveParser} takes back. */
  @Override
  String toString();

  /**
   * What an objective reads of a layer.
   *
   * @param channels ascending; empty for all
   * @param place the positions
   * @param ordered whether it matters where a position is, or which are its neighbors: then the
   *     layer's positions must be places of the image
   */
  record Reads(String layer, List<Integer> channels, Place place, boolean ordered) {
    public Reads {
      channels = List.copyOf(channels);
    }

    /** At some positions, which must be places unless they are all. */
    public Reads(String layer, List<Integer> channels, Place place) {
      this(layer, channels, place, place != Place.Fixed.EVERYWHERE);
    }

    /** At all positions. */
    public Reads(String layer, List<Integer> channels) {
      this(layer, channels, Place.Fixed.EVERYWHERE);
    }
  }
}
