package dev.phosphene.objective;

import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A differentiable function of the activations of one image (or of a few), to be maximized. */
public interface Objective {

  /** The name of the network's input as a layer: the image under this step's transforms. */
  String INPUT = "input";

  /** Returns the layers, channels and positions that this reads; nothing else is computed. */
  List<Reads> reads();

  /**
   * Returns the photographs that images are compared with. They undergo the same transforms; their
   * activations in the layers of {@link #reads} are in {@link Observation#photo}.
   */
  default List<Path> photos() {
    return List.of();
  }

  /**
   * Returns other files that this was made from, such as vectors, with the SHA-256, in hex, of the
   * content. They define the objective, so an image's provenance should name them.
   */
  default Map<Path, String> files() {
    return Map.of();
  }

  /** Returns whether this or a part of it is of the given kind. */
  default boolean has(Class<? extends Objective> kind) {
    return kind.isInstance(this);
  }

  /** Returns the smallest number of images this needs: 1, or 2 if it compares images. */
  default int pictures() {
    return 1;
  }

  /**
   * Returns this objective for one model, with the names that only a model can resolve (class
   * labels) replaced by channels.
   *
   * @throws dev.phosphene.error.InputException if the model has no such name
   */
  default Objective on(Model model) {
    return this;
  }

  /**
   * Refuses layers, channels and positions that do not exist, before anything is computed.
   *
   * @param shapes shapes of the layers that are read, {@code [n, c, h, w]}
   * @throws dev.phosphene.error.InputException naming the layer, channel or position, and the valid
   *     ones
   */
  void check(Map<String, Shape> shapes);

  /** Returns the value. */
  double apply(Observation seen);

  /** Adds {@code weight · ∂value/∂activation} to the cotangents of {@code seen}. */
  void vjp(Observation seen, double weight);

  /** Returns the text form, which {@link ObjectiveParser} parses. */
  @Override
  String toString();

  /**
   * The part of a layer that an objective reads.
   *
   * @param channels ascending; empty for all
   * @param place the positions
   * @param ordered whether the location of a position or its neighbors matter: then the layer's
   *     positions must be places of the image
   */
  record Reads(String layer, List<Integer> channels, Place place, boolean ordered) {
    public Reads {
      channels = List.copyOf(channels);
    }

    /** Reads some positions, which must be places unless they are all. */
    public Reads(String layer, List<Integer> channels, Place place) {
      this(layer, channels, place, place != Place.Fixed.EVERYWHERE);
    }

    /** Reads all positions. */
    public Reads(String layer, List<Integer> channels) {
      this(layer, channels, Place.Fixed.EVERYWHERE);
    }
  }
}
