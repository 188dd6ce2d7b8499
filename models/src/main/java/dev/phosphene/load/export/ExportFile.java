package dev.phosphene.load.export;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.Hash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A network in an archive that {@code torch.export.save} has written. */
public final class ExportFile {
  private ExportFile() {}

  /** Whether the file is such an archive, or is called so. */
  public static boolean recognizes(Path file) {
    return Files.isRegularFile(file)
        && (file.toString().toLowerCase(Locale.ROOT).endsWith(".pt2")
            || ExportArchive.recognizes(file));
  }

  /**
   * The model in a file; its weights are read when they are needed. Images are passed in [0, 1]:
   * the file does not tell in which range the network was trained.
   *
   * @param name what the user called it
   * @throws InputException if the file is damaged, or nothing of it can be computed
   */
  public static Model model(String name, Path file) {
    FileFacts.requireReadable(file);
    ExportArchive archive = ExportArchive.open(file);
    Program program = archive.read();
    Graph graph = ExportImporter.graph(file, program, archive.weights());
    int channels = graph.inputChannels();
    if (channels != 3 && channels != 1) {
      throw new InputException(
          "%s takes images of %d channels; 3 or 1 can be made".formatted(file, channels));
    }
    List<Integer> order = channels == 3 ? List.of(0, 1, 2) : List.of(Preprocessing.LUMA);
    return new Model(
        name,
        graph,
        new Preprocessing(
            order, Collections.nCopies(channels, 1f), Collections.nCopies(channels, 0f)),
        List.of(),
        file.getFileName()
            + (program.version().isBlank() ? "" : " (by PyTorch " + program.version() + ")"),
        Hash.lazily(file));
  }
}
