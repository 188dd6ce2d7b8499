package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.analysis.Examples;
import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Peaks;
import dev.phosphene.analysis.Scan;
import dev.phosphene.analysis.Unit;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Box;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.output.Provenance;
import dev.phosphene.tensor.Shape;
import dev.phosphene.zoo.Zoo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene examples MODEL UNIT… --images FOLDER}: which images excite a unit most. */
@Command(
    name = "examples",
    header = "Finds the images in a folder that excite a unit most.",
    description = {
      "",
      "  phosphene examples vgg19 block3_conv1:47 --images photos",
      "  phosphene examples inception_v3 mixed4:7,12 --images photos --sheet sheet.png",
      "",
      "The sheet shows the unit's rendered image beside the photographs, and below each the"
          + " part that the unit sees where it is most active. Each photograph is cropped in its"
          + " center and scaled to --size. Results are cached: another unit"
          + " of the same layer, or a repeated run, takes a moment.",
      ""
    })
final class ExamplesCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private LabelOptions labels = new LabelOptions();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "UNIT",
      description = "LAYER:CHANNEL, or logit:LABEL of a classifier.")
  private List<String> units = List.of();

  @Option(
      names = "--images",
      required = true,
      paramLabel = "FOLDER",
      description = "Images or folders of images; may be repeated.")
  private List<String> images = List.of();

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "8",
      description = "Images per unit (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      description = "File for the contact sheet (default: examples.png; numbered if it exists).")
  private @Nullable Path given;

  private Path sheet = Path.of("examples.png");

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "128",
      description = "Steps for the unit's rendered image, 0 for none (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Option(names = "--no-cache", description = "Do not read or write the cache.")
  private boolean noCache;

  @Mixin private FramingOptions look = new FramingOptions();

  private boolean quiet;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter err = command.commandLine().getErr();
    quiet = Main.quiet(spec);
    if (top < 1 || top > 1000 || steps < 0) {
      throw new InputException("--top must be 1 to 1000 and --steps at least 0");
    }
    Destination target = Destination.of(given, sheet).checked();
    ModelChoice choice = ModelChoice.of(model, labels, units);
    List<Path> files = Operands.pictures(images);
    Model plain = choice.load(err, quiet || look.json);
    Model network = input.of(plain, err);
    List<Unit> requested =
        choice.objectives(network.graph()::channels).stream()
            .map(objective -> Unit.of(objective, network))
            .toList();
    if (requested.isEmpty()) {
      throw new InputException("name at least one unit, LAYER:CHANNEL");
    }
    if (requested.size() > ExampleSheet.MOST) {
      throw new InputException(
          "these are %d units, and a sheet shows %d at most; name fewer at once"
              .formatted(requested.size(), ExampleSheet.MOST));
    }
    Framing framing = look.framing(network);
    Optional<Path> cache =
        noCache ? Optional.empty() : Optional.of(Zoo.fromEnvironment().home().resolve("peaks"));
    Map<String, List<Unit>> byLayer = new LinkedHashMap<>();
    requested.forEach(
        unit -> byLayer.computeIfAbsent(unit.layer(), layer -> new ArrayList<>()).add(unit));
    ExampleSheet drawing =
        new ExampleSheet(
            plain, input.input(), framing, look.engine, steps, quiet || look.json ? null : err);
    JsonArray found = new JsonArray();
    try (Interrupt interrupt = new Interrupt()) {
      for (Map.Entry<String, List<Unit>> one : byLayer.entrySet()) {
        Scan scan = new Scan(network, one.getKey(), framing, Scan.BATCH, look.use(err), cache);
        if (!interrupt.requested()) {
          layer(scan, one.getValue(), files, drawing, found, interrupt);
        }
      }
      Optional<Path> drawn = drawing.write(target, interrupt);
      PrintWriter out = command.commandLine().getOut();
      if (look.json) {
        JsonObject all = new JsonObject();
        all.addProperty("model", network.name());
        all.addProperty("input", input.input().text());
        look.engine.tell(all);
        drawn.ifPresent(file -> all.addProperty("sheet", file.toString()));
        all.addProperty("complete", !interrupt.requested());
        all.add("units", found);
        out.println(Provenance.of(all).text());
      } else {
        drawn.ifPresent(out::println);
      }
      return interrupt.requested() ? Interrupt.EXIT_CODE : 0;
    }
  }

  private void layer(
      Scan scan,
      List<Unit> requested,
      List<Path> files,
      ExampleSheet drawing,
      JsonArray found,
      Interrupt interrupt) {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    PrintWriter out = spec.commandLine().getOut();
    requested.forEach(unit -> unit.checked(scan.shape().c()));
    Examples examples = new Examples(requested.stream().map(Unit::channel).toList(), top);
    CountProgress counting = new CountProgress(err, quiet || look.json);
    Scan.Summary summary = scan.run(files, following(examples, counting, interrupt));
    counting.clear();
    if (examples.pictures() == 0 && !interrupt.requested()) {
      throw new InputException("none of the " + files.size() + " pictures could be read");
    }
    if (!quiet) {
      err.println(said(summary));
    }
    if (!summary.complete()) {
      err.println(
          "phosphene: interrupted after %d of %d pictures%s"
              .formatted(
                  examples.pictures(),
                  files.size(),
                  noCache ? "" : "; the same command goes on from there"));
    }
    for (Unit unit : requested) {
      List<Examples.Example> best = examples.of(unit.channel(), scan, summary.shape());
      if (examples.silent(unit.channel()) == examples.pictures()) {
        err.println(
            "phosphene: "
                + unit.name()
                + " is nowhere above zero in these pictures; it may be dead");
      }
      drawing.add(unit, best, scan);
      if (look.json) {
        found.add(json(unit, examples, best, summary, scan.layout()));
      } else {
        print(unit, examples, best, scan, out);
      }
    }
  }

  private static Scan.Listener following(
      Examples examples, CountProgress counting, Interrupt interrupt) {
    return new Scan.Listener() {
      @Override
      public void picture(Path file, Peaks peaks) {
        examples.add(file, peaks);
      }

      @Override
      public void leftOut(Path file, InputException why) {
        counting.note("left out: " + why.getMessage());
      }

      @Override
      public boolean progress(int done, int all, double rate) {
        counting.show(done, all, rate);
        return !interrupt.requested();
      }

      @Override
      public void note(String text) {
        counting.note("phosphene: " + text);
      }
    };
  }

  /** Returns {@code 1000 pictures in 20 s, 50 a second; decoding took 30 % of that time…}. */
  private static String said(Scan.Summary summary) {
    StringBuilder text = new StringBuilder();
    if (summary.computed() > 0) {
      text.append(
          String.format(
              Locale.ROOT,
              "%d pictures in %.1f s, %.1f a second; decoding took %.0f %% of that time in a thread"
                  + " of its own, and the engine waited for it %.0f %%",
              summary.computed(),
              summary.seconds(),
              summary.rate(),
              100 * summary.decoding() / summary.seconds(),
              100 * summary.waiting() / summary.seconds()));
    }
    if (summary.stored() > 0) {
      text.append(text.isEmpty() ? "" : "; ").append(summary.stored()).append(" from the cache");
    }
    if (summary.leftOut() > 0) {
      text.append("; ").append(summary.leftOut()).append(" could not be read");
    }
    return text.toString();
  }

  private static void print(
      Unit unit, Examples examples, List<Examples.Example> best, Scan scan, PrintWriter out) {
    Shape layer = scan.shape();
    boolean places = scan.layout() != Layout.TOKENS;
    out.printf(
        Locale.ROOT,
        "%s  %s; above zero in %d of %d pictures%n",
        unit.name(),
        places
            ? "%d×%d positions".formatted(layer.w(), layer.h())
            : layer.h() * layer.w() + " positions, which are not places of the image",
        examples.pictures() - examples.silent(unit.channel()),
        examples.pictures());
    for (Examples.Example one : best) {
      Box box = one.field();
      if (!places) {
        out.printf(
            Locale.ROOT,
            "  %-10.4g at position %d  %s%n",
            one.value(),
            one.y() * layer.w() + one.x(),
            one.file());
        continue;
      }
      out.printf(
          Locale.ROOT,
          "  %-10.4g at %3d,%-3d sees %d×%d from %d,%d  %s%n",
          one.value(),
          one.x(),
          one.y(),
          box.width(),
          box.height(),
          box.left(),
          box.top(),
          one.file());
    }
  }

  private static JsonObject json(
      Unit unit,
      Examples examples,
      List<Examples.Example> best,
      Scan.Summary summary,
      Layout layout) {
    JsonObject object = new JsonObject();
    object.addProperty("unit", unit.name());
    object.addProperty("pictures", examples.pictures());
    object.addProperty("silent", examples.silent(unit.channel()));
    object.addProperty("computed", summary.computed());
    object.addProperty("left_out", summary.leftOut());
    object.addProperty("pictures_per_second", summary.rate());
    object.addProperty("decoding_seconds", summary.decoding());
    object.addProperty("waiting_seconds", summary.waiting());
    object.addProperty("seconds", summary.seconds());
    object.add("examples", ExampleSheet.json(best, layout, summary.shape()));
    return object;
  }
}
