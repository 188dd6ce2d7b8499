package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
          "who takes part (default: phosphene, tensorflow, torch,"
              + " torch-channels-last and floor)")
  private List<String> contenders = Contender.labels();

  @Override
  public Integer call() throws IOException {
    System.out.println(work + "; " + rounds + " rounds of " + steps + " steps");
    List<Child> children = new ArrayList<>();
    try {
      for (String contender : contenders) {
        children.add(Child.start(Contender.named(contender), work));
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
    System.out.print(Table.of(children));
    return agree(children) ? 0 : 1;
  }

  /** Whether all did the same work: objective and gradient norm as the first contender has them. */
  private boolean agree(List<Child> children) {
    List<Child> working = children.stream().filter(c -> !Double.isNaN(c.objective())).toList();
    for (Child child : working) {
      Child first = working.get(0);
      if (far(child.objective(), first.objective()) || far(child.norm(), first.norm())) {
        throw new InputException(
            child.contender().label()
                + " and "
                + first.contender().label()
                + " did not do the same work: objectives "
                + child.objective()
                + " and "
                + first.objective()
                + ", gradient norms "
                + child.norm()
                + " and "
                + first.norm());
      }
    }
    return true;
  }

  private static boolean far(double a, double b) {
    return Math.abs(a - b) > TOLERANCE * Math.abs(b);
  }
}
