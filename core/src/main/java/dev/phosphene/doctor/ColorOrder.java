package dev.phosphene.doctor;

import dev.phosphene.analysis.Probe;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.recipe.InputRange;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Tests whether a network was trained on RGB or on BGR: under the right order its deep layers tell
 * photographs apart better. Each image's channel means are compared with those of all images; the
 * difference, relative to the mean, is larger if the network sees natural colors. The two orders
 * are the same network with its red and its blue input exchanged, so nothing else differs.
 *
 * @param lead lead of BGR, per image, in natural logarithms
 * @param photographs whether the images have natural colors
 */
record ColorOrder(PairedDifference lead, boolean photographs) {
  /** Standard errors needed for a conclusion. */
  private static final double ERRORS = 2;

  /** Fewer images say nothing; two are equally far from their mean. */
  private static final int LEAST = 8;

  /** Compares the orders under each of the given conventions, and averages. */
  static ColorOrder of(
      Model model, List<InputRange> inputs, List<String> layers, TwoViews views, Probe.Use use) {
    List<String> deep = layers.subList(layers.size() / 2, layers.size());
    double[] lead = new double[views.shape().n()];
    Set<Preprocessing> done = new LinkedHashSet<>();
    for (InputRange input : inputs) {
      Preprocessing one = input.preprocessing().orElseThrow();
      Preprocessing rgb = bgr(one) ? exchanged(one) : one;
      if (done.add(rgb)) {
        double[] with = distances(model.with(exchanged(rgb)), deep, views, use);
        double[] without = distances(model.with(rgb), deep, views, use);
        for (int i = 0; i < lead.length; i++) {
          lead[i] += with[i] - without[i];
        }
      }
    }
    return new ColorOrder(PairedDifference.of(lead), views.photographs());
  }

  /** Returns whether the order is known. */
  boolean told() {
    return photographs && lead.count() >= LEAST && Math.abs(lead.errors()) > ERRORS;
  }

  /** Returns whether a convention has the order that was found; true for all if none was. */
  boolean allows(InputRange input) {
    return !told() || bgr(input.preprocessing().orElseThrow()) == lead.mean() > 0;
  }

  /** Returns the result in words. */
  String words() {
    if (!photographs || lead.count() < LEAST) {
      return "The color order cannot be told: this needs twenty or more photographs.";
    }
    String both =
        VerdictText.text(
            "Both color orders were tried, too: the right one makes deep layers tell"
                + " photographs apart better. %s leads, by %.1f standard errors",
            lead.mean() > 0 ? "BGR" : "RGB", Math.abs(lead.errors()));
    return told()
        ? both
            + ", image by image: fair evidence, and stronger with more photographs (--count"
            + " 60)."
        : both
            + ", which may be chance, so the order cannot be told. Try more photographs (--count"
            + " 60).";
  }

  private static boolean bgr(Preprocessing one) {
    return one.order().get(0) == 2;
  }

  /** Returns the preprocessing with the network's first and last channel exchanged. */
  private static Preprocessing exchanged(Preprocessing one) {
    return new Preprocessing(
        List.of(one.order().get(2), one.order().get(1), one.order().get(0)),
        List.of(one.scale().get(2), one.scale().get(1), one.scale().get(0)),
        List.of(one.shift().get(2), one.shift().get(1), one.shift().get(0)));
  }

  /**
   * Returns each image's distance from the mean of all: {@code ½ ln(|f − m|² / |m|²)} for its
   * channel means f, averaged over layers and versions.
   */
  private static double[] distances(
      Model model, List<String> layers, TwoViews views, Probe.Use use) {
    double[] distances = new double[views.shape().n()];
    try (Probe probe = Probe.on(model, layers, views.shape(), use)) {
      for (Tensor view : List.of(views.first(), views.second())) {
        probe.run(view);
        for (String layer : layers) {
          add(means(probe.activation(layer)), 1.0 / (2 * layers.size()), distances);
        }
      }
    }
    return distances;
  }

  private static void add(List<double[]> features, double weight, double[] distances) {
    int channels = features.get(0).length;
    double[] mean = new double[channels];
    for (double[] one : features) {
      for (int c = 0; c < channels; c++) {
        mean[c] += one[c] / features.size();
      }
    }
    double whole = 0;
    for (double m : mean) {
      whole += m * m;
    }
    for (int i = 0; i < distances.length; i++) {
      double off = 0;
      for (int c = 0; c < channels; c++) {
        off += (features.get(i)[c] - mean[c]) * (features.get(i)[c] - mean[c]);
      }
      distances[i] += off == 0 ? 0 : weight * .5 * Math.log(off / whole);
    }
  }

  /** Returns the mean of every channel, by image. */
  private static List<double[]> means(Tensor x) {
    Shape shape = x.shape();
    int positions = shape.h() * shape.w();
    List<double[]> all = new ArrayList<>();
    for (int n = 0; n < shape.n(); n++) {
      double[] means = new double[shape.c()];
      for (int c = 0; c < means.length; c++) {
        int from = x.offset(n, c);
        for (int i = from; i < from + positions; i++) {
          means[c] += x.data()[i] / (double) positions;
        }
      }
      all.add(means);
    }
    return all;
  }
}
