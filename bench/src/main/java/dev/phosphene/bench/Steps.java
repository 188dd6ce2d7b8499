package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Op;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Measures seconds per step: the contenders take turns, round by round, so that other load on the
 * machine affects all of them alike.
 */
@Command(
    name = "steps",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Seconds per step of all contenders on the same work, and their ratios.")
final class Steps implements Callable<Integer> {
  private static final double TOLERANCE = 1e-3;

  /** Minimum cosine between two gradients in float32. */
  private static final double COSINE = .9999;

  /** Minimum cosine between a gradient in bfloat16 and one in float32. */
  private static final double HALF_COSINE = .9;

  /** Tolerance in bfloat16, which has 8 bits, with errors that add up over the layers. */
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
      description = "steps per turn (default: ${DEFAULT-VALUE})")
  private int steps;

  @Option(
      names = "--contenders",
      split = ",",
      description =
          "who takes part (default: all below; those in bfloat16 only where the processor has it):"
              + " phosphene, phosphene-uncut, tensorflow, torch, torch-channels-last, floor,"
              + " phosphene-bf16, floor-bf16, tensorflow-bf16, torch-bf16,"
              + " torch-channels-last-bf16")
  private List<String> contenders = Contender.usual();

  @Override
  public Integer call() throws IOException {
    System.out.println(work + "; " + rounds + " rounds of " + steps + " steps");
    List<Child> children =
        measure(work, contenders.stream().map(Contender::named).toList(), rounds, steps);
    System.out.print(Table.of(children));
    List<String> differences = differences(work, children);
    differences.forEach(System.out::println);
    return differences.isEmpty() ? 0 : 1;
  }

  /**
   * Lets them take turns. A contender that refuses or fails is left out, with a line that says why.
   *
   * @throws InputException if none is left
   */
  static List<Child> measure(Workload work, List<Contender> contenders, int rounds, int steps)
      throws IOException {
    List<Child> children = new ArrayList<>();
    try {
      for (Contender contender : contenders) {
        start(contender, work, children);
      }
      if (children.isEmpty()) {
        throw new InputException("no contender is left to measure");
      }
      for (int round = 0; round < rounds; round++) {
        each(children, child -> child.step(steps));
      }
      each(children, Child::finish);
    } finally {
      children.forEach(Child::close);
    }
    return children;
  }

  static void start(Contender contender, Workload work, List<Child> children) throws IOException {
    try {
      children.add(Child.start(contender, work));
    } catch (InputException e) {
      System.out.println("refused " + e.getMessage());
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      System.out.println("failed  " + e.getMessage());
    }
  }

  /** An action on a child. */
  interface Turn {
    void take(Child child) throws IOException;
  }

  /** Acts on each; one that fails is left out from then on, with a line that says why. */
  static void each(List<Child> children, Turn turn) throws IOException {
    for (Child child : List.copyOf(children)) {
      try {
        turn.take(child);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        System.out.println("failed  " + e.getMessage());
        children.remove(child);
        child.close();
      }
    }
    if (children.isEmpty()) {
      throw new InputException("no contender is left to measure");
    }
  }

  /**
   * Reports contenders whose objective and gradient differ from the first one's. In bfloat16 only
   * the gradient's direction must agree, not its length: rounding turns it a little.
   */
  static List<String> differences(Workload work, List<Child> children) {
    List<String> differences = new ArrayList<>();
    @Nullable Child first = null;
    for (Child child : children) {
      if (Double.isNaN(child.objective())) {
        continue;
      }
      if (Floats.norm(child.gradient()) == 0) {
        differences.add(
            child.contender().label()
                + " has no gradient: the unit is dead for this picture, so that nothing is"
                + " compared; try another --channel or --noise");
      }
      first = first == null ? child : first;
      boolean half = child.contender().half() || first.contender().half();
      double cosine = Floats.cosine(child.gradient(), first.gradient());
      double norms = Floats.norm(child.gradient()) / Floats.norm(first.gradient());
      double tolerance = half ? HALF_TOLERANCE : TOLERANCE;
      boolean same = cosine > (half ? HALF_COSINE : COSINE) && (half || near(norms, 1, tolerance));
      if (!same || !near(child.objective(), first.objective(), tolerance)) {
        differences.add(difference(work, child, first, norms, cosine));
      }
    }
    return differences;
  }

  private static String difference(
      Workload work, Child child, Child first, double norms, double cosine) {
    boolean suspect = child.contender().label().startsWith("tensorflow") && hasLrn(work);
    return String.format(
        Locale.ROOT,
        "%s did not do the same work as %s, its ratio means nothing: objectives %.7g and %.7g,"
            + " gradients' norms as %.5g to 1, cosine %.6f%s",
        child.contender().label(),
        first.contender().label(),
        child.objective(),
        first.objective(),
        norms,
        cosine,
        suspect
            ? " (TensorFlow's C++ gradient of a local response normalization drops its attributes)"
            : "");
  }

  private static boolean hasLrn(Workload work) {
    return work.graph().nodes().stream().anyMatch(node -> node.op() instanceof Op.Lrn);
  }

  private static boolean near(double a, double b, double tolerance) {
    return Math.abs(a - b) <= tolerance * Math.abs(b);
  }
}
