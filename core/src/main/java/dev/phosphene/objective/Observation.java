package dev.phosphene.objective;

import dev.phosphene.graph.Box;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The activations that one objective reads: some examples of the batch, with the activation and a
 * cotangent to add to at each layer that is read.
 */
public final class Observation {
  private final int first;
  private final int count;
  private final Map<String, Layer> layers;
  private final Map<Path, Map<String, Photo>> photos;

  /**
   * Makes the observation of the examples {@code first … first + count − 1} of the batch.
   *
   * @param layers every layer that the objective reads, by name
   * @param photos the activations of these layers for each photograph that the objective compares
   *     with
   */
  public Observation(
      int first, int count, Map<String, Layer> layers, Map<Path, Map<String, Photo>> photos) {
    this.first = first;
    this.count = count;
    this.layers = Map.copyOf(layers);
    this.photos = Map.copyOf(photos);
  }

  /** Makes an observation without photographs. */
  public Observation(int first, int count, Map<String, Layer> layers) {
    this(first, count, layers, Map.of());
  }

  /** Returns the {@code i}-th of these examples alone, counted from 0. */
  public Observation example(int i) {
    return new Observation(first + i, 1, layers, photos);
  }

  /** Returns the index in the batch of the first example. */
  public int first() {
    return first;
  }

  /** Returns the number of examples. */
  public int count() {
    return count;
  }

  /** Returns a layer's activation and cotangent. */
  public Layer layer(String name) {
    Layer layer = layers.get(name);
    if (layer == null) {
      throw new IllegalArgumentException("the objective does not declare that it reads " + name);
    }
    return layer;
  }

  /** Returns a layer's activation for a photograph, under this step's transforms. */
  public Photo photo(Path file, String layer) {
    Photo photo = photos.getOrDefault(file, Map.of()).get(layer);
    if (photo == null) {
      throw new IllegalArgumentException(
          "the objective does not declare that it compares " + layer + " with " + file);
    }
    return photo;
  }

  /**
   * A layer's activation for a photograph.
   *
   * @param activation of all photographs, {@code [photos, kept channels, h, w]}, with the same
   *     channels as {@link Layer#activation}
   * @param example index of the photograph
   */
  public record Photo(Tensor activation, int example) {}

  /**
   * A layer that is read, over the whole batch.
   *
   * @param activation {@code [n, kept channels, h, w]}
   * @param cotangent of the same shape, to be added to
   * @param kept the layer's channel of each channel; empty if all are there
   * @param whole the layer's full shape, {@code [n, c, h, w]}
   * @param box the positions that are there
   */
  public record Layer(
      Tensor activation, Tensor cotangent, List<Integer> kept, Shape whole, Box box) {

    /** Makes a layer with all of its positions. */
    public Layer(Tensor activation, Tensor cotangent, List<Integer> kept) {
      this(activation, cotangent, kept, activation.shape(), Box.whole(activation.shape()));
    }

    /** Returns the region of the tensors that holds a place of the layer. */
    public Region area(Place place) {
      Region all = place.on(whole.h(), whole.w());
      return new Region(
          all.x0() - box.left(), all.x1() - box.left(), all.y0() - box.top(), all.y1() - box.top());
    }

    /** Returns the index in the tensors of the layer's channel {@code channel}. */
    public int index(int channel) {
      return kept.isEmpty() ? channel : kept.indexOf(channel);
    }
  }
}
