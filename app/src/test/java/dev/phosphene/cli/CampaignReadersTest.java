package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.fuzz.Damage;
import dev.phosphene.fuzz.Outcome;
import dev.phosphene.fuzz.Target;
import dev.phosphene.fuzz.Targets;
import dev.phosphene.output.Carrier;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reader, by the command line, with inputs cut at 200 places and with wrong bytes 300 times:
 * each is used, or refused with code 2 or 3 and one line, in less than a gigabyte and 20 seconds.
 * Not in every build: {@code mvn verify -P campaign}.
 */
@Tag("campaign")
class CampaignReadersTest {
  private static final int CUTS = 200;
  private static final int FLIPS = 300;
  private static final long MOST_SECONDS = 20;
  private static final String SMALL = " --size 16 --steps 1 --quiet -o OUT.png";

  /** Commands that read such an input; INPUT is the file, or the text itself. */
  private static final Map<String, List<String>> COMMANDS =
      Map.ofEntries(
          Map.entry("onnx", List.of("layers INPUT", "render INPUT conv:0 --input 0..1" + SMALL)),
          Map.entry("h5", List.of("layers INPUT", "render INPUT c:0 --input 0..1" + SMALL)),
          Map.entry("keras", List.of("layers INPUT", "render INPUT c:0 --input 0..1" + SMALL)),
          Map.entry("tfjs", List.of("layers INPUT", "render INPUT c:0 --input 0..1" + SMALL)),
          Map.entry("weights", List.of("layers vgg19 --weights INPUT", "layers INPUT")),
          Map.entry(
              "safetensors", List.of("layers INPUT", "render INPUT conv:0 --input 0..1" + SMALL)),
          Map.entry("npy", List.of("render mini direction(stage1_conv1,INPUT)" + SMALL)),
          Map.entry("numbers", List.of("render mini direction(stage1_conv1,INPUT)" + SMALL)),
          Map.entry(
              "spectrum",
              List.of("render mini stage1_conv1:0 --param maco --spectrum INPUT" + SMALL)),
          Map.entry("labels", List.of("render mini logit:0 --labels INPUT" + SMALL)),
          Map.entry(
              "png",
              List.of("activations mini INPUT", "info INPUT", "render --again INPUT -o OUT.png")),
          Map.entry("jpeg", List.of("activations mini INPUT", "info INPUT")),
          Map.entry("gif", List.of("activations mini INPUT", "info INPUT")),
          Map.entry("bmp", List.of("activations mini INPUT")),
          Map.entry("provenance", List.of("info INPUT", "render --again INPUT -o OUT.png")),
          Map.entry("objective", List.of("render mini (INPUT)" + SMALL)),
          Map.entry("views", List.of("render mini stage1_conv1:0 --transforms=INPUT" + SMALL)));

  private static final Pattern CLASS =
      Pattern.compile("\\w(Exception|Error)\\b|\\b(java|com|io|dev)\\.\\w+\\.\\w");

  @TempDir private Path root = Path.of("");

  static Stream<Target> targets() {
    return Targets.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void isUsedOrRefusedInOneLine(Target target) throws IOException {
    Path folder = Files.createDirectories(target.folder(root));
    List<byte[]> seeds = target.seeds(folder);
    List<byte[]> inputs = new ArrayList<>(seeds);
    for (byte[] seed : seeds) {
      inputs.addAll(Damage.cut(seed, CUTS / seeds.size() + 1));
      inputs.addAll(Damage.flipped(seed, FLIPS / seeds.size() + 1, new Random(2)));
    }
    Tally tally = new Tally(target.name());
    for (byte[] input : inputs) {
      for (byte[] variant : List.of(input, target.repaired(input))) {
        tally.read(target, variant, folder);
      }
    }
    System.out.println(tally);
    assertThat(tally.faults).as("%d faults", tally.faults.size()).isEmpty();
  }

  /** What came of one target's inputs. */
  private static final class Tally {
    private final String name;
    private final List<String> faults = new ArrayList<>();
    private int used;
    private int refused;
    private long mostBytes;
    private long mostMillis;

    Tally(String name) {
      this.name = name;
    }

    void read(Target target, byte[] input, Path folder) throws IOException {
      List<String> commands = COMMANDS.getOrDefault(name, List.of());
      if (commands.isEmpty()) { // nothing but a variable of the environment leads to it
        boolean no = Outcome.of(target, input, folder).refused();
        used += no ? 0 : 1;
        refused += no ? 1 : 0;
      }
      for (String command : commands) {
        run(target, input, folder, command);
      }
    }

    private void run(Target target, byte[] input, Path folder, String command) throws IOException {
      boolean carried = name.equals("provenance");
      boolean text = target.file().isEmpty() && !carried;
      boolean marked = text || command.contains("(") || command.contains("--again");
      String words = new String(input, StandardCharsets.UTF_8);
      String given =
          carried
              ? Files.write(folder.resolve("p.png"), Carrier.png(words)).toString()
              : target.file().isEmpty()
                  ? words
                  : Files.write(folder.resolve(target.file()), input).toString();
      String out = folder.resolveSibling("out").toString();
      Object[] arguments =
          Stream.of(command.split(" ", -1))
              .map(word -> word.replace("INPUT", given).replace("OUT", out))
              .toArray();
      long bytes = allocated();
      long start = System.nanoTime();
      Cli cli = Cli.run(arguments);
      long millis = (System.nanoTime() - start) / 1_000_000;
      bytes = allocated() - bytes;
      mostBytes = Math.max(mostBytes, bytes);
      mostMillis = Math.max(mostMillis, millis);
      used += cli.code() == 0 ? 1 : 0;
      refused += cli.code() == 2 || cli.code() == 3 ? 1 : 0;
      // A wrong text is shown with a mark below it.
      long most = marked ? 3 + (text ? words.lines().count() : 0) : 1;
      String fault = fault(cli, bytes, millis, most);
      if (!fault.isEmpty()) {
        Path kept = Path.of("target", "campaign", name + "-" + faults.size());
        Files.createDirectories(kept.toAbsolutePath().getParent());
        Files.write(kept, input);
        String told = cli.err().lines().limit(4).collect(Collectors.joining(" | "));
        faults.add(fault + ": " + command + " (" + kept + ") " + told);
      }
    }

    private static String fault(Cli cli, long bytes, long millis, long most) {
      boolean known = cli.code() == 0 || cli.code() == 2 || cli.code() == 3;
      if (!known) {
        return "code " + cli.code();
      } else if (cli.code() != 0
          && (cli.err().isBlank() || cli.err().strip().lines().count() > most)) {
        return "not one line";
      } else if (CLASS.matcher(cli.err()).find()) {
        return "names a class";
      } else if (bytes > Outcome.MOST_BYTES) {
        return (bytes >> 20) + " MB";
      }
      return millis > 1000 * MOST_SECONDS ? millis + " ms" : "";
    }

    private static long allocated() {
      return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
          .getCurrentThreadAllocatedBytes();
    }

    @Override
    public String toString() {
      return "%-12s %5d used, %5d refused, at most %4d MB and %5d ms, %d faults"
          .formatted(name, used, refused, mostBytes >> 20, mostMillis, faults.size());
    }
  }
}
