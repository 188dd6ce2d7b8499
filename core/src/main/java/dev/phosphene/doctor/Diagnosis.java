package dev.phosphene.doctor;

import dev.phosphene.recipe.InputRange;
import java.util.List;

/**
 * What a doctor found.
 *
 * @param evidence by what the conventions were compared
 * @param tried every convention with what was measured, best first
 * @param likely those that the evidence cannot tell apart from the best, the best first; empty if
 *     nothing can be said
 * @param words for people: what was found, why, and what cannot be told
 */
public record Diagnosis(
    Evidence evidence, List<Tried> tried, List<InputRange> likely, List<String> words) {
  /** By what conventions are compared, the strongest first. */
  public enum Evidence {
    /** The statistics that batch normalizations keep of their training. */
    NORMALIZATION,
    /** Whether a classifier says the same of two views of an image, and different things of two. */
    LABELS,
    /** How much of the activations comes from the image, and how much from biases. */
    BIASES
  }

  /**
   * One convention.
   *
   * @param score the larger, the better
   * @param told the measures, for people
   */
  public record Tried(InputRange input, double score, String told) {}

  public Diagnosis {
    tried = List.copyOf(tried);
    likely = List.copyOf(likely);
    words = List.copyOf(words);
  }
}
