package dev.phosphene.look;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.look.Diagnosis.Evidence;
import dev.phosphene.look.Diagnosis.Tried;
import dev.phosphene.render.Input;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds out which input range a network was trained with, from how it responds to pictures.
 *
 * <p>The strongest evidence there is decides. A batch normalisation keeps mean and variance of what
 * it saw in training; only under the right range does it see the like again (S. Ioffe, C. Szegedy,
 * "Batch Normalization", 2015). A classifier says the same of two views of a picture, and different
 * things of different pictures; a bound on the information that two views share about the label
 * measures both (the cross-entropy of the two predictions against that of all). Where there is
 * neither, a network of convolutions and ReLUs is homogeneous but for its biases, so only these can
 * tell: where most of an activation stays when the picture goes, the picture came too faint.
 */
public final class Doctor {
  /** Nats for a channel; a network's own pictures cost a few hundredths. */
  private static final double FITTING = 0.5;

  /** How much more of them still counts as the same. */
  private static final double SLACK = 1.15;

  /** How much of the possible information a classifier must find. */
  private static final double TELLING = 0.25;

  /** The share of activations that biases may make; a rule of thumb. */
  private static final double BIASED = 1 / 3.0;

  /** A convention this many standard errors behind is told apart. */
  private static final double ERRORS = 2;

  private static final int NORMALISATIONS = 4;
  private static final int LAYERS = 6;

  /** So many conventions that fit say nothing. */
  private static final int MANY = 4;

  private final Model model;
  private final Views views;
  private final Probe.Use use;

  /** Two views of each picture, {@code [n, 3, h, w]} each. */
  public record Views(Tensor first, Tensor second) {
    /** How far the second view is moved. */
    private static final int SHIFT = 8;

    /** The pictures as they are, and mirrored and a little enlarged and moved. */
    public static Views of(List<Tensor> pictures, Framing framing) {
      Framing larger = new Framing(framing.width() + 2 * SHIFT, framing.height() + 2 * SHIFT);
      Tensor first = Tensor.zeros(pictures.size(), 3, framing.height(), framing.width());
      Tensor second = Tensor.zeros(first.shape());
      for (int i = 0; i < pictures.size(); i++) {
        Tensor one = framing.of(pictures.get(i));
        System.arraycopy(one.data(), 0, first.data(), first.offset(i, 0), one.data().length);
        Tensor other = larger.of(pictures.get(i));
        for (int c = 0; c < 3; c++) {
          for (int y = 0; y < framing.height(); y++) {
            for (int x = 0; x < framing.width(); x++) {
              second.data()[second.offset(i, c, y, x)] =
                  other.at(0, c, y + SHIFT, framing.width() - 1 + SHIFT / 2 - x);
            }
          }
        }
      }
      return new Views(first, second);
    }
  }

  private Doctor(Model model, Views views, Probe.Use use) {
    this.model = model;
    this.views = views;
    this.use = use;
  }

  /**
   * Compares the conventions of {@link Input#common}.
   *
   * @throws InputException if the model cannot take pictures of that size
   */
  public static Diagnosis examine(Model model, Views views, Probe.Use use) {
    if (model.graph().inputChannels() != 3) {
      throw new InputException(
          model.name() + " takes grey pictures; the doctor knows colour pictures only");
    }
    Diagnosis found = new Doctor(model, views, use).examine();
    if (Kernels.untrained(model.graph())) {
      List<String> words = new ArrayList<>();
      words.add(
          "Cannot tell: the kernels of the first layer look like noise. Neighbouring weights have"
              + " nothing to do with each other, as in a network that has not been trained, and"
              + " such a network has no right input range.");
      return new Diagnosis(found.evidence(), found.tried(), List.of(), words);
    }
    return found;
  }

  private Diagnosis examine() {
    List<Node> norms =
        model.graph().nodes().stream()
            .filter(
                node ->
                    node.op() instanceof Op.BatchNorm
                        && model.graph().node(node.input()).op() instanceof Op.Conv)
            .limit(NORMALISATIONS)
            .toList();
    if (!norms.isEmpty()) {
      return byNormalisation(norms);
    }
    String logits = Activations.lastLayer(model);
    return classifies(logits) ? byLabels(logits) : byBiases();
  }

  private boolean classifies(String layer) {
    Shape shape = model.graph().reach(views.first.shape()).shapes().get(layer);
    return shape != null && shape.h() == 1 && shape.w() == 1 && shape.c() > 1;
  }

  // Normalisation

  private Diagnosis byNormalisation(List<Node> norms) {
    List<String> taps = norms.stream().map(Node::input).toList();
    List<Tried> tried = new ArrayList<>();
    for (Input input : Input.common()) {
      try (Probe probe = Probe.on(input.of(model), taps, views.first.shape(), use)) {
        probe.run(views.first);
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
    List<Input> likely =
        best > FITTING
            ? List.of()
            : tried.stream().filter(one -> -one.score() < SLACK * best).map(Tried::input).toList();
    List<String> words = new ArrayList<>();
    words.add(
        "This network has normalisation layers that remember the mean and the variance of what they"
            + " saw in training. Each convention was tried, and what these layers see now was"
            + " compared with what they remember.");
    words.add(
        likely.isEmpty()
            ? "Cannot tell: under none of them does the network see what it was trained on."
                + " Perhaps the right one is another, or these pictures are unlike its own."
            : verdict(likely) + " This is strong evidence.");
    return new Diagnosis(Evidence.NORMALISATION, tried, likely, words);
  }

  private static String told(double divergence) {
    return divergence > 100
        ? "nothing like what it was trained on"
        : text("%.2f nats off what it was trained on", divergence);
  }

  // Labels

  private Diagnosis byLabels(String logits) {
    int n = views.first.shape().n();
    List<Tried> tried = new ArrayList<>();
    List<double[]> each = new ArrayList<>();
    for (Input input : Input.common()) {
      try (Probe probe = Probe.on(input.of(model), List.of(logits), views.first.shape(), use)) {
        probe.run(views.first);
        double[][] a = Agreement.shares(probe.activation(logits));
        probe.run(views.second);
        double[][] b = Agreement.shares(probe.activation(logits));
        double[] information = Agreement.information(a, b);
        each.add(information);
        tried.add(
            new Tried(
                input,
                mean(information),
                text(
                    "the same label for both views of %2.0f %%, %2.0f %% sure, %d labels for %d"
                        + " pictures",
                    100 * Agreement.same(a, b), 100 * Agreement.sure(a), Agreement.labels(a), n)));
      }
    }
    List<Input> likely = new ArrayList<>();
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
        "This network names what it sees. Each picture was shown in two views, mirrored and moved a"
            + " little: under the right convention the names agree and are given with confidence,"
            + " and different pictures get different names.");
    words.add(
        tells
            ? verdict(likely)
            : "Cannot tell: under none of the conventions do its names make sense of these"
                + " pictures. Give pictures of things that it knows, or it is not trained.");
    return new Diagnosis(Evidence.LABELS, tried, likely, words);
  }

  /** Whether a convention is clearly worse, picture by picture. */
  private static boolean behind(double[] best, double[] other) {
    double[] lead = new double[best.length];
    for (int i = 0; i < lead.length; i++) {
      lead[i] = best[i] - other[i];
    }
    double mean = mean(lead);
    double variance = 0;
    for (double one : lead) {
      variance += (one - mean) * (one - mean);
    }
    double error = Math.sqrt(variance / lead.length / Math.max(1, lead.length - 1));
    return mean > ERRORS * error;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  // Biases

  private Diagnosis byBiases() {
    List<String> layers = Biases.layers(model, views.first.shape(), LAYERS, use);
    Model unbiased = Biases.without(model);
    List<Tried> tried = new ArrayList<>();
    List<Input> possible = new ArrayList<>();
    for (Input input : Input.common()) {
      Biases.Measure measure =
          Biases.measure(input.of(model), input.of(unbiased), layers, views.first, use);
      boolean fits = measure.share() <= BIASED;
      double score = measure.varied() - (fits ? 0 : 1);
      tried.add(
          new Tried(
              input,
              score,
              text(
                  "%2.0f %% of the activations come from biases, %2.0f %% from what changes from"
                      + " place to place",
                  100 * Math.min(1, measure.share()), 100 * measure.varied())));
    }
    tried.sort(Comparator.comparingDouble(Tried::score).reversed());
    double best = tried.get(0).score();
    for (Tried one : tried) {
      // Faint and strong inputs that both pass cannot be compared; alike ones can.
      boolean alike = scale(one.input()) > 0.5 * scale(tried.get(0).input());
      if (one.score() > 0 && (!alike || best - one.score() < 0.005)) {
        possible.add(one.input());
      }
    }
    List<String> words = new ArrayList<>();
    words.add(
        "This network has neither normalisation layers nor names for what it sees, so there is weak"
            + " evidence only: where the input is too faint, the activations are those of the"
            + " biases, whatever the picture; where its mean is wrong, whole channels are shifted.");
    List<Input> likely = possible.size() > MANY ? List.of() : possible;
    if (likely.isEmpty()) {
      words.add(
          "Cannot tell: "
              + (possible.isEmpty() ? "none of the conventions fits." : "too many of them fit."));
    } else if (likely.size() == 1) {
      words.add(
          "--input "
              + likely.get(0)
              + " is likely right: the others fit worse. An input that is too strong would leave no"
              + " trace, so this is not certain.");
    } else {
      words.add(
          "It is probably one of "
              + String.join(" and ", likely.stream().map(Input::text).toList())
              + "; which of them cannot be told. An input that is too strong leaves no trace in"
              + " such a network, and the order of the colours hardly any. See who published the"
              + " weights: of the same numbers in two orders, that of the common convention is the"
              + " better guess; and a picture rendered with each shows which looks right.");
    }
    return new Diagnosis(Evidence.BIASES, tried, likely, words);
  }

  /** The contrast that a convention gives. */
  private static double scale(Input input) {
    return input.preprocessing().orElseThrow().scale().get(0);
  }

  private static String verdict(List<Input> likely) {
    String first = "--input " + likely.get(0);
    if (likely.size() == 1) {
      return first + " is right: it fits clearly better than the others.";
    }
    List<String> others = likely.subList(1, likely.size()).stream().map(Input::text).toList();
    return first
        + " fits best, but these pictures do not tell it from "
        + String.join(" or ", others)
        + ".";
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
