package dev.phosphene.bench;

import dev.phosphene.bench.peers.TensorFlowTutorial;
import dev.phosphene.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The tutorial's job as a user starts it: whole commands, from an 80 MB weights file to a PNG. */
@Command(
    name = "process",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Wall time and peak memory of whole commands: VGG19 block4_conv1:47 from noise,"
            + " ours and TensorFlow Java's.")
final class WholeProcess implements Callable<Integer> {

  @Option(
      names = "--weights",
      description = "Keras's VGG19 file without top; a random one is made without it")
  private @Nullable Path weights;

  @Option(
      names = "--size",
      defaultValue = "300",
      description = "side of the picture (default: ${DEFAULT-VALUE})")
  private int size;

  @Option(
      names = "--steps",
      defaultValue = "10",
      description = "steps of ascent (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "turns of each command, after one to warm up (default: ${DEFAULT-VALUE})")
  private int runs;

  @Override
  public Integer call() throws IOException {
    Path root = Path.of(System.getProperty("phosphene.root", ""));
    Path target = root.resolve("bench").resolve("target").toAbsolutePath();
    Path file = weights == null ? RandomVgg19.at(target.resolve("vgg19-random.h5")) : weights;
    List<String> ours = ours(root, file, target.resolve("phosphene.png"));
    List<String> theirs = theirs(file, target.resolve("tensorflow.png"));
    List<Watched> first = new ArrayList<>();
    List<Watched> second = new ArrayList<>();
    for (int run = 0; run <= runs; run++) {
      Watched a = Watched.run(ours, target.resolve("phosphene.log"));
      Watched b = Watched.run(theirs, target.resolve("tensorflow.log"));
      if (run > 0) {
        first.add(a);
        second.add(b);
      }
    }
    System.out.println(String.join(" ", ours.subList(1, ours.size())));
    System.out.printf(
        Locale.ROOT, "%-12s %8s %8s %8s %9s%n", "", "median s", "min", "max", "peak MiB");
    print("phosphene", first);
    print("tensorflow", second);
    System.out.printf(
        Locale.ROOT,
        "%ntensorflow / phosphene: time %.2f, memory %.2f%n",
        seconds(second) / seconds(first),
        (double) peak(second) / peak(first));
    return 0;
  }

  private List<String> ours(Path root, Path file, Path picture) {
    Path launcher = root.resolve("phosphene").toAbsolutePath();
    if (!Files.isExecutable(launcher)) {
      throw new InputException("no command " + launcher);
    }
    return List.of(
        launcher.toString(),
        "render",
        "vgg19",
        "block4_conv1:47",
        "--recipe=tutorial",
        "--steps=" + steps,
        "--size=" + size,
        "--seed=1",
        "--weights=" + file,
        "--out=" + picture,
        "--quiet");
  }

  private List<String> theirs(Path file, Path picture) {
    return Java.command(
        TensorFlowTutorial.class,
        List.of(
            file.toString(), picture.toString(), Integer.toString(size), Integer.toString(steps)));
  }

  private static void print(String name, List<Watched> runs) {
    List<Double> sorted = runs.stream().map(Watched::seconds).sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%-12s %8.2f %8.2f %8.2f %9d%n",
        name,
        seconds(runs),
        sorted.get(0),
        sorted.get(sorted.size() - 1),
        peak(runs));
  }

  private static double seconds(List<Watched> runs) {
    return Table.median(runs.stream().map(Watched::seconds).toList());
  }

  private static long peak(List<Watched> runs) {
    return runs.stream().mapToLong(Watched::peak).max().orElse(0);
  }
}
