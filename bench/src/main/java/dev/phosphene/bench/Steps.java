package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Seconds per step, side by side: the contenders take turns, round by round, so that whatever else
 * the machine does falls on all of them alike.
 */
@Command(
    name = "steps",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Seconds per step of all contenders on the same work, and their ratios.")
final class Steps implements Callable<Integer> {
  private static final double TOLERANCE = 1e-3;

  /** Bfloat16 has 8 bits, and they add up over the layers. */
  private static final double HALF_TOLERANCE = 5e-2;

  @Mixin private Workload work = new Workload();

  @Option(
      names = "--rounds",
      defaultValue = "7",
      description = "turns of each contender (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--steps",
      defaultValue = "3",
      description = "steps of each turn (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--contenders",
      split = ",",
      description =
          "who takes part (default: all below; those in bfloat16 only where the processor has it):"
              + " phosphene, phosphene-uncut, tensorflow, torch, torch-channels-last, floor,"
              + " phosphene-bf16, tensorflow-bf16, torch-bf16, torch-channels-last-bf16")
  private List<String> contenders = Contender.usual();

  @Override
  public Integer call() throws IOException {
    System.out.println(work + "; " + rounds + " rounds of " + steps + " steps");
    List<Child> children =
        measure(work, contenders.stream().map(Contender::named).toList(), rounds, steps);
    System.out.print(Table.of(children));
    List<String> differences = differences(children);
    differences.forEach(System.out::println);
    return differences.isEmpty() ? 0 : 1;
  }

  /**
   * Lets them take turns. One that refuses is left out, with a line that says why.
   *
   * @throws InputException if all refuse
   */
  static List<Child> measure(Workload work, List<Contender> contenders, int rounds, int steps)
      throws IOException {
    List<Child> children = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        start(contender, work, children);
      }
      if (children.isEmpty()) {
        throw new InputException("nobody is left to be measured");
      }
      for (int round = 0; round < rounds; round++) {
        for (Child child : children) {
          child.step(steps);
        }
      }
      for (Child child : children) {
        child.finish();
      }
    } finally {
      children.forEach(Child::close);
    }
    return children;
  }

  private static void start(Contender contender, Workload work, List<Child> children)
      throws IOException {
    try {
      children.add(Child.start(contender, work));
    } catch (InputException e) {
      System.out.println("refused " + e.getMessage());
    }
  }

  /** Who did not do the same work: objective and gradient norm are not as the first has them. */
  static List<String> differences(List<Child> children) {
    List<String> differences = new ArrayList<>();
    @Nullable Child first = null;
    for (Child child : children) {
      if (Double.isNaN(child.objective())) {
        continue;
      }
      if (child.norm() == 0) {
        differences.add(
            child.contender().label()
                + " has no gradient: the unit is dead for this picture, so that nothing is"
                + " compared; try another --channel or --noise");
      }
      first = first == null ? child : first;
      boolean half = child.contender().half() || first.contender().half();
      double tolerance = half ? HALF_TOLERANCE : TOLERANCE;
      if (far(child.objective(), first.objective(), tolerance)
          || far(child.norm(), first.norm(), tolerance)) {
        differences.add(difference(child, first));
      }
    }
    return differences;
  }

  private static String difference(Child child, Child first) {
    return String.format(
        Locale.ROOT,
        "%s did not do the same work as %s, its ratio means nothing: objectives %.7g and %.7g,"
            + " gradient norms %.7g and %.7g%s",
        child.contender().label(),
        first.contender().label(),
        child.objective(),
        first.objective(),
        child.norm(),
        first.norm(),
        child.contender().label().startsWith("tensorflow")
            ? " (TensorFlow's C++ gradient of a local response normalisation drops its attributes)"
            : "");
  }

  private static boolean far(double a, double b, double tolerance) {
    return Math.abs(a - b) > tolerance * Math.abs(b);
  }
}
