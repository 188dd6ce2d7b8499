package dev.phosphene.doctor;

import dev.phosphene.analysis.Probe;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.recipe.InputRange;
import java.util.List;

/**
 * Determines which input range a network was trained with, from its responses to images under each
 * of the conventions of {@link InputRange#common}. The strongest evidence available decides: {@link
 * NormalizationEvidence}, {@link LabelEvidence}, or {@link BiasEvidence} with {@link ColorOrder}.
 */
public final class Doctor {
  private Doctor() {}

  /**
   * Compares the conventions.
   *
   * @throws dev.phosphene.error.InputException if the model does not support images of that size
   */
  public static Diagnosis examine(Model model, TwoViews views, Probe.Use use) {
    Diagnosis found = strongest(model, views, use);
    if (!Kernels.untrained(model.graph())) {
      return found;
    }
    String words =
        "Cannot tell: the kernels of the first layer look like noise. Neighboring weights are"
            + " uncorrelated, as in an untrained network, and"
            + " such a network has no right input range.";
    return new Diagnosis(found.evidence(), found.tried(), List.of(), List.of(words));
  }

  private static Diagnosis strongest(Model model, TwoViews views, Probe.Use use) {
    List<Node> norms = NormalizationEvidence.in(model.graph());
    if (!norms.isEmpty()) {
      return NormalizationEvidence.of(model, norms, views, use);
    }
    String logits = model.graph().scores().name();
    return LabelEvidence.classifies(model, logits, views.shape())
        ? LabelEvidence.of(model, logits, views, use)
        : BiasEvidence.of(model, views, use);
  }
}
