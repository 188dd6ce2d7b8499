package dev.phosphene.bench;

import dev.phosphene.engine.onednn.OneDnnEngine;
import dev.phosphene.engine.onednn.conv.ConvTimes;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Times each convolution of a network that can be computed directly or by Winograd's algorithm,
 * both ways alternately in one process.
 */
@Command(
    name = "convs",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Milliseconds of each 3x3 convolution, directly and by Winograd's algorithm.")
final class Convs implements Callable<Integer> {
  private static final double MILLI = 1e3;
  private static final double GIGA = 1e-9;

  @Mixin private Workload work = new Workload();

  @Option(
      names = "--runs",
      defaultValue = "12",
      description = "runs of each way; the fastest counts (default: ${DEFAULT-VALUE})")
  private int runs;

  @Option(
      names = "--grid",
      description = "a grid of channels and sizes instead of a network's layers")
  private boolean grid;

  @Override
  public Integer call() {
    System.out.println(
        (grid ? "a grid" : work)
            + "; "
            + new OneDnnEngine().version()
            + "; the fastest of "
            + runs
            + " runs");
    System.out.printf(
        "%8s %8s %8s %8s %8s  %s%n", "direct", "GFLOP/s", "Winograd", "ratio", "model", "task");
    double direct = 0;
    double winograd = 0;
    double chosen = 0;
    double faster = 0;
    List<ConvTimes> all =
        grid
            ? ConvTimes.grid(work.threads(), runs)
            : ConvTimes.of(work.graph(), work.layer(), work.input(), work.threads(), runs);
    for (ConvTimes each : all) {
      System.out.printf(
          Locale.ROOT,
          "%8.2f %8.0f %8.2f %8.2f %8.2f  %d× %s%n",
          each.direct() * MILLI,
          2 * GIGA * each.products() / each.direct(),
          each.winograd() * MILLI,
          each.winograd() / each.direct(),
          each.modelled(),
          each.count(),
          each.task());
      direct += each.count() * each.direct();
      winograd += each.count() * each.winograd();
      chosen += each.count() * (each.chosen() ? each.winograd() : each.direct());
      faster += each.count() * Math.min(each.direct(), each.winograd());
    }
    System.out.printf(
        Locale.ROOT,
        "%8.2f %8s %8.2f %8.2f %8s  all; as the model chooses: %.2f; the faster of both each"
            + " time: %.2f%n",
        direct * MILLI,
        "",
        winograd * MILLI,
        winograd / direct,
        "",
        chosen * MILLI,
        faster * MILLI);
    return 0;
  }
}
