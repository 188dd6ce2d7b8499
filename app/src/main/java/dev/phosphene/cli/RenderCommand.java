package dev.phosphene.cli;

import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.objective.Objective;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.recipe.InputRange;
import dev.phosphene.recipe.NetworkInput;
import dev.phosphene.recipe.ParameterizationKind;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.render.RunRecord;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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

/** {@code phosphene render MODEL OBJECTIVE…}: one image for each objective. */
@Command(
    name = "render",
    header = "Renders one image for each objective.",
    description = {
      "",
      "  phosphene render vgg19 block4_conv1:47 -o unit.png",
      "  phosphene render inception_v3 mixed3:1 mixed4:7,12 --steps 256 --seed 3",
      "  phosphene render vgg19 'block3_conv1:4 + 0.5*block4_conv1:47@10-20,5-9'",
      "  phosphene render inception_v3 'dream(mixed5)' --recipe deepdream --start photo.jpg",
      "  phosphene render --again unit.png",
      "",
      "An objective is a unit, LAYER:CHANNEL; with several channels, LAYER:1,5,8-10, one picture"
          + " each;",
      "with a place, LAYER:7@X,Y or @X0-X1,Y0-Y1 or @center; a class, logit:LABEL; or one of",
      "  dream(LAYER)  direction(LAYER, FILE[, POWER])  like(LAYER, PHOTO)  style(LAYER, PHOTO)",
      "  caricature(LAYER, PHOTO[, POWER])  guide(LAYER, PHOTO)  tv  l1  l2  blur",
      "  and for several --batch: diversity(LAYER)  align(LAYER)  interpolate(A, B)",
      "or made of these with + - * and numbers: 'mixed4:7 + 0.5*mixed5:12 - 0.001*tv'.",
      "'phosphene recipes' lists the recipes.",
      ""
    })
final class RenderCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private LabelOptions labels = new LabelOptions();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "OBJECTIVE",
      description = "Objective to maximize, such as block4_conv1:47.")
  private List<String> objectives = List.of();

  @Mixin private RecipeOptions recipe = new RecipeOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--start",
      paramLabel = "noise|black|gray|FILE",
      description = "Start image (default: noise). A photograph sets the size.")
  private @Nullable String start;

  @Option(
      names = "--resize",
      description = "Crop and scale photographs to --size; otherwise their sizes must match.")
  private boolean resize;

  @Option(names = "--seed", paramLabel = "N", description = "Random seed (default: 0).")
  private @Nullable Long seed;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(
      names = "--again",
      paramLabel = "PICTURE",
      description =
          "Repeat the run recorded in an image; other options override it (default: none).")
  private @Nullable Path again;

  @Option(
      names = "--search",
      paramLabel = "DIR",
      description =
          "Where --again looks for the picture's files first; may be repeated (default: here,"
              + " beside the picture and in the cache only).")
  private List<Path> search = List.of();

  @Option(
      names = "--trust",
      description =
          "Let --again read files outside of this folder and the cache that the picture names, and"
              + " download its model.")
  private boolean trust;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    RunRecord record = null;
    boolean otherwise = false;
    RecordedFiles files = null;
    if (again != null) {
      Provenance made = ImageFiles.provenance(again);
      Trust asking = new Trust(trust, command.commandLine().getErr());
      files = new RecordedFiles(again, search, asking);
      record = located(RunRecord.of(made), files);
      if (model.weights == null) {
        ModelChoice.requireCached(record.model(), asking);
      }
      output.again(made);
      otherwise = RunRecord.madeOtherwise(made);
    } else if (trust || !search.isEmpty()) {
      throw new InputException("--trust and --search are for --again PICTURE");
    }
    output.quiet = Main.quiet(spec);
    ModelChoice choice = ModelChoice.of(model, labels, objectives, record, files);
    List<Objective> requested = choice.objectives(layer -> 1); // no model yet
    if (requested.isEmpty()) {
      output.onlySheet(Showcase.FILE, Showcase.UNITS);
    }
    output.check();
    Recipe usual = requested.isEmpty() ? Showcase.RECIPE : Recipe.LUCID;
    Recipe plan = recipe.apply(record == null ? usual : record.recipe());
    if (record != null && !plan.get(Setting.BATCH).equals(record.recipe().get(Setting.BATCH))) {
      throw new InputException(
          "the picture that is made again was one of %d of its objective, and this makes %d"
              .formatted(record.recipe().get(Setting.BATCH), plan.get(Setting.BATCH)));
    }
    recipe.checkEffect(plan);
    Start from = start(record);
    plan = sized(plan, from, requested);
    boolean photographs =
        from instanceof Start.Photo || requested.stream().anyMatch(one -> !one.photos().isEmpty());
    if (resize && !photographs) {
      throw new InputException("--resize fits the photograph of --start, but there is none");
    }
    boolean fitting = resize || (record != null && record.fitted());
    checkSize(from, plan, fitting);
    Model network = seeing(choice.load(command.commandLine().getErr(), output.quiet), record);
    PrintWriter err = command.commandLine().getErr();
    if (record != null) {
      warnOfOtherVersions(record, otherwise, err);
    }
    if (plan.get(Setting.INPUT).equals(InputRange.MODEL)) {
      InputOptions.noteUnknown(network, err);
    }
    List<Objective> units =
        requested.isEmpty()
            ? Showcase.units(network)
            : choice.objectives(network.graph()::channels);
    if (record == null || recipe.named().isPresent()) {
      plan.check(units, from);
    }
    boolean sizeFree = !recipe.sets(Setting.SIZE) && record == null && !photographs;
    if (record == null) {
      plan = reaching(network, units, plan, photographs, err);
    }
    RenderJob job =
        new RenderJob(
            new RenderJob.Plan(
                network, plan, sizeFree, from, fitting, seed(record), engine, record),
            output,
            command.commandLine().getOut(),
            command.commandLine().getErr());
    return job.run(units);
  }

  /** Returns the model with the preprocessing that it had when an image was made. */
  private Model seeing(Model network, @Nullable RunRecord record) {
    if (record == null
        || recipe.sets(Setting.INPUT)
        || !record.recipe().get(Setting.INPUT).equals(InputRange.MODEL)) {
      return network;
    }
    Preprocessing own = network.preprocessing();
    Preprocessing made = record.preprocessing().orElse(own);
    if (made.order().size() != own.order().size()) {
      throw new InputException(
          "the picture was made with an input of %d channels, and %s has %d"
              .formatted(made.order().size(), network.name(), own.order().size()));
    }
    return network.with(made);
  }

  /**
   * Ensures that the input reaches all layers: where neither crops nor size were given, uses the
   * size that the model file was made for.
   */
  private Recipe reaching(
      Model network, List<Objective> units, Recipe plan, boolean photographs, PrintWriter err) {
    List<String> layers =
        units.stream()
            .flatMap(unit -> unit.on(network).reads().stream())
            .map(Objective.Reads::layer)
            .filter(layer -> !layer.equals(Objective.INPUT))
            .distinct()
            .toList();
    Optional<Size> own = network.graph().notes().size().map(size -> new Size(size.w(), size.h()));
    if (layers.isEmpty() || own.isEmpty() || reaches(network, layers, plan)) {
      return plan;
    }
    Size size = own.get();
    Recipe cropped =
        plan.with(
            Setting.TRANSFORMS,
            plan.get(Setting.TRANSFORMS).cropped(Math.min(size.width(), size.height())));
    if (!recipe.sets(Setting.TRANSFORMS) && reaches(network, layers, cropped)) {
      Shape seen = seen(network, plan);
      err.println(unfit("crops of %d×%d are", new Size(seen.w(), seen.h()), size));
      return cropped;
    }
    Recipe sized = plan.with(Setting.SIZE, size);
    if (recipe.sets(Setting.SIZE) || photographs || !reaches(network, layers, sized)) {
      return plan;
    }
    err.println(unfit("%d×%d is", plan.size(), size));
    return sized;
  }

  /** Returns {@code 128×128 is too small for this layer; using the model's own 224×224}. */
  private static String unfit(String what, Size given, Size own) {
    boolean small = given.width() <= own.width() && given.height() <= own.height();
    return ("phosphene: " + what + " too %s for this layer; using the model's own %d×%d")
        .formatted(
            given.width(), given.height(), small ? "small" : "large", own.width(), own.height());
  }

  /** Returns whether the network's input under a recipe reaches all of the layers. */
  private static boolean reaches(Model network, List<String> layers, Recipe plan) {
    Shape seen = seen(network, plan);
    return reaches(network, layers, new Size(seen.w(), seen.h()));
  }

  private static Shape seen(Model network, Recipe plan) {
    Shape image = Shape.of(1, 3, plan.size().height(), plan.size().width());
    return NetworkInput.of(plan, network.withPreprocessing(), image);
  }

  /** Returns whether images of that size reach all of the layers. */
  static boolean reaches(Model network, List<String> layers, Size size) {
    Graph graph = Cut.at(network.withPreprocessing(), layers);
    return graph.reach(Shape.of(1, 3, size.height(), size.width())).ends().isEmpty();
  }

  /** Returns the run with its files' current paths, except those that an option replaces. */
  private RunRecord located(RunRecord record, RecordedFiles files) {
    Model.Reference reference = record.model();
    if (model.weights == null) {
      reference = ModelChoice.located(reference, record.sha256(), files);
    }
    String begin = record.start();
    if (start == null && !Start.isWord(begin)) {
      begin = files.find("the start", begin, record.startSha256()).toString();
    }
    Recipe made = record.recipe();
    String spectrum = made.get(Setting.SPECTRUM);
    record
        .files()
        .forEach(
            (name, hash) -> {
              if (!name.equals(spectrum)) {
                files.find("the file", name, hash);
              }
            });
    if (made.get(Setting.PARAM) == ParameterizationKind.MACO
        && !spectrum.equals(ParameterizationKind.SHIPPED_SPECTRUM)
        && !recipe.sets(Setting.SPECTRUM)) {
      made =
          made.with(
              Setting.SPECTRUM,
              files.find("the spectrum", spectrum, record.files().get(spectrum)).toString());
    }
    return record.at(reference, begin, made);
  }

  private static void warnOfOtherVersions(RunRecord record, boolean otherwise, PrintWriter err) {
    String now = Engines.named(record.engine()).version();
    if (!now.equals(record.engineVersion())) {
      err.println(
          "phosphene: the picture was made by "
              + record.engineVersion()
              + "; with "
              + now
              + " the bytes may differ");
    } else if (otherwise) {
      err.println(
          "phosphene: the picture was made by an earlier version of this program;"
              + " the bytes may differ");
    }
  }

  private long seed(@Nullable RunRecord record) {
    if (seed != null) {
      return seed;
    }
    return record == null ? 0 : record.seed();
  }

  private Start start(@Nullable RunRecord record) {
    String name = start == null ? record == null ? "noise" : record.start() : start;
    Start from = Start.named(name);
    if (start == null
        && record != null
        && from instanceof Start.Photo photo
        && !record.startSha256().equals(photo.sha256())) {
      throw new InputException(
          "the start " + photo.file() + " is not the picture that it was; its hash differs");
    }
    return from;
  }

  /** Sets the image's size to that of the first photograph, unless a size is given. */
  private Recipe sized(Recipe plan, Start from, List<Objective> requested) {
    if (recipe.sets(Setting.SIZE) || (again != null && start == null)) {
      return plan;
    }
    if (from instanceof Start.Photo photo) {
      return plan.with(Setting.SIZE, Size.of(photo.picture()));
    }
    return requested.stream()
        .flatMap(objective -> objective.photos().stream())
        .findFirst()
        .map(file -> plan.with(Setting.SIZE, Size.of(ImageFiles.read(file))))
        .orElse(plan);
  }

  /** Rejects a start image whose size differs from the output's, unless it may be fitted. */
  private static void checkSize(Start from, Recipe plan, boolean fitting) {
    if (from instanceof Start.Photo photo && !fitting) {
      Size own = Size.of(photo.picture());
      if (!own.equals(plan.size())) {
        throw new InputException(
            "the start %s is %d×%d, not %d×%d; add --resize to fit it, or leave out --size"
                .formatted(
                    photo.file(),
                    own.width(),
                    own.height(),
                    plan.size().width(),
                    plan.size().height()));
      }
    }
  }
}
