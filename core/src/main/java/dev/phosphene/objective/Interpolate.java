package dev.phosphene.objective;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Interpolates between two objectives over a row of images: image i of n has {@code (1 − t) · a + t
 * · b} with t = i / (n − 1); the mean over the images (tensorflow/lucid,
 * lucid/optvis/objectives.py, channel_interpolate, where it is the sum). Text: {@code
 * interpolate(a, b)}.
 */
public record Interpolate(Objective from, Objective to) implements Objective {

  /**
   * Interpolates between two objectives of single images.
   *
   * @throws InputException if one of them compares images
   */
  public Interpolate {
    for (Objective end : List.of(from, to)) {
      if (end.pictures() > 1) {
        throw new InputException(
            end + " compares images, so a single image cannot be interpolated towards it");
      }
    }
  }

  @Override
  public List<Reads> reads() {
    return CompositeObjectives.reads(List.of(from, to));
  }

  @Override
  public List<Path> photos() {
    return CompositeObjectives.photos(List.of(from, to));
  }

  @Override
  public Map<Path, String> files() {
    return CompositeObjectives.files(List.of(from, to));
  }

  @Override
  public boolean has(Class<? extends Objective> kind) {
    return kind.isInstance(this) || CompositeObjectives.have(List.of(from, to), kind);
  }

  @Override
  public int pictures() {
    return 2;
  }

  @Override
  public Objective on(Model model) {
    return new Interpolate(from.on(model), to.on(model));
  }

  @Override
  public void check(Map<String, Shape> shapes) {
    from.check(shapes);
    to.check(shapes);
  }

  @Override
  public double apply(Observation seen) {
    double sum = 0;
    for (int i = 0; i < seen.count(); i++) {
      double t = way(i, seen.count());
      Observation picture = seen.example(i);
      sum += (1 - t) * from.apply(picture) + t * to.apply(picture);
    }
    return sum / seen.count();
  }

  @Override
  public void vjp(Observation seen, double weight) {
    for (int i = 0; i < seen.count(); i++) {
      double t = way(i, seen.count());
      Observation picture = seen.example(i);
      from.vjp(picture, weight * (1 - t) / seen.count());
      to.vjp(picture, weight * t / seen.count());
    }
  }

  private static double way(int index, int count) {
    return count == 1 ? 0 : (double) index / (count - 1);
  }

  @Override
  public String toString() {
    return ObjectiveNames.call("interpolate", from.toString(), to.toString());
  }
}
