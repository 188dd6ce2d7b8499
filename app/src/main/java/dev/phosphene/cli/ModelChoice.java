package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Logit;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.render.RunRecord;
import dev.phosphene.zoo.Models;
import dev.phosphene.zoo.Zoo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Resolves which model and objectives a command line names. */
final class ModelChoice {
  /** The name of the built-in network. */
  static final String BUILT_IN = "mini";

  private final String model;
  private final @Nullable Path weights;
  private final List<String> objectives;
  private final @Nullable RunRecord again;
  private final LabelOptions labels;
  private final @Nullable RecordedFiles files;

  private ModelChoice(
      String model,
      @Nullable Path weights,
      LabelOptions labels,
      List<String> objectives,
      @Nullable RunRecord again,
      @Nullable RecordedFiles files) {
    this.files = files;
    this.model = model;
    this.weights = weights;
    this.labels = labels;
    this.objectives = objectives;
    this.again = again;
  }

  /**
   * Resolves {@code MODEL OBJECTIVE…}; a first operand that can only be an objective selects the
   * built-in model.
   */
  static ModelChoice of(ModelOptions options, LabelOptions labels, List<String> rest) {
    return of(options, labels, rest, null, null);
  }

  /**
   * Resolves the same, or what an image was made from.
   *
   * @param files finds the files that {@code again} names
   */
  static ModelChoice of(
      ModelOptions options,
      LabelOptions labels,
      List<String> rest,
      @Nullable RunRecord again,
      @Nullable RecordedFiles files) {
    String first = options.model;
    if (again != null) {
      if (first != null) {
        throw new InputException(
            "--again takes the model and the objectives from the picture; leave out " + first);
      }
      String recorded = again.model().weights();
      Path weights =
          options.weights != null || recorded.isEmpty() ? options.weights : Path.of(recorded);
      return new ModelChoice(
          again.model().model(), weights, labels, again.objectives(), again, files);
    }
    List<String> objectives = new ArrayList<>(rest);
    if (first != null && isObjective(first)) {
      objectives.add(0, first);
      first = null;
    }
    objectives.forEach(Operands::requireNoModel);
    return new ModelChoice(
        first == null ? BUILT_IN : first,
        options.weights,
        labels,
        List.copyOf(objectives),
        null,
        null);
  }

  /** Returns the reference of an image's model with its file's current path. */
  static Model.Reference located(Model.Reference model, String sha256, RecordedFiles files) {
    boolean known = Models.names(Zoo.fromEnvironment()).contains(model.model());
    boolean plain = model.weights().isEmpty();
    String name = known || !plain ? model.model() : files.model(model.model(), sha256).toString();
    String weights = plain ? "" : files.model(model.weights(), sha256).toString();
    return new Model.Reference(name, weights, model.labels(), model.labelsSha256());
  }

  /** Asks before downloading the model of an image. */
  static void requireCached(Model.Reference model, Trust trust) {
    Zoo zoo = Zoo.fromEnvironment();
    zoo.named(model.model())
        .filter(known -> model.weights().isEmpty() && !zoo.cached(known))
        .ifPresent(
            known ->
                trust.require(
                    "The picture was made with %s, which is not in the cache (%s from %s)"
                        .formatted(
                            known.name(),
                            known.size().text().isEmpty() ? "a file" : known.size().text(),
                            zoo.address(known).getHost()),
                    "download it"));
  }

  /** Locates an objective's file; for an image's objectives, only with a recorded hash. */
  private Path found(Path name) {
    return files == null || again == null
        ? name
        : files.find("the file", name.toString(), again.files().get(name.toString()));
  }

  private static boolean isObjective(String text) {
    return (text.contains(":") || text.contains("(")) && !Operands.exists(text);
  }

  /**
   * Returns the requested objectives; none if the built-in network's showcase is to be rendered.
   *
   * @param width returns the number of channels of a layer
   * @throws InputException if one does not parse, or if a model other than the built-in has none
   */
  List<Objective> objectives(ToIntFunction<String> width) {
    if (objectives.isEmpty() && !model.equals(BUILT_IN)) {
      throw new InputException(
          "name at least one unit of "
              + model
              + ", LAYER:CHANNEL; 'phosphene layers "
              + model
              + "' lists the layers");
    }
    return objectives.stream()
        .flatMap(text -> ObjectiveParser.parse(text, width, this::found).stream())
        .toList();
  }

  /** Loads the model; to repeat an image, exactly the same weights. */
  Model load(PrintWriter err, boolean quiet) {
    Model plain = load(model, weights, err, quiet);
    Model loaded =
        again == null
            ? labels.of(plain)
            : labels.again(plain, again.model(), namesClasses(), files);
    if (again != null && !again.sha256().equals(loaded.sha256())) {
      throw new InputException(
          "the weights of "
              + model
              + " are not those that made the picture; their SHA-256 is "
              + loaded.sha256()
              + ", it was "
              + again.sha256());
    }
    return loaded;
  }

  /** Returns whether an objective names a class by its label. */
  private boolean namesClasses() {
    return objectives(layer -> 1).stream().anyMatch(one -> one.has(Logit.ByLabel.class));
  }

  /** Loads a model by name or file, the built-in one by default. */
  static Model load(
      @Nullable String model, @Nullable Path weights, PrintWriter err, boolean quiet) {
    String name = model == null ? BUILT_IN : model;
    try (DownloadProgress progress = new DownloadProgress(err, quiet)) {
      return Models.load(name, Optional.ofNullable(weights), progress);
    }
  }
}
