package dev.phosphene.render;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Networks small enough for the reference engine. */
public final class TinyModels {
  private TinyModels() {}

  /** Convolution, ReLU, pooling, convolution; the layers {@code relu} and {@code top}. */
  public static Model random() {
    return model(0f);
  }

  /** The same with a bias that no input of {@code relu} overcomes. */
  public static Model dead() {
    return model(-1000f);
  }

  /** The same with weights that are no numbers. */
  public static Model broken() {
    return model(Float.NaN);
  }

  /** The same layers for one channel. */
  public static Model gray() {
    return model(0f, 1);
  }

  /** Two branches, each a convolution and a dead ReLU, and their concatenation {@code both}. */
  static Model deadBranches() {
    return branches(new Op.Relu(), -9f);
  }

  /** The same with ReLU6, whose inputs are all above 6. */
  static Model cutOffBranches() {
    return branches(new Op.Pointwise(ScalarFunction.CLIP, 0, 6), 20f);
  }

  private static Model branches(Op rectifier, float bias) {
    SplittableRandom random = new SplittableRandom(7);
    Graph graph =
        Graph.builder(3)
            .add("left conv", conv(random, 4, 3, bias), "input")
            .add("left", rectifier, "left conv")
            .add("right conv", conv(random, 4, 3, bias), "input")
            .add("right", rectifier, "right conv")
            .add("both", new Op.Concat(), "left", "right")
            .build();
    return new Model("forked", graph, Preprocessing.TF, List.of(), "made for a test", "");
  }

  private static Model model(float bias) {
    return model(bias, 3);
  }

  private static Model model(float bias, int channels) {
    SplittableRandom random = new SplittableRandom(5);
    Graph graph =
        Graph.builder(channels)
            .add("conv", conv(random, 6, channels, bias), "input")
            .add("relu", new Op.Relu(), "conv")
            .add("pool", new Op.MaxPool(Window.valid(2, 2)), "relu")
            .add("top", conv(random, 4, 6, 0f), "pool")
            .build();
    return new Model("tiny", graph, Preprocessing.TF, List.of(), "made for a test", "");
  }

  private static Op conv(SplittableRandom random, int out, int in, float bias) {
    float[] weights = new float[out * in * 9];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (random.nextGaussian() / Math.sqrt(9.0 * in));
    }
    float[] biases = new float[out];
    Arrays.fill(biases, bias);
    return new Op.Conv(
        Parameter.of("weight", Shape.of(out, in, 3, 3), weights),
        Parameter.of("bias", Shape.of(out), biases),
        Window.same(3, 1),
        1);
  }
}
