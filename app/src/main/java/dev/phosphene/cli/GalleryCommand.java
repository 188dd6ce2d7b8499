package dev.phosphene.cli;

import dev.phosphene.analysis.Framing;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.Gallery;
import dev.phosphene.gallery.RealImages;
import dev.phosphene.gallery.SizeEstimate;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.store.Shard;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.InputRange;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Recipes;
import dev.phosphene.recipe.Setting;
import dev.phosphene.zoo.Zoo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

/** {@code phosphene gallery MODEL [LAYER…]}: every unit of a network, as a folder and a site. */
@Command(
    name = "gallery",
    header = "Renders every unit of a network into a folder that is also a web site.",
    description = {
      "",
      "  phosphene gallery mini -o gallery",
      "  phosphene gallery inception_v3 mixed4 'mixed5*' --units 0-31 -o gallery",
      "  phosphene gallery status gallery",
      "  phosphene gallery show gallery",
      "",
      "The same command goes on where a run was interrupted. Without LAYER it takes those worth",
      "looking at: convolutions, concatenations and the sums of residual blocks.",
      ""
    },
    subcommands = {GalleryStatus.class, GalleryVerify.class, GalleryShow.class})
final class GalleryCommand implements Callable<Integer> {
  private static final long WEB_HOST = 1_000_000_000; // bytes that free hosts take

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private LabelOptions labels = new LabelOptions();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "LAYER",
      description = "Layers by name or glob, such as 'mixed*'; all takes every one.")
  private List<String> layers = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FOLDER",
      description = "The gallery's folder (default: gallery).")
  private Path folder = Path.of("gallery");

  @Option(
      names = "--layers",
      split = ",",
      paramLabel = "LAYER",
      description = "The same as LAYER (default: those worth looking at).")
  private List<String> moreLayers = List.of();

  @Option(
      names = "--units",
      paramLabel = "RANGES",
      description = "Units of each layer, such as 0-31 or 3,8-11 (default: all).")
  private String units = "";

  @Option(
      names = "--techniques",
      split = ",",
      paramLabel = "NAME",
      description = "One or more of feature, negative, diverse (default: feature).")
  private List<String> techniques = List.of("feature");

  @Option(
      names = "--images",
      paramLabel = "FOLDER",
      description =
          "Images or folders of images, for statistics and examples of each unit; may be repeated"
              + " (default: none).")
  private List<String> images = List.of();

  @Option(
      names = "--full",
      paramLabel = "none|top|all",
      description =
          "Which images to keep in full size; top keeps the 32 of each layer with the largest"
              + " values (default: all).")
  private String full = "all";

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Name of the network in the gallery (default: the model's).")
  private String name = "";

  @Option(
      names = "--address",
      paramLabel = "URL",
      description =
          "Where the folder will be published, so that links to it have a preview (default: none).")
  private @Nullable String address;

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      description =
          "Render the I-th of N shares; all shards write the same folder. auto/N takes I from the"
              + " environment of an array job (default: all, or the task of a Slurm array).")
  private @Nullable String shard;

  @Mixin private RecipeOptions recipe = new RecipeOptions(Recipes.FAST);

  @Option(names = "--seed", paramLabel = "N", description = "Random seed (default: 0).")
  private long seed = 0;

  @Option(
      names = "--json",
      description =
          "Print a JSON object on one line for each unit that is done, and one at the end.")
  private boolean json;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    boolean quiet = Main.quiet(spec);
    String wanted = Objects.requireNonNullElse(model.model, ModelChoice.BUILT_IN);
    model.model = wanted;
    Model network = ModelChoice.of(model, labels, List.of()).load(err, quiet || json);
    Recipe plain = recipe.apply();
    recipe.checkEffect(plain);
    if (plain.dreams()) {
      throw new InputException("a gallery shows units, and --octaves is for whole photographs");
    }
    if (plain.get(Setting.INPUT).equals(InputRange.MODEL)) {
      InputOptions.noteUnknown(network, err);
    }
    List<String> all = new ArrayList<>(layers);
    all.addAll(moreLayers);
    Gallery gallery =
        Gallery.of(network)
            .layers(all)
            .units(units)
            .techniques(techniques)
            .recipe(plain)
            .sizeByLayer(!recipe.sets(Setting.SIZE) && plain.size().equals(Setting.SIZE.usual()))
            .seed(seed)
            .full(full())
            .as(name);
    engine.apply(gallery, err);
    if (address != null) {
      gallery.address(address);
    }
    if (!images.isEmpty()) {
      gallery.images(realImages(network, err));
    }
    ArrayTask task = new ArrayTask(System.getenv());
    Optional<Shard> share =
        task.shard(Optional.ofNullable(shard), text -> err.println("phosphene: " + text));
    share.ifPresent(gallery::shard);
    if (engine.threads == null) {
      task.threads().ifPresent(gallery::threads);
    }
    GalleryPlan plan = gallery.plan();
    announce(plan, quiet || json || share.isPresent(), err);
    try (Interrupt interrupt = new Interrupt();
        GalleryProgress progress = new GalleryProgress(out, err, quiet, json, interrupt)) {
      boolean complete = gallery.run(folder, progress);
      progress.end(share.map(plan::share).orElse(plan), folder, complete);
      return interrupt.requested() ? Interrupt.EXIT_CODE : 0;
    }
  }

  private void announce(GalleryPlan plan, boolean quiet, PrintWriter err) {
    if (quiet) {
      return;
    }
    long bytes = SizeEstimate.bytes(plan);
    err.printf(
        Locale.ROOT,
        "%s: %,d units of %d layers, about %s in %s%n",
        plan.id(),
        plan.units(),
        plan.layers().size(),
        size(bytes),
        folder);
    if (bytes > WEB_HOST && plan.full() == GalleryPlan.Full.ALL) {
      err.println(
          "phosphene: free web hosts take about 1 GB; --full top or --full none keeps less");
    }
  }

  static String size(long bytes) {
    return bytes < 1_000_000_000
        ? String.format(Locale.ROOT, "%.0f MB", Math.max(1, bytes * 1e-6))
        : String.format(Locale.ROOT, "%.1f GB", bytes * 1e-9);
  }

  private GalleryPlan.Full full() {
    for (GalleryPlan.Full one : GalleryPlan.Full.values()) {
      if (one.name().toLowerCase(Locale.ROOT).equals(full)) {
        return one;
      }
    }
    throw new InputException("--full takes none, top or all, not \"" + full + "\"");
  }

  private RealImages realImages(Model network, PrintWriter err) {
    return new RealImages(
        Operands.pictures(images),
        Framing.usual(network),
        engine.use(err),
        Optional.of(Zoo.fromEnvironment().home().resolve("peaks")));
  }
}
