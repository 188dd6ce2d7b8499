package dev.phosphene.objective;

import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * f + w·|f|·p for an objective f and a penalty p ≤ 0, where |f| counts as constant in the gradient:
 * so one weight suits large and small activations, and f itself is never decreased.
 */
public record Penalized(Objective objective, double weight, Objective penalty)
    implements Objective {

  @Override
  public List<Reads> reads() {
    return Stream.of(objective, penalty).flatMap(part -> part.reads().stream()).toList();
  }

  @Override
  public List<Path> photos() {
    Set<Path> photos = new LinkedHashSet<>(objective.photos());
    photos.addAll(penalty.photos());
    return List.copyOf(photos);
  }

  @Override
  public Map<Path, String> files() {
    Map<Path, String> files = new LinkedHashMap<>(objective.files());
    files.putAll(penalty.files());
    return files;
  }

  @Override
  public int pictures() {
    return Math.max(objective.pictures(), penalty.pictures());
  }

  @Override
  public void check(Map<String, Shape> shapes) {
    objective.check(shapes);
    penalty.check(shapes);
  }

  @Override
  public double apply(Observation seen) {
    double value = objective.apply(seen);
    return value + weight * Math.abs(value) * penalty.apply(seen);
  }

  @Override
  public void vjp(Observation seen, double factor) {
    objective.vjp(seen, factor);
    penalty.vjp(seen, factor * weight * Math.abs(objective.apply(seen)));
  }

  @Override
  public String toString() {
    return objective + " + " + weight + " of it * " + penalty;
  }
}
