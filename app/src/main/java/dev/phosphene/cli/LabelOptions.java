package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.io.Hash;
import dev.phosphene.load.Labels;
import dev.phosphene.zoo.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The class labels. */
final class LabelOptions {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "The classes' names: a JSON list or object, or one name a line; or 'imagenet' for its"
              + " 1000 (default: the model's own).")
  @Nullable Path file;

  /** Returns the model with the names from the file, if one is given. */
  Model of(Model model) {
    return file == null ? model : named(model, file);
  }

  private static Model named(Model model, Path file) {
    boolean known = file.toString().equals("imagenet") && !Files.exists(file);
    List<String> names = known ? Models.imageNet() : Labels.read(file);
    String sha256 = known ? "" : Hash.of(file, "SHA-256");
    return model.with(names).with(model.reference().labeled(file.toString(), sha256));
  }

  /**
   * Returns the model with the names that it had when an image was made, unless others are given.
   *
   * @param wanted whether the names are needed; otherwise missing ones only cause a note
   * @throws InputException if the file has changed
   */
  Model again(
      Model model, Model.Reference recorded, boolean wanted, @Nullable RecordedFiles files) {
    if (file != null || recorded.labels().isEmpty()) {
      return of(model);
    }
    if (!wanted) {
      return model.with(model.reference().labeled(recorded.labels(), recorded.labelsSha256()));
    }
    boolean imageNet = recorded.labelsSha256().isEmpty() && recorded.labels().equals("imagenet");
    Path labels =
        files == null || imageNet
            ? Path.of(recorded.labels())
            : files.find("the label file", recorded.labels(), recorded.labelsSha256());
    Model named = named(model, labels);
    if (!named.reference().labelsSha256().equals(recorded.labelsSha256())) {
      throw new InputException(
          "the labels in "
              + recorded.labels()
              + " have changed: the file's hash differs. --labels FILE gives"
              + " others");
    }
    return named;
  }
}
