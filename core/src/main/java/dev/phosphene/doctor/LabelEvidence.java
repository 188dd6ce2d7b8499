package dev.phosphene.doctor;

import dev.phosphene.analysis.Probe;
import dev.phosphene.doctor.Diagnosis.Evidence;
import dev.phosphene.doctor.Diagnosis.Tried;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.InputRange;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Evidence from a classifier: it should agree on two versions of an image and tell different images
 * apart. A bound on the information that two versions share about the label measures both (the
 * cross-entropy of the two predictions against that of all).
 */
final class LabelEvidence {
  /** Share of the possible information that a classifier must find. */
  private static final double TELLING = 0.25;

  /** Standard errors behind the best from which a convention counts as worse. */
  private static final double ERRORS = 2;

  private LabelEvidence() {}

  /** Returns whether a layer has one value per class. */
  static boolean classifies(Model model, String layer, Shape pictures) {
    Layers layers = Layers.of(model.withPreprocessing(), pictures);
    return layers.has(layer)
        && layers.layout(layer) == Layout.FEATURES
        && layers.shape(layer).c() > 1;
  }

  static Diagnosis of(Model model, String logits, TwoViews views, Probe.Use use) {
    int n = views.shape().n();
    List<Tried> tried = new ArrayList<>();
    List<double[]> each = new ArrayList<>();
    for (InputRange input : InputRange.common(model.graph().inputChannels())) {
      try (Probe probe = Probe.on(input.of(model), List.of(logits), views.shape(), use)) {
        probe.run(views.first());
        double[][] a = Agreement.shares(probe.activation(logits));
        probe.run(views.second());
        double[][] b = Agreement.shares(probe.activation(logits));
        double[] information = Agreement.information(a, b);
        each.add(information);
        tried.add(
            new Tried(
                input,
                mean(information),
                VerdictText.text(
                    "the same label twice for %2.0f %%, %2.0f %% confident, %s for %s",
                    100 * Agreement.same(a, b),
                    100 * Agreement.sure(a),
                    counted(Agreement.labels(a), "label"),
                    counted(n, "picture"))));
      }
    }
    List<InputRange> likely = new ArrayList<>();
    int best = 0;
    for (int i = 0; i < tried.size(); i++) {
      best = tried.get(i).score() > tried.get(best).score() ? i : best;
    }
    boolean tells = tried.get(best).score() > TELLING * Math.log(n);
    if (tells) {
      likely.add(tried.get(best).input());
      for (int i = 0; i < tried.size(); i++) {
        if (i != best && !behind(each.get(best), each.get(i))) {
          likely.add(tried.get(i).input());
        }
      }
    }
    tried.sort(Comparator.comparingDouble(Tried::score).reversed());
    List<String> words = new ArrayList<>();
    words.add(
        "This network has class labels. Each image was shown twice, the second time mirrored and"
            + " shifted a little: under the right convention the labels agree and are confident,"
            + " and different images get different labels.");
    words.add(
        tells
            ? VerdictText.of(likely)
            : "Cannot tell: under no convention do its labels make sense of these"
                + " images. Give images of its classes; otherwise it may be untrained.");
    return new Diagnosis(Evidence.LABELS, tried, likely, words);
  }

  private static String counted(int count, String what) {
    return count == 1 ? "one " + what : count + " " + what + "s";
  }

  /** Returns whether a convention is clearly worse, compared image by image. */
  private static boolean behind(double[] best, double[] other) {
    double[] lead = new double[best.length];
    Arrays.setAll(lead, i -> best[i] - other[i]);
    PairedDifference paired = PairedDifference.of(lead);
    return paired.mean() > ERRORS * paired.error();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElse(0);
  }
}
