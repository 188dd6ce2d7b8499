package dev.phosphene.zoo;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.load.WeightSource;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.tensor.Shape;

/**
 * VGG16 and VGG19 without their classifiers, under Keras's names (Simonyan and Zisserman, <a
 * href="https://arxiv.org/abs/1409.1556">arXiv:1409.1556</a>): five blocks of 3×3 convolutions with
 * bias and ReLU, each followed by 2×2 max pooling.
 *
 * <p>{@code block4_conv1} is the activation after the ReLU, {@code block4_conv1/linear} the one
 * before it. Preprocessing is {@link dev.phosphene.graph.Preprocessing#CAFFE}.
 */
public final class Vgg {
  private static final int[] CHANNELS = {64, 128, 256, 512, 512};

  private Vgg() {}

  /** Builds the network of thirteen convolutions. */
  public static Graph vgg16(WeightSource weights) {
    return graph(weights, 2, 2, 3, 3, 3);
  }

  /** Builds the network of sixteen convolutions. */
  public static Graph vgg19(WeightSource weights) {
    return graph(weights, 2, 2, 4, 4, 4);
  }

  private static Graph graph(WeightSource weights, int... convolutions) {
    Graph.Builder builder = Graph.builder(3);
    String last = "input";
    int in = 3;
    for (int block = 1; block <= convolutions.length; block++) {
      int out = CHANNELS[block - 1];
      for (int i = 1; i <= convolutions[block - 1]; i++) {
        String name = "block" + block + "_conv" + i;
        Op conv =
            new Op.Conv(
                weights.parameter(name, Role.KERNEL, Shape.of(out, in, 3, 3)),
                weights.parameter(name, Role.BIAS, Shape.of(out)),
                Window.same(3, 1),
                1);
        builder.add(name + "/linear", conv, last);
        builder.add(name, new Op.Relu(), name + "/linear");
        last = name;
        in = out;
      }
      String pool = "block" + block + "_pool";
      builder.add(pool, new Op.MaxPool(Window.valid(2, 2)), last);
      last = pool;
    }
    return builder.build();
  }
}
