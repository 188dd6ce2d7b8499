package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.Hash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A model of the weights that PyTorch saved, in a file of its own forms or of safetensors. */
public final class PyTorchFile {
  private static final List<String> ENDINGS = List.of(".pth", ".pt", ".th");

  private PyTorchFile() {}

  /** Whether the file is what {@code torch.save} writes, or is called so. */
  public static boolean recognizes(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file)
        && (OldForm.recognizes(file)
            || ZipForm.recognizes(file)
            || ENDINGS.stream().anyMatch(name::endsWith));
  }

  /**
   * The model in a file; its weights are read when they are needed. The architecture is told by
   * keys and shapes; what they do not tell is in the model's origin.
   *
   * @param name what the user called it
   * @throws dev.phosphene.error.InputException if the file is damaged, holds something else than
   *     tensors in dictionaries, or is of no known architecture
   */
  public static Model model(String name, Path file) {
    FileFacts.requireReadable(file);
    StateDict dict = StateDict.read(file);
    Families.Found found = Families.of(dict);
    NetworkBuilder net = found.net();
    Graph graph = net.graph();
    int classes = graph.channels(graph.scores().name());
    String origin =
        "%s of PyTorch, with the weights in %s%s"
            .formatted(
                found.family().name(),
                file.getFileName(),
                net.rules().isEmpty()
                    ? ""
                    : " (not in the file: " + String.join("; ", net.rules()) + ")");
    Model model =
        new Model(
            name,
            graph,
            net.preprocessing().forChannels(graph.inputChannels()),
            net.labels().size() == classes ? net.labels() : List.of(),
            origin,
            Hash.lazily(file));
    return TimmConfig.beside(file).map(config -> config.applied(model, classes)).orElse(model);
  }
}
