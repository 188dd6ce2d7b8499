package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.output.Pictures;
import dev.phosphene.render.Recipe;
import dev.phosphene.render.RunRecord;
import dev.phosphene.render.Start;
import java.nio.file.Path;
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

/** {@code phosphene render MODEL OBJECTIVE…}: one picture for each objective. */
@Command(
    name = "render",
    header = "Renders one picture for each objective.",
    description = {
      "",
      "  phosphene render vgg19 block4_conv1:47 -o unit.png",
      "  phosphene render inception_v3 mixed3:1 mixed4:7,12 --steps 256 --seed 3",
      "  phosphene render vgg19 'block3_conv1:4 + 0.5*block4_conv1:47@10-20,5-9'",
      "  phosphene render --again unit.png",
      "",
      "An objective is a unit, LAYER:CHANNEL, a unit at some positions, LAYER:CHANNEL@X0-X1,Y0-Y1,",
      "or a weighted sum of these. A unit may list channels: LAYER:1,5,8-10 makes five pictures.",
      ""
    })
final class RenderCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "OBJECTIVE",
      description = "What the picture is optimised for, such as block4_conv1:47.")
  private List<String> objectives = List.of();

  @Mixin private RecipeOptions recipe = new RecipeOptions();

  @Mixin private OutputOptions output = new OutputOptions();

  @Option(
      names = "--start",
      paramLabel = "noise|black|gray|FILE",
      description = "Where to begin (default: noise). A picture sets the size.")
  private @Nullable String start;

  @Option(
      names = "--resize",
      description = "Scale the picture of --start to --size; without it they must agree.")
  private boolean resize;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What chance is drawn from (default: 0).")
  private @Nullable Long seed;

  @Mixin private EngineOptions engine = new EngineOptions();

  @Option(
      names = "--again",
      paramLabel = "PICTURE",
      description = "Make a picture again from what it carries; other options override that.")
  private @Nullable Path again;

  @Override
  public Integer call() {
    output.check();
    RunRecord record = again == null ? null : RunRecord.of(Pictures.provenance(again));
    CommandSpec command = Objects.requireNonNull(spec);
    ModelChoice choice = ModelChoice.of(model, objectives, record);
    Model network = choice.load(command.commandLine().getErr(), output.quiet);
    Recipe plan = recipe.apply(record == null ? Recipe.LUCID : record.recipe());
    Start from = start(record, plan);
    RenderJob job =
        new RenderJob(
            network,
            from instanceof Start.Photo photo
                ? plan.withSize(photo.picture().shape().w(), photo.picture().shape().h())
                : plan,
            from,
            seed(record),
            engine,
            record,
            output,
            command.commandLine().getOut(),
            command.commandLine().getErr());
    return job.run(
        record == null
            ? parsed(choice.objectives(network))
            : record.objectives().stream().map(ObjectiveParser::parseOne).toList());
  }

  private static List<Objective> parsed(List<String> texts) {
    return texts.stream().flatMap(text -> ObjectiveParser.parse(text).stream()).toList();
  }

  private long seed(@Nullable RunRecord record) {
    if (seed != null) {
      return seed;
    }
    return record == null ? 0 : record.seed();
  }

  private Start start(@Nullable RunRecord record, Recipe plan) {
    String name = start == null ? record == null ? "noise" : record.start() : start;
    Start from = Start.named(name);
    if (!(from instanceof Start.Photo photo)) {
      return from;
    }
    if (start == null && record != null && !record.startSha256().equals(photo.sha256())) {
      throw new InputException(
          "the start " + photo.file() + " is not the picture that it was; its hash differs");
    }
    boolean sized = recipe.size != null || (start == null && record != null);
    int width = photo.picture().shape().w();
    int height = photo.picture().shape().h();
    if (!sized || (plan.width() == width && plan.height() == height)) {
      return photo;
    } else if (!resize) {
      throw new InputException(
          "the start %s is %d×%d, not %d×%d; add --resize to scale it, or leave out --size"
              .formatted(photo.file(), width, height, plan.width(), plan.height()));
    }
    return photo.resized(plan.width(), plan.height());
  }
}
