package dev.phosphene.objective;

import java.util.List;

/** A weighted sum of objectives. Text: {@code a + 0.5*b - 2*c}. */
public record Sum(List<Term> terms) implements Objective {
  public Sum {
    terms = List.copyOf(terms);
  }

  /** One summand with its factor. */
  public record Term(double weight, Objective objective) {}

  @Override
  public List<Reads> reads() {
    return terms.stream().flatMap(term -> term.objective().reads().stream()).toList();
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
        text.append(number(size)).append("*");
      }
      boolean nested = term.objective() instanceof Sum;
      text.append(nested ? "(" : "").append(term.objective()).append(nested ? ")" : "");
    }
    return text.toString();
  }

  private static String number(double value) {
    return value == Math.rint(value) && value < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
