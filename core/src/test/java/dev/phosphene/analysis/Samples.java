package dev.phosphene.analysis;

import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Window;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small networks and drawn images. */
final class Samples {
  private Samples() {}

  /** Convolution, ReLU, pooling, mean, three logits. */
  static Model network(String sha256) {
    SplittableRandom random = new SplittableRandom(3);
    Graph graph =
        Graph.builder(3)
            .add("conv", conv(random, 5, 3, Window.same(3, 1)), "input")
            .add("relu", new Op.Relu(), "conv")
            .add("pool", new Op.MaxPool(Window.valid(2, 2)), "relu")
            .add("mean", new Op.GlobalAvgPool(), "pool")
            .add("logits", conv(random, 3, 5, Window.valid(1, 1)), "mean")
            .build();
    return new Model(
        "sample", graph, Preprocessing.TF, List.of("a", "b", "c"), "made for a test", sha256);
  }

  static Op conv(SplittableRandom random, int out, int in, Window window) {
    float[] weights = new float[out * in * window.kernelH() * window.kernelW()];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    return new Op.Conv(
        Parameter.of("w", Shape.of(out, in, window.kernelH(), window.kernelW()), weights),
        Parameter.of("b", Shape.of(out), new float[out]),
        window,
        1);
  }

  /** Image files of different sizes. */
  static List<Path> pictures(Path folder, int count) {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path file = folder.resolve("leaves%02d.png".formatted(i));
      ImageFiles.write(file, Bitmap.of(DeadLeaves.draw(20 + i, i)));
      files.add(file);
    }
    return files;
  }
}
