package dev.phosphene.bench;

import dev.phosphene.bench.peers.TorchRecipe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Times a whole render command, and the same loop with PyTorch's network. */
@Command(
    name = "whole-recipe",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Wall time of a whole render command, and of the same run with PyTorch.")
final class WholeRecipe implements Callable<Integer> {
  @Option(names = "--model", required = true, description = "a name or a file")
  private String model = "";

  @Option(
      names = "--unit",
      defaultValue = "inception_4a/output:103",
      description = "(default: ${DEFAULT-VALUE})")
  private String unit = "";

  @Option(names = "--recipe", defaultValue = "lucid", description = "(default: ${DEFAULT-VALUE})")
  private String recipe = "";

  @Option(names = "--size", defaultValue = "128", description = "(default: ${DEFAULT-VALUE})")
  private int size;

  @Option(names = "--steps", defaultValue = "512", description = "(default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--runs",
      defaultValue = "3",
      description = "turns of each command, after one to warm up (default: ${DEFAULT-VALUE})")
  private int runs;

  @Override
  public Integer call() throws IOException {
    String file = Files.exists(Path.of(model)) ? Path.of(model).toAbsolutePath().toString() : model;
    List<String> ours =
        List.of(
            Turns.launcher(),
            "render",
            file,
            unit,
            "--recipe=" + recipe,
            "--size=" + size,
            "--steps=" + steps,
            "--precision=f32",
            "--quiet",
            "--out=" + Turns.target().resolve("whole.png"));
    List<String> theirs =
        Java.command(
            TorchRecipe.class,
            List.of(
                file,
                unit,
                recipe,
                Integer.toString(size),
                Integer.toString(steps),
                Turns.target().resolve("whole-torch.png").toString()));
    Turns turns = Turns.take(ours, theirs, runs);
    System.out.println(Path.of(model).getFileName() + " " + String.join(" ", ours.subList(3, 7)));
    System.out.print(turns.table("pytorch"));
    return 0;
  }
}
