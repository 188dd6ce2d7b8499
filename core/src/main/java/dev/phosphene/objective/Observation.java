package dev.phosphene.objective;

import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The part of a network's activations that belongs to one objective: some examples of the batch, at
 * each tap the activation and a cotangent to add to.
 */
public final class Observation {
  private final int first;
  private final int count;
  private final Map<String, Layer> layers;
  private final Map<Path, Map<String, Photo>> photos;

  /**
   * The examples {@code first … first + count − 1} of the batch.
   *
   * @param layers every layer that the objective reads, by name
   * @param photos what these layers make of each photograph that the objective compares with
   */
  public Observation(
      int first, int count, Map<String, Layer> layers, Map<Path, Map<String, Photo>> photos) {
    this.first = first;
    this.count = count;
    this.layers = Map.copyOf(layers);
    this.photos = Map.copyOf(photos);
  }

  /** The same without photographs. */
  public Observation(int first, int count, Map<String, Layer> layers) {
    this(first, count, layers, Map.of());
  }

  /** The {@code i}-th of these examples alone, counted from 0. */
  public Observation example(int i) {
    return new Observation(first + i, 1, layers, photos);
  }

  /** Index in the batch of the first example. */
  public int first() {
    return first;
  }

  /** The number of examples. */
  public int count() {
    return count;
  }

  /** What is seen of a layer. */
  public Layer layer(String name) {
    Layer layer = layers.get(name);
    if (layer == null) {
      throw new IllegalArgumentException("the objective did not say that it reads " + name);
    }
    return layer;
  }

  /** What a layer makes of a photograph, in the view of this step. */
  public Photo photo(Path file, String layer) {
    Photo photo = photos.getOrDefault(file, Map.of()).get(layer);
    if (photo == null) {
      throw new IllegalArgumentException(
          "the objective did not say that it compares " + layer + " with " + file);
    }
    return photo;
  }

  /**
   * A layer's activation for a photograph.
   *
   * @param activation of all photographs, {@code [photos, kept channels, h, w]}, with the same
   *     channels as {@link Layer#activation}
   * @param example which of them is meant
   */
  public record Photo(Tensor activation, int example) {}

  /**
   * A tap, over the whole batch.
   *
   * @param activation {@code [n, kept channels, h, w]}
   * @param cotangent of the same shape, to be added to
   * @param kept which channel of the layer each channel is; empty if all are there
   */
  public record Layer(Tensor activation, Tensor cotangent, List<Integer> kept) {

    /** Where the layer's channel {@code channel} is found in the tensors. */
    public int index(int channel) {
      return kept.isEmpty() ? channel : kept.indexOf(channel);
    }
  }
}
