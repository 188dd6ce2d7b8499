package dev.phosphene.bench.peers;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.graph.Window.Padding;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.RandomWeights;
import java.util.List;
import java.util.SplittableRandom;

/** A small untrained graph with every op and every kind of border. */
final class AllOps {
  static final List<String> TAPS = List.of("sum", "join", "global");
  static final Shape INPUT = Shape.of(2, 3, 23, 20);

  private static final RandomWeights WEIGHTS = RandomWeights.seeded(3);

  private AllOps() {}

  static Tensor picture() {
    Tensor picture = Tensor.zeros(INPUT);
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = (float) (2 * random.nextDouble() - 1);
    }
    return picture;
  }

  static Graph graph() {
    Window lopsided = new Window(3, 2, 2, 1, 1, 1, new Padding.Explicit(0, 1, 2, 0));
    Window dilated = new Window(3, 3, 1, 1, 2, 3, new Padding.Same());
    Window overlapping = Window.same(3, 2);
    Window bordered = new Window(3, 3, 2, 2, 1, 1, new Padding.Explicit(1, 1, 1, 1));
    Window uneven = new Window(3, 3, 2, 2, 1, 1, new Padding.Explicit(0, 0, 1, 1));
    return Graph.builder(3)
        .add("order", new Op.SelectChannels(List.of(2, 0, 1, 0)), "input")
        .add(
            "affine",
            new Op.Affine(vector("affine", Role.GAMMA), vector("affine", Role.BETA)),
            "order")
        .add("same", conv("same", 12, 4, 1, Window.same(3, 2)), "affine")
        .add("same/norm", norm("same", 12), "same")
        .add("same/relu", new Op.Relu(), "same/norm")
        .add("lopsided", conv("lopsided", 12, 4, 1, lopsided), "affine")
        .add("lopsided/relu", new Op.Relu(), "lopsided")
        .add("dilated", conv("dilated", 12, 12, 1, dilated), "same/relu")
        .add("grouped", conv("grouped", 12, 12, 3, Window.same(3, 1)), "same/relu")
        .add("depthwise", conv("depthwise", 12, 12, 12, Window.padded(3, 1, 1)), "same/relu")
        .add("sum", new Op.Add(), "dilated", "grouped", "depthwise")
        .add("max/same", new Op.MaxPool(overlapping), "sum")
        .add("max/bordered", new Op.MaxPool(bordered), "sum")
        .add("max/uneven", new Op.MaxPool(uneven), "sum")
        .add("mean/same", new Op.AvgPool(overlapping, false), "sum")
        .add("mean/counted", new Op.AvgPool(overlapping, true), "sum")
        .add("mean/bordered", new Op.AvgPool(bordered, false), "sum")
        .add("mean/uneven", new Op.AvgPool(uneven, false), "sum")
        .add("mean/uneven/counted", new Op.AvgPool(uneven, true), "sum")
        .add(
            "join",
            new Op.Concat(),
            "max/same",
            "max/bordered",
            "max/uneven",
            "mean/same",
            "mean/counted",
            "mean/bordered",
            "mean/uneven",
            "mean/uneven/counted")
        .add("global", new Op.GlobalAvgPool(), "lopsided/relu")
        .build();
  }

  private static Op conv(String name, int out, int in, int groups, Window window) {
    Shape kernel = Shape.of(out, in / groups, window.kernelH(), window.kernelW());
    Parameter bias = name.equals("same") ? null : WEIGHTS.parameter(name, Role.BIAS, Shape.of(out));
    return new Op.Conv(WEIGHTS.parameter(name, Role.KERNEL, kernel), bias, window, groups);
  }

  private static Op norm(String name, int channels) {
    Shape each = Shape.of(channels);
    return new Op.BatchNorm(
        null,
        WEIGHTS.parameter(name, Role.BETA, each),
        WEIGHTS.parameter(name, Role.MEAN, each),
        WEIGHTS.parameter(name, Role.VARIANCE, each),
        1e-3f);
  }

  private static Parameter vector(String name, Role role) {
    return WEIGHTS.parameter(name, role, Shape.of(4));
  }
}
