package dev.phosphene.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.pytorch.global.torch;

/**
 * Writes the shipped file from a checkpoint, and measures the accuracy of the result.
 *
 * <pre>
 * Export --data cifar10-jpeg.tar.gz --checkpoint FOLDER/checkpoint.bin --out mini.safetensors
 *     --cache FOLDER [--every N to measure on every N-th picture only]
 *     [--note TEXT to add to the recipe] [the training's options]
 * </pre>
 */
public final class Export {
  private static final int LIMIT = 4_000_000;

  private Export() {}

  /** Runs the export. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options = new Options(args);
    torch.set_num_threads(1);
    Path out = Path.of(options.text("out"));
    Path archive = Path.of(options.text("data"));
    Path cache = Path.of(options.text("cache"));
    Path checkpoint = Path.of(options.text("checkpoint"));
    String recipe = TrainingRecipe.of(options).words() + options.text("note", "");
    int every = options.integer("every", 1);
    int threads = options.integer("threads", 2);
    options.end();
    Cifar10 test = Cifar10.read(archive, "test", cache).thinned(every);
    Map<String, float[]> values = Checkpoint.values(checkpoint, "average/");
    Exported net = Exported.of(Block.mini(), values);
    Map<String, SafetensorsExport.Entry> halves = new LinkedHashMap<>();
    net.tensors().forEach((name, e) -> halves.put(name, rounded(name, e)));
    try (BatchThreads team = new BatchThreads(threads)) {
      double full = accuracy(net, net.tensors(), test, team);
      double half = accuracy(net, halves, test, team);
      byte[] file = SafetensorsExport.bytes(metadata(net, recipe, half, test), net.tensors());
      if (file.length > LIMIT) {
        throw new IOException("the file has " + file.length + " bytes, more than " + LIMIT);
      }
      Files.write(out, file);
      double read = accuracy(net, SafetensorsExport.read(out, net.tensors()), test, team);
      System.out.printf(
          Locale.ROOT,
          "%s: %d bytes; accuracy on %d test pictures: float32 %.4f, float16 %.4f, of the file"
              + " %.4f%n",
          out.getFileName(),
          file.length,
          test.count(),
          full,
          half,
          read);
    }
  }

  private static SafetensorsExport.Entry rounded(String name, SafetensorsExport.Entry e) {
    float[] values = Half.rounded(e.values());
    for (float v : values) {
      if (!Float.isFinite(v)) {
        throw new IllegalStateException(name + " does not fit half precision");
      }
    }
    return new SafetensorsExport.Entry(values, e.shape());
  }

  private static double accuracy(
      Exported net, Map<String, SafetensorsExport.Entry> tensors, Cifar10 test, BatchThreads team)
      throws InterruptedException {
    GraphRunner runner = new GraphRunner(net, tensors);
    return Evaluation.accuracy(test, team, runner::forward);
  }

  static Map<String, String> metadata(Exported net, String recipe, double accuracy, Cifar10 test) {
    Map<String, Object> preprocessing = new LinkedHashMap<>();
    preprocessing.put("order", "RGB");
    preprocessing.put("scale", floats(Augmentation.SCALE));
    preprocessing.put("shift", floats(Augmentation.SHIFT));
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("format", "phosphene-graph-1");
    metadata.put("name", "mini");
    metadata.put("input_size", String.valueOf(Cifar10.SIDE));
    metadata.put("graph", Json.of(net.nodes()));
    metadata.put("labels", Json.of(Cifar10.CLASSES));
    metadata.put("preprocessing", Json.of(preprocessing));
    metadata.put("training", recipe);
    metadata.put("accuracy", String.format(Locale.ROOT, "%.4f", accuracy));
    metadata.put(
        "accuracy_of",
        test.count()
            + " test pictures of CIFAR-10, one view each, with these half precision weights");
    metadata.put(
        "data",
        "CIFAR-10 (A. Krizhevsky, Learning Multiple Layers of Features from Tiny Images, 2009):"
            + " 50000 training and 10000 test pictures of 32x32, as JPEGs of quality 75 with halved"
            + " color resolution");
    metadata.put(
        "license",
        "Apache-2.0: trained from scratch by the Phosphene project; the publishers of CIFAR-10"
            + " state no license for the pictures, none of which is in this file");
    return metadata;
  }

  private static List<Float> floats(float[] values) {
    List<Float> list = new java.util.ArrayList<>();
    for (float v : values) {
      list.add(v);
    }
    return list;
  }
}
