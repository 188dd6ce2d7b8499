package dev.phosphene.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Checks whether a ratio has become worse than the recorded one. Run by hand, not in every build:
 * it takes some minutes and an otherwise idle machine.
 */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Compares ratios with the recorded ones; exit code 1 if one got worse.")
final class Check implements Callable<Integer> {
  /** Two runs on a shared machine differ by 15 percent. */
  private static final double TOLERANCE = 0.25;

  /** A ratio is the median of this many runs, each with processes of its own. */
  private static final int RUNS = 5;

  /** A measurement. */
  private record Case(int rounds, int steps, String... work) {}

  private static final List<Case> CASES =
      List.of(
          new Case(6, 6, "--model=vgg19", "--layer=block4_conv1", "--channel=47", "--size=300"),
          new Case(7, 15, "--model=inception_v3", "--layer=mixed4", "--channel=0", "--size=128"),
          new Case(7, 5, "--model=resnet50", "--layer=conv4_block3_out", "--channel=0"));

  @Option(names = "--record", description = "Record the ratios for this machine's ISA instead.")
  private boolean record;

  @Option(names = "--ratios", description = "The file of recorded ratios.")
  private Path file =
      Path.of(System.getProperty("phosphene.root", "")).resolve("bench").resolve("ratios.txt");

  @Override
  public Integer call() throws IOException {
    Ratios known = Ratios.read(file);
    String isa = Cpu.isa();
    if (!record && known.of(isa).isEmpty()) {
      System.out.println(
          "nothing is recorded for "
              + isa
              + " in "
              + file
              + ": ./bench/run check --record, on a quiet machine, writes it");
      return 1;
    }
    Map<String, List<Double>> runs = new LinkedHashMap<>();
    for (int run = 0; run < RUNS; run++) {
      for (Case one : CASES) {
        Workload work = Workload.of(one.work());
        List<Child> children = Steps.measure(work, contenders(), one.rounds(), one.steps());
        List<String> differences = Steps.differences(work, children);
        if (!differences.isEmpty()) {
          differences.forEach(System.out::println);
          return 1;
        }
        ratios(work, children)
            .forEach(
                (what, ratio) -> runs.computeIfAbsent(what, w -> new ArrayList<>()).add(ratio));
      }
    }
    Map<String, Double> measured = new LinkedHashMap<>();
    runs.forEach((what, ratios) -> measured.put(what, Table.median(ratios)));
    if (record) {
      List<Ratios.Line> lines = new ArrayList<>();
      measured.forEach((what, ratio) -> lines.add(new Ratios.Line(isa, what, ratio, TOLERANCE)));
      Files.writeString(file, known.with(isa, lines).text());
      System.out.println(lines.size() + " ratios recorded for " + isa + " in " + file);
      return 0;
    }
    Report report = compare(known.of(isa), measured);
    System.out.print(report.text());
    return report.worse() ? 1 : 0;
  }

  /** Returns this project, the floor and a peer; with bfloat16 if the processor supports it. */
  private static List<Contender> contenders() {
    List<Contender> all =
        List.of(
            Contender.PHOSPHENE,
            Contender.FLOOR,
            Contender.TORCH_CHANNELS_LAST,
            Contender.PHOSPHENE_BF16,
            Contender.FLOOR_BF16,
            Contender.TORCH_CHANNELS_LAST_BF16);
    return all.stream().filter(contender -> !contender.half() || Cpu.bfloat16()).toList();
  }

  /** Returns our time over each other's, by minimum step, which other work disturbs least. */
  private static Map<String, Double> ratios(Workload work, List<Child> children) {
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (Child ours : children) {
      if (ours.contender() == Contender.PHOSPHENE || ours.contender() == Contender.PHOSPHENE_BF16) {
        children.stream()
            .filter(other -> other.contender().half() == ours.contender().half() && other != ours)
            .forEach(other -> ratios.put(what(work, ours, other), least(ours) / least(other)));
      }
    }
    return ratios;
  }

  private static String what(Workload work, Child ours, Child other) {
    String whose = ours.contender().label() + " / " + other.contender().label();
    return work.name() + " " + work.layer() + ": " + whose;
  }

  private static double least(Child child) {
    return child.seconds().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  /**
   * A comparison as a table.
   *
   * @param worse whether a ratio got worse, or a recorded one was not measured
   */
  record Report(String text, boolean worse) {}

  /** Compares measured ratios with recorded ones, by name. */
  static Report compare(Map<String, Ratios.Line> recorded, Map<String, Double> measured) {
    StringBuilder text = new StringBuilder();
    text.append(row("", "recorded", "now", "allowed", ""));
    boolean worse = false;
    for (Ratios.Line line : recorded.values()) {
      @Nullable Double now = measured.get(line.what());
      boolean bad = now == null || line.worse(now);
      worse |= bad;
      text.append(
          row(
              line.what(),
              number(line.ratio()),
              now == null ? "" : number(now),
              number(line.ratio() * (1 + line.tolerance())),
              now == null ? "NOT MEASURED" : bad ? "WORSE" : "ok"));
    }
    for (Map.Entry<String, Double> entry : measured.entrySet()) {
      if (!recorded.containsKey(entry.getKey())) {
        text.append(row(entry.getKey(), "", number(entry.getValue()), "", "not recorded"));
      }
    }
    return new Report(text.toString(), worse);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String row(String what, String recorded, String now, String allowed, String said) {
    return String.format(Locale.ROOT, "%-66s %8s %8s %8s  %s", what, recorded, now, allowed, said)
            .stripTrailing()
        + System.lineSeparator();
  }
}
