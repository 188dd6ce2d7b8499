package dev.phosphene.doctor;

import dev.phosphene.recipe.InputRange;
import java.util.List;

/**
 * The doctor's findings.
 *
 * @param evidence the kind of evidence that compares the conventions
 * @param tried every convention with its measures, best first
 * @param likely the best and those that the evidence cannot tell from it, the best first; empty if
 *     nothing can be concluded
 * @param words the findings, the reasons, and the open questions, in sentences
 */
public record Diagnosis(
    Evidence evidence, List<Tried> tried, List<InputRange> likely, List<String> words) {
  /** The kinds of evidence, strongest first. */
  public enum Evidence {
    /** The training statistics that batch normalizations keep. */
    NORMALIZATION,
    /**
     * Whether a classifier agrees on two versions of an image, and tells different images apart.
     */
    LABELS,
    /** How much of the activations comes from the image, and how much from biases. */
    BIASES
  }

  /**
   * One convention.
   *
   * @param score higher is better
   * @param told the measures in words
   */
  public record Tried(InputRange input, double score, String told) {}

  public Diagnosis {
    tried = List.copyOf(tried);
    likely = List.copyOf(likely);
    words = List.copyOf(words);
  }
}
