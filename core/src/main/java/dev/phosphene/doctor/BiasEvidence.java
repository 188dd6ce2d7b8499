package dev.phosphene.doctor;

import dev.phosphene.analysis.Probe;
import dev.phosphene.doctor.Diagnosis.Evidence;
import dev.phosphene.doctor.Diagnosis.Tried;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.InputRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Weak evidence, for a network without normalization and without a classifier head: one of
 * convolutions and ReLUs is homogeneous except for its biases, so only these can tell. If most of
 * an activation remains without the image, the input was too faint. The color order leaves no trace
 * there; {@link ColorOrder} tests it.
 */
final class BiasEvidence {
  /** Largest share of the activations that may come from biases; a rule of thumb. */
  private static final double BIASED = 1 / 3.0;

  private static final int LAYERS = 6;

  /** From this many conventions that fit, nothing is concluded. */
  private static final int MANY = 4;

  private BiasEvidence() {}

  static Diagnosis of(Model model, TwoViews views, Probe.Use use) {
    List<String> layers = Biases.layers(model, views.shape(), LAYERS, use);
    Model unbiased = Biases.without(model);
    List<Tried> tried = new ArrayList<>();
    List<InputRange> all = InputRange.common(model.graph().inputChannels());
    for (InputRange input : all) {
      Biases.Measure measure =
          Biases.measure(input.of(model), input.of(unbiased), layers, views.first(), use);
      boolean fits = measure.share() <= BIASED;
      double score = measure.varied() - (fits ? 0 : 1);
      tried.add(
          new Tried(
              input,
              score,
              VerdictText.text(
                  "%2.0f %% of the activations come from biases, %2.0f %% vary from"
                      + " position to position",
                  100 * Math.min(1, measure.share()), 100 * measure.varied())));
    }
    tried.sort(Comparator.comparingDouble(Tried::score).reversed());
    List<InputRange> possible = possible(tried);
    List<String> words = new ArrayList<>();
    words.add(
        "This network has neither normalization layers nor class labels, so there is only weak"
            + " evidence: with too faint an input the activations are those of the"
            + " biases, whatever the image; with a wrong mean, whole channels are"
            + " shifted.");
    if (possible.isEmpty() || possible.size() > MANY) {
      words.add(
          "Cannot tell: "
              + (possible.isEmpty() ? "no convention fits." : "too many conventions fit."));
      return new Diagnosis(Evidence.BIASES, tried, List.of(), words);
    }
    List<InputRange> likely = all.stream().filter(possible::contains).toList();
    boolean open = false;
    if (!model.preprocessing().isGray()) {
      ColorOrder order = ColorOrder.of(model, possible, layers, views, use);
      words.add(order.words());
      likely = likely.stream().filter(order::allows).toList();
      open = !order.told();
    }
    words.add(
        likely.isEmpty()
            ? "Cannot tell: none of the conventions that fit otherwise has that color order."
            : conclusion(likely, open));
    return new Diagnosis(Evidence.BIASES, tried, likely, words);
  }

  private static List<InputRange> possible(List<Tried> tried) {
    List<InputRange> possible = new ArrayList<>();
    double best = tried.get(0).score();
    for (Tried one : tried) {
      // Faint and strong inputs that both pass cannot be compared; similar ones can.
      boolean alike = scale(one.input()) > 0.5 * scale(tried.get(0).input());
      if (one.score() > 0 && (!alike || best - one.score() < 0.005)) {
        possible.add(one.input());
      }
    }
    return possible;
  }

  /**
   * Words the verdict, and why it is uncertain.
   *
   * @param open whether either color order is possible
   */
  private static String conclusion(List<InputRange> likely, boolean open) {
    if (likely.size() == 1) {
      return "--input "
          + likely.get(0)
          + " is probably right: the others fit worse. Too strong an input would leave no"
          + " trace, so this is not certain; check where the weights come from.";
    }
    List<String> others = likely.subList(1, likely.size()).stream().map(InputRange::text).toList();
    return "--input "
        + likely.get(0)
        + " is the best guess: the most common of those that fit. It cannot be told from "
        + String.join(" or ", others)
        + ": too strong an input leaves no trace in such a network"
        + (open ? ", and the color order is unknown" : "")
        + ". Check where the weights come from, or render an image with each to see which looks"
        + " right.";
  }

  /** Returns the contrast that a convention gives. */
  private static double scale(InputRange input) {
    return input.preprocessing().orElseThrow().scale().get(0);
  }
}
