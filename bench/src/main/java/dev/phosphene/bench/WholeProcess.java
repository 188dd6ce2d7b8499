package dev.phosphene.bench;

import dev.phosphene.bench.peers.TensorFlowTutorial;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times the tutorial's job as a user runs it: whole commands, from an 80 MB file to a PNG. */
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
      description = "Keras's VGG19 file without top (default: a generated random one)")
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
    Path target = Turns.target();
    Path file = weights == null ? RandomVgg19.at(target.resolve("vgg19-random.h5")) : weights;
    List<String> ours = ours(file, target.resolve("phosphene.png"));
    List<String> theirs = theirs(file, target.resolve("tensorflow.png"));
    Turns turns = Turns.take(ours, theirs, runs);
    System.out.println(String.join(" ", ours.subList(1, ours.size())));
    System.out.print(turns.table("tensorflow"));
    return 0;
  }

  private List<String> ours(Path file, Path picture) {
    return List.of(
        Turns.launcher(),
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
}
