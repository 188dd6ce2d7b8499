package dev.phosphene.objective;

import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The product of objectives (tensorflow/lucid, lucid/optvis/objectives.py, Objective.__mul__).
 * Images stay separate: it is the mean of each image's product, unless a factor compares images.
 * Text: {@code a * b}.
 */
public record Product(List<Objective> factors) implements Objective {
  public Product {
    factors =
        factors.stream()
            .flatMap(f -> f instanceof Product inner ? inner.factors.stream() : List.of(f).stream())
            .toList();
  }

  @Override
  public List<Reads> reads() {
    return CompositeObjectives.reads(factors);
  }

  @Override
  public List<Path> photos() {
    return CompositeObjectives.photos(factors);
  }

  @Override
  public Map<Path, String> files() {
    return CompositeObjectives.files(factors);
  }

  @Override
  public boolean has(Class<? extends Objective> kind) {
    return kind.isInstance(this) || CompositeObjectives.have(factors, kind);
  }

  @Override
  public int pictures() {
    return CompositeObjectives.pictures(factors);
  }

  @Override
  public Objective on(Model model) {
    return new Product(factors.stream().map(factor -> factor.on(model)).toList());
  }

  @Override
  public void check(Map<String, Shape> shapes) {
    factors.forEach(factor -> factor.check(shapes));
  }

  @Override
  public double apply(Observation seen) {
    if (pictures() > 1) {
      return product(seen, -1);
    }
    double sum = 0;
    for (int i = 0; i < seen.count(); i++) {
      sum += product(seen.example(i), -1);
    }
    return sum / seen.count();
  }

  @Override
  public void vjp(Observation seen, double weight) {
    if (pictures() > 1) {
      slopes(seen, weight);
      return;
    }
    for (int i = 0; i < seen.count(); i++) {
      slopes(seen.example(i), weight / seen.count());
    }
  }

  private void slopes(Observation seen, double weight) {
    for (int i = 0; i < factors.size(); i++) {
      factors.get(i).vjp(seen, weight * product(seen, i));
    }
  }

  /** Returns the product of all factors but one. */
  private double product(Observation seen, int without) {
    double product = 1;
    for (int i = 0; i < factors.size(); i++) {
      product *= i == without ? 1 : factors.get(i).apply(seen);
    }
    return product;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Objective factor : factors) {
      text.append(text.length() == 0 ? "" : "*");
      text.append(factor instanceof Sum ? "(" + factor + ")" : factor);
    }
    return text.toString();
  }
}
