package dev.phosphene.objective;

import dev.phosphene.error.InputException;
import java.nio.file.Path;
import java.util.List;

/** An objective that compares one layer with its activation for a photograph. */
interface PhotoObjective extends LayerObjective {

  /** Returns the photograph's file, as the user wrote it. */
  Path photo();

  @Override
  default List<Path> photos() {
    return List.of(photo());
  }

  /**
   * Returns the photograph's activation, as one example, of the same height and width as the
   * layer's.
   *
   * @throws InputException if it has another size
   */
  default LayerExamples sameSize(Observation seen) {
    LayerExamples photo = anySize(seen);
    LayerExamples own = LayerExamples.of(seen, layer());
    if (photo.size() != own.size() || photo.shape().w() != own.shape().w()) {
      throw new InputException(
          "%s is %d×%d at layer \"%s\", where the image is %d×%d; they must have the same size"
              .formatted(
                  photo(),
                  photo.shape().w(),
                  photo.shape().h(),
                  layer(),
                  own.shape().w(),
                  own.shape().h()));
    }
    return photo;
  }

  /** Returns the photograph's activation, as one example without a cotangent. */
  default LayerExamples anySize(Observation seen) {
    Observation.Photo photo = seen.photo(photo(), layer());
    return new LayerExamples(
        photo.activation().data(), new float[0], photo.activation().shape(), photo.example(), 1);
  }
}
