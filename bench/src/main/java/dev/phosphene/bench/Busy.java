package dev.phosphene.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Times steps in competition with busy programs. For each load, contenders take turns, round by
 * round. A turn lasts long enough to span many scheduler slices, and its mean counts.
 */
@Command(
    name = "busy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Milliseconds per step beside none, one, two and four busy loops.")
final class Busy implements Callable<Integer> {
  private static final int FEW = 3;

  @Option(
      names = "--networks",
      split = ",",
      description =
          "some of googlenet (a file beside the project), inception, vgg, mobilenet, mini")
  private List<BusyCase> networks = List.of(BusyCase.values());

  @Option(
      names = "--loads",
      split = ",",
      description = "how many busy loops run beside it (default: 0,1,2,4)")
  private List<Integer> loads = List.of(0, 1, 2, 4);

  @Option(
      names = "--contenders",
      split = ",",
      description = "who takes part, as in 'steps' (default: all but the floors)")
  private List<String> contenders =
      Contender.usual().stream()
          .filter(label -> !Contender.named(label).floor())
          .filter(label -> Contender.named(label) != Contender.PHOSPHENE_UNCUT)
          .toList();

  @Option(
      names = "--rounds",
      defaultValue = "5",
      description = "turns of each contender for each load (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--seconds",
      defaultValue = "1",
      description = "length of a turn on the quiet machine (default: ${DEFAULT-VALUE})")
  private double seconds;

  @Option(names = "--threads", defaultValue = "0", description = "for every contender")
  private int threads;

  @Override
  public Integer call() throws IOException {
    for (BusyCase network : networks) {
      measure(network.work(threads));
    }
    return 0;
  }

  private void measure(Workload work) throws IOException {
    System.out.println(work + "; " + rounds + " turns of " + seconds + " s");
    List<Child> children = new ArrayList<>();
    try {
      for (String contender : contenders) {
        Steps.start(Contender.named(contender), work, children);
      }
      BusyTable table = new BusyTable();
      Steps.each(children, child -> child.step(FEW));
      for (int load : loads) {
        BusyLoops loops = BusyLoops.start(load);
        try {
          for (int round = 0; round < rounds; round++) {
            Steps.each(children, child -> table.add(child, load, turn(child)));
          }
        } finally {
          loops.close();
        }
      }
      System.out.println(table.text(children));
    } finally {
      children.forEach(Child::close);
    }
  }

  /** Returns the mean seconds per step, over as many steps as fill a turn on the quiet machine. */
  private double turn(Child child) throws IOException {
    double least = child.seconds().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    int steps = (int) Math.max(FEW, seconds / least);
    return child.step(steps).stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
