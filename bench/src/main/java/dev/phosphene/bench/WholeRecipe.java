package dev.phosphene.bench;

import dev.phosphene.bench.peers.TorchRecipe;
import dev.phosphene.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A picture as a user orders it, a whole command; and the same loop with PyTorch's network. */
@Command(
    name = "whole-recipe",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Wall time of a whole render command, and of the same run through PyTorch.")
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
    Path root = Path.of(System.getProperty("phosphene.root", "")).toAbsolutePath();
    Path target = root.resolve("bench").resolve("target");
    Path launcher = root.resolve("phosphene");
    if (!Files.isExecutable(launcher)) {
      throw new InputException("no command " + launcher);
    }
    String file = Files.exists(Path.of(model)) ? Path.of(model).toAbsolutePath().toString() : model;
    List<String> ours =
        List.of(
            launcher.toString(),
            "render",
            file,
            unit,
            "--recipe=" + recipe,
            "--size=" + size,
            "--steps=" + steps,
            "--precision=f32",
            "--quiet",
            "--out=" + target.resolve("whole.png"));
    List<String> theirs =
        Java.command(
            TorchRecipe.class,
            List.of(
                file,
                unit,
                recipe,
                Integer.toString(size),
                Integer.toString(steps),
                target.resolve("whole-torch.png").toString()));
    List<Double> first = new ArrayList<>();
    List<Double> second = new ArrayList<>();
    for (int run = 0; run <= runs; run++) {
      double a = Watched.run(ours, target.resolve("whole.log")).seconds();
      double b = Watched.run(theirs, target.resolve("whole-torch.log")).seconds();
      if (run > 0) {
        first.add(a);
        second.add(b);
      }
    }
    System.out.println(Path.of(model).getFileName() + " " + String.join(" ", ours.subList(3, 7)));
    print("phosphene render", first);
    print("our loop over PyTorch", second);
    System.out.printf(
        Locale.ROOT, "PyTorch / phosphene  %.2f%n", Table.median(second) / Table.median(first));
    return 0;
  }

  private static void print(String name, List<Double> seconds) {
    System.out.printf(
        Locale.ROOT,
        "%-22s %7.2f s (from %.2f to %.2f)%n",
        name,
        Table.median(seconds),
        seconds.stream().mapToDouble(Double::doubleValue).min().orElse(0),
        seconds.stream().mapToDouble(Double::doubleValue).max().orElse(0));
  }
}
