package dev.phosphene.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code phosphene gallery show FOLDER}: serves a gallery to a browser on this machine. */
@Command(
    name = "show",
    header = "Serves a gallery to a browser on this machine, until Ctrl-C.",
    description = {"", "  phosphene gallery show gallery", ""})
final class GalleryShow implements Callable<Integer> {
  @Parameters(paramLabel = "FOLDER", description = "A gallery's folder.")
  private Path folder = Path.of("gallery");

  @Override
  public Integer call() {
    throw new UnsupportedOperationException(folder.toString());
  }
}
