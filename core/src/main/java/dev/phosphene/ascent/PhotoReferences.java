package dev.phosphene.ascent;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.Observation;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.Transform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The activations of the photographs that objectives compare with. A photograph of the image's size
 * gets the image's transforms, so that both move together; any other is evaluated whole, once.
 */
final class PhotoReferences implements AutoCloseable {
  private final List<Reference> references = new ArrayList<>();
  private final Map<Path, Map<String, Observation.Photo>> photos = new LinkedHashMap<>();

  /** One photograph, its network, and the layers that are read. */
  private static final class Reference {
    private final Tensor photo;
    private final Tensor input;
    private final boolean moves;
    private final @Nullable Network network;
    private boolean seenWhole;

    Reference(Tensor photo, Tensor input, boolean moves, @Nullable Network network) {
      this.photo = photo;
      this.input = input;
      this.moves = moves;
      this.network = network;
    }

    void see(Transform.View view) {
      boolean whole = !moves || view.identity();
      if (whole && seenWhole) {
        return;
      }
      if (whole) {
        System.arraycopy(photo.data(), 0, input.data(), 0, input.data().length);
      } else {
        view.apply(photo, input);
      }
      if (network != null) {
        network.forward(input);
      }
      seenWhole = whole;
    }
  }

  /** Makes an empty set. */
  PhotoReferences() {}

  /**
   * Adds a photograph.
   *
   * @param photo {@code [1, 3, h, w]}
   * @param picture shape of the optimized images
   * @param networkInput shape of the transformed images
   */
  void add(
      Path file,
      Tensor photo,
      Shape picture,
      Shape networkInput,
      ReducedNetwork needed,
      Engine engine,
      Engine.Options options) {
    if (networkInput.n() != picture.n()) {
      throw new InputException("transforms that take several crops cannot crop " + file + " too");
    }
    boolean moves = photo.shape().h() == picture.h() && photo.shape().w() == picture.w();
    Shape seen = moves ? networkInput : photo.shape();
    Tensor input = Tensor.zeros(Shape.of(1, photo.shape().c(), seen.h(), seen.w()));
    ReducedNetwork.Compiled compiled = compile(file, input.shape(), needed, engine, options);
    Network network = compiled == null ? null : compiled.network();
    Map<String, Observation.Layer> taps = compiled == null ? Map.of() : compiled.taps();
    references.add(new Reference(photo, input, moves, network));
    Map<String, Observation.Photo> layers = new LinkedHashMap<>();
    taps.forEach((layer, tap) -> layers.put(layer, new Observation.Photo(tap.activation(), 0)));
    layers.put(Objective.INPUT, new Observation.Photo(input, 0));
    photos.put(file, layers);
  }

  private static ReducedNetwork.@Nullable Compiled compile(
      Path file, Shape input, ReducedNetwork needed, Engine engine, Engine.Options options) {
    try {
      return needed.whole(input, engine, options);
    } catch (InputException e) {
      throw new InputException("the photograph " + file + ": " + e.getMessage(), e);
    }
  }

  /** Returns each photograph's activations by layer; overwritten by {@link #see}. */
  Map<Path, Map<String, Observation.Photo>> photos() {
    return photos;
  }

  /** Evaluates all photographs under the transform. */
  void see(Transform.View view) {
    references.forEach(reference -> reference.see(view));
  }

  @Override
  public void close() {
    for (Reference reference : references) {
      if (reference.network != null) {
        reference.network.close();
      }
    }
  }
}
