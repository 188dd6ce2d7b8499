package dev.phosphene.doctor;

import dev.phosphene.analysis.Probe;
import dev.phosphene.doctor.Diagnosis.Evidence;
import dev.phosphene.doctor.Diagnosis.Tried;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.recipe.InputRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Strong evidence: a batch normalization keeps the mean and variance of its training input, and
 * sees similar ones only under the right range (S. Ioffe, C. Szegedy, "Batch Normalization", 2015).
 */
final class NormalizationEvidence {
  /**
   * Largest divergence that fits, in nats per channel; a network's own images cost a few
   * hundredths.
   */
  private static final double FITTING = 0.5;

  /** Ratio to the best divergence up to which a convention counts as equal. */
  private static final double SLACK = 1.15;

  private static final int NORMALIZATIONS = 4;

  private NormalizationEvidence() {}

  /** Returns the first normalizations that follow a convolution. */
  static List<Node> in(Graph graph) {
    return graph.nodes().stream()
        .filter(
            node ->
                node.op() instanceof Op.BatchNorm
                    && graph.node(node.input()).op() instanceof Op.Conv)
        .limit(NORMALIZATIONS)
        .toList();
  }

  static Diagnosis of(Model model, List<Node> norms, TwoViews views, Probe.Use use) {
    List<String> taps = norms.stream().map(Node::input).toList();
    List<Tried> tried = new ArrayList<>();
    for (InputRange input : InputRange.common(model.graph().inputChannels())) {
      try (Probe probe = Probe.on(input.of(model), taps, views.shape(), use)) {
        probe.run(views.first());
        double divergence = 0;
        for (Node norm : norms) {
          divergence +=
              Moments.divergence((Op.BatchNorm) norm.op(), probe.activation(norm.input()));
        }
        divergence /= norms.size();
        tried.add(new Tried(input, -divergence, told(divergence)));
      }
    }
    tried.sort(Comparator.comparingDouble(Tried::score).reversed());
    double best = -tried.get(0).score();
    List<InputRange> likely =
        best > FITTING
            ? List.of()
            : tried.stream().filter(one -> -one.score() < SLACK * best).map(Tried::input).toList();
    List<String> words = new ArrayList<>();
    words.add(
        "This network has normalization layers that keep the mean and variance of their"
            + " training input. Each convention was tried, and these layers' present input was"
            + " compared with these statistics.");
    words.add(
        likely.isEmpty()
            ? "Cannot tell: under no convention does the input resemble the training input. The"
                + " right one may not be listed, or these images differ from the training images."
            : VerdictText.of(likely) + " This is strong evidence.");
    return new Diagnosis(Evidence.NORMALIZATION, tried, likely, words);
  }

  private static String told(double divergence) {
    return divergence > 100
        ? "nothing like the training input"
        : VerdictText.text("%.2f nats from the training input", divergence);
  }
}
