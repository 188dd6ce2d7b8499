package dev.phosphene.bench;

import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import dev.phosphene.zoo.RandomWeights;
import dev.phosphene.zoo.Vgg;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A weights file in the layout of Keras's official VGG19 (no top, 80 MB), but untrained: it costs
 * the same to read and to run, so it serves if the official file cannot be downloaded.
 */
final class RandomVgg19 {
  private RandomVgg19() {}

  /** Writes the file unless it exists. */
  static Path at(Path file) throws IOException {
    if (!Files.exists(file)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path partial = file.resolveSibling(file.getFileName() + ".partial");
      Files.deleteIfExists(partial);
      write(partial);
      Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }

  private static void write(Path file) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      List<String> layers = new ArrayList<>();
      for (Node node : Vgg.vgg19(RandomWeights.seeded(1)).nodes()) {
        if (node.op() instanceof Op.Conv conv && conv.bias() != null) {
          String layer = node.name().replace("/linear", "");
          WritableGroup group = hdf.putGroup(layer);
          group.putDataset(layer + "_W_1:0", hwio(conv.weight()));
          group.putDataset(layer + "_b_1:0", conv.bias().values());
          group.putAttribute("weight_names", new String[] {layer + "_W_1:0", layer + "_b_1:0"});
          layers.add(layer);
        }
      }
      hdf.putAttribute("layer_names", layers.toArray(String[]::new));
    }
  }

  /** Returns a kernel {@code [out, in, h, w]} as {@code [h][w][in][out]}. */
  private static float[][][][] hwio(Parameter weight) {
    Shape shape = weight.shape();
    float[] values = weight.values();
    float[][][][] result = new float[shape.h()][shape.w()][shape.c()][shape.n()];
    int at = 0;
    for (int o = 0; o < shape.n(); o++) {
      for (int i = 0; i < shape.c(); i++) {
        for (int y = 0; y < shape.h(); y++) {
          for (int x = 0; x < shape.w(); x++) {
            result[y][x][i][o] = values[at++];
          }
        }
      }
    }
    return result;
  }
}
