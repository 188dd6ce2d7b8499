package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.Hash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Imports a model from weights saved by PyTorch, in its own formats or in safetensors. */
public final class PyTorchFile {
  private static final List<String> ENDINGS = List.of(".pth", ".pt", ".th");

  private PyTorchFile() {}

  /** Returns whether the file is what {@code torch.save} writes, or has such an extension. */
  public static boolean recognizes(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return Files.isRegularFile(file)
        && (LegacyFormat.recognizes(file)
            || ZipForm.recognizes(file)
            || ENDINGS.stream().anyMatch(name::endsWith));
  }

  /**
   * Returns the model in a file; weights are read on demand. Keys and shapes determine the
   * architecture; choices that they leave open are listed in the model's origin.
   *
   * @param name the name that the user gave
   * @throws dev.phosphene.error.InputException if the file is damaged, holds anything but tensors
   *     in dictionaries, or is of no known architecture
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
