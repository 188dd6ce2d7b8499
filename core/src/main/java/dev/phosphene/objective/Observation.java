package dev.phosphene.objective;

import dev.phosphene.graph.Box;
import dev.phosphene.tensor.Shape;
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
   * @param whole the layer's own shape, {@code [n, c, h, w]}, of which some is kept
   * @param box which of its positions are there
   */
  public record Layer(
      Tensor activation, Tensor cotangent, List<Integer> kept, Shape whole, Box box) {

    /** A layer with all of its positions. */
    public Layer(Tensor activation, Tensor cotangent, List<Integer> kept) {
      this(activation, cotangent, kept, activation.shape(), Box.whole(activation.shape()));
    }

    /** Where a place of the layer is found in the tensors. */
    public Region area(Place place) {
      Region all = place.on(whole.h(), whole.w());
      return new Region(
          all.x0() - box.left(), all.x1() - box.left(), all.y0() - box.top(), all.y1() - box.top());
    }

    /** Where the layer's channel {@code channel} is found in the tensors. */
    public int index(int channel) {
      return kept.isEmpty() ? channel : kept.indexOf(channel);
    }
  }
}
