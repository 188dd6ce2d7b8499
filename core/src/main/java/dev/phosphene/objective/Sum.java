package dev.phosphene.objective;

import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A weighted sum of objectives. Text: {@code a + 0.5*b - 2*c}. */
public record Sum(List<Term> terms) implements Objective {
  public Sum {
    terms = List.copyOf(terms);
  }

  /** One summand with its factor. */
  public record Term(double weight, Objective objective) {}

  @Override
  public List<Reads> reads() {
    return CompositeObjectives.reads(parts());
  }

  @Override
  public List<Path> photos() {
    return CompositeObjectives.photos(parts());
  }

  @Override
  public Map<Path, String> files() {
    return CompositeObjectives.files(parts());
  }

  @Override
  public boolean has(Class<? extends Objective> kind) {
    return kind.isInstance(this) || CompositeObjectives.have(parts(), kind);
  }

  @Override
  public int pictures() {
    return CompositeObjectives.pictures(parts());
  }

  private List<Objective> parts() {
    return terms.stream().map(Term::objective).toList();
  }

  @Override
  public Objective on(Model model) {
    return new Sum(
        terms.stream().map(term -> new Term(term.weight(), term.objective().on(model))).toList());
  }

  @Override
  public void check(Map<String, Shape> shapes) {
    terms.forEach(term -> term.objective().check(shapes));
  }

  @Override
  public double apply(Observation seen) {
    double sum = 0;
    for (Term term : terms) {
      sum += term.weight() * term.objective().apply(seen);
    }
    return sum;
  }

  @Override
  public void vjp(Observation seen, double weight) {
    for (Term term : terms) {
      term.objective().vjp(seen, weight * term.weight());
    }
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Term term : terms) {
      boolean negative = term.weight() < 0;
      if (text.length() > 0) {
        text.append(negative ? " - " : " + ");
      } else if (negative) {
        text.append("-");
      }
      double size = Math.abs(term.weight());
      if (size != 1) {
        text.append(ObjectiveNames.number(size)).append("*");
      }
      boolean nested = term.objective() instanceof Sum;
      text.append(nested ? "(" : "").append(term.objective()).append(nested ? ")" : "");
    }
    return text.toString();
  }
}
