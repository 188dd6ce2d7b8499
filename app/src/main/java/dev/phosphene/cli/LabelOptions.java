package dev.phosphene.cli;

import dev.phosphene.graph.Model;
import dev.phosphene.load.Labels;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a classifier's classes are called. */
final class LabelOptions {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "The classes' names: a JSON list or object, or one name a line; or 'imagenet', whose names"
              + " are fetched.")
  @Nullable Path file;

  /** The model with the names in the file, if one is given. */
  Model of(Model model) {
    if (file == null) {
      return model;
    }
    boolean known = file.toString().equals("imagenet") && !Files.exists(file);
    return model.with(known ? Models.imageNet(DownloadListener.NONE) : Labels.read(file));
  }
}
