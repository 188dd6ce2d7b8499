package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.analysis.Activations;
import dev.phosphene.analysis.ImageFinder;
import dev.phosphene.analysis.Probe;
import dev.phosphene.analysis.Unit;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.output.Resampling;
import dev.phosphene.recipe.Size;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import dev.phosphene.zoo.Zoo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene activations MODEL IMAGE…}: how a network responds to images. */
@Command(
    name = "activations",
    header = "Shows which channels an image excites most, and a classifier's top labels.",
    description = {
      "",
      "  phosphene activations mini cat.jpg --resize 32",
      "  phosphene activations vgg19 cat.jpg --layer block3_conv1 --top 10",
      "  phosphene activations own.onnx cat.jpg --resize 224 --labels classes.txt",
      "  phosphene activations vgg19 cat.jpg --map block3_conv1:7 -o map.png",
      ""
    })
final class ActivationsCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "[MODEL] IMAGE…",
      description = "A model (default: mini) and images or folders of images.")
  private List<String> operands = List.of();

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Read the named model's weights from this file.")
  private @Nullable Path weights;

  @Mixin private LabelOptions labels = new LabelOptions();

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "Layer to show; may be repeated (default: a line for each layer).")
  private List<String> layers = List.of();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "Number of channels and labels (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--resize",
      paramLabel = "N|WxH",
      converter = SizeConverter.class,
      description = "Scale the image first (default: its own size).")
  private @Nullable Size size;

  @Option(
      names = "--map",
      paramLabel = "UNIT",
      description = "Draw a heat map of this unit over the image; may be repeated.")
  private List<String> maps = List.of();

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "File for the maps (default: map.png; numbered if it exists).")
  private @Nullable Path out;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  private @Nullable Probe probe;
  private boolean nameless;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter err = command.commandLine().getErr();
    if (top < 1) {
      throw new InputException("--top must be at least 1: " + top);
    }
    if (out != null && maps.isEmpty()) {
      throw new InputException("-o names the file for maps; choose their units with --map");
    }
    Destination target = Destination.of(out, Path.of("map.png"));
    if (!maps.isEmpty()) {
      target.checked();
    }
    boolean named = operands.size() > 1 && !ImageFinder.isPicture(operands.get(0));
    if (operands.size() == 1 && Models.names(Zoo.fromEnvironment()).contains(operands.get(0))) {
      throw new InputException(
          "name a picture, too: activations " + operands.get(0) + " photo.jpg");
    }
    List<Path> files = Operands.pictures(operands.subList(named ? 1 : 0, operands.size()));
    Model model =
        labels.of(
            ModelChoice.load(
                named ? operands.get(0) : null, weights, err, json || Main.quiet(spec)));
    model = input.of(model, err);
    List<Unit> mapped = new ArrayList<>();
    for (String map : maps) {
      mapped.addAll(Unit.parse(map, model));
    }
    MapSheet sheet = mapped.isEmpty() ? null : new MapSheet(model, mapped);
    JsonArray all = new JsonArray();
    try {
      int done = 0;
      for (Path file : files) {
        Tensor picture;
        List<String> seen;
        try {
          picture = sized(ImageFiles.read(file));
          seen = seen(model, picture);
        } catch (InputException e) {
          if (files.size() == 1) {
            throw e;
          }
          err.println("left out: " + e.getMessage());
          continue;
        }
        all.add(look(model, file, picture, seen, mapped, sheet, files.size() > 1));
        done++;
      }
      if (done == 0) {
        throw new InputException("none of the " + files.size() + " pictures could be read");
      }
    } finally {
      if (probe != null) {
        probe.close();
      }
    }
    Path map = sheet == null ? null : sheet.write(target);
    PrintWriter print = command.commandLine().getOut();
    if (json) {
      JsonObject object = new JsonObject();
      object.addProperty("model", model.name());
      object.addProperty("input", input.input().text());
      engine.tell(object);
      all.get(0).getAsJsonObject().entrySet().forEach(e -> object.add(e.getKey(), e.getValue()));
      if (map != null) {
        object.addProperty("map", map.toString());
      }
      object.add("pictures", all);
      print.println(Provenance.of(object).text());
    } else if (map != null) {
      print.println(map);
    }
    return 0;
  }

  private JsonObject look(
      Model model,
      Path file,
      Tensor picture,
      List<String> seen,
      List<Unit> mapped,
      @Nullable MapSheet sheet,
      boolean several) {
    PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
    String last = model.graph().scores().name();
    boolean brief = layers.isEmpty();
    boolean labeled = !model.labels().isEmpty() && seen.contains(last);
    LinkedHashSet<String> taps = new LinkedHashSet<>(seen);
    mapped.forEach(unit -> taps.add(unit.layer()));
    Activations activations = compiled(model, List.copyOf(taps), picture.shape()).look(picture);
    if (brief && seen.contains(last) && model.labels().isEmpty() && !nameless) {
      nameless = true;
      noteNameless(activations, last);
    }
    if (sheet != null) {
      sheet.add(file, picture, activations);
    }
    ActivationsReport report = new ActivationsReport(model, activations, seen, labeled, top);
    if (json) {
      return report.json(file, brief);
    }
    if (several) {
      print.println(file);
    }
    report.print(print, brief);
    return new JsonObject();
  }

  /** Points out --labels if the classes have no names. */
  private void noteNameless(Activations activations, String last) {
    Shape shape = activations.layer(last).shape();
    if (activations.layout(last) == Layout.FEATURES) {
      Objects.requireNonNull(spec)
          .commandLine()
          .getErr()
          .println(
              "phosphene: if the "
                  + shape.c()
                  + " channels of the last layer \""
                  + last
                  + "\" are classes, --labels FILE names them"
                  + (shape.c() == 1000 ? ", and --labels imagenet if they are ImageNet's" : ""));
    }
  }

  private Tensor sized(Tensor picture) {
    Size wanted = size;
    return wanted == null ? picture : Resampling.resize(picture, wanted.width(), wanted.height());
  }

  /** Returns the named layers, or else the main layers for an image of that size. */
  private List<String> seen(Model model, Tensor picture) {
    if (!layers.isEmpty()) {
      return layers;
    }
    List<String> seen = new ArrayList<>(Activations.telling(model, picture.shape()));
    String last = model.graph().scores().name();
    if (!seen.contains(last)) {
      addLast(model, picture.shape(), last, seen);
    }
    return seen;
  }

  /**
   * Adds the last layer too if images of that size reach it; otherwise notes what would reach it.
   *
   * @throws InputException if they reach no layer at all
   */
  private void addLast(Model model, Shape picture, String last, List<String> seen) {
    Shape shape = Shape.of(1, model.graph().inputChannels(), picture.h(), picture.w());
    if (model.graph().reach(shape).shapes().containsKey(last)) {
      seen.add(last);
      return;
    }
    String fitting =
        model
            .graph()
            .notes()
            .size()
            .map(made -> "; --resize " + new Size(made.w(), made.h()) + " does")
            .orElse("");
    String fault =
        "a picture of %d×%d does not reach the last layer \"%s\"%s"
            .formatted(picture.w(), picture.h(), last, fitting);
    if (seen.isEmpty()) {
      throw new InputException(fault);
    }
    Objects.requireNonNull(spec).commandLine().getErr().println("phosphene: " + fault);
  }

  private Probe compiled(Model model, List<String> taps, Shape shape) {
    Probe known = probe;
    if (known == null || !known.shape().equals(shape)) {
      if (known != null) {
        known.close();
      }
      known =
          Probe.on(
              model, taps, shape, engine.use(Objects.requireNonNull(spec).commandLine().getErr()));
      probe = known;
    }
    return known;
  }
}
