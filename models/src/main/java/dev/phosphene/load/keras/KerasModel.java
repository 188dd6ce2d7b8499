package dev.phosphene.load.keras;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.Hash;
import dev.phosphene.load.Archive;
import dev.phosphene.load.hdf5.Hdf5;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A Keras model in a file that tells its layers, and its way into this program. */
public final class KerasModel {
  /** Configurations of a thousand layers have one megabyte. */
  private static final int LONGEST = 1 << 26;

  private static final String CONFIGURATION = "config.json";
  private static final String WEIGHTS = "model.weights.h5";

  private static final Set<String> FROM_255 = Set.of("Rescaling", "Normalization");

  private KerasModel() {}

  /** What a file has to tell. */
  private record Content(
      Topology topology, StoredWeights stored, String version, List<Path> files) {}

  /**
   * Whether the file is of a kind that is read here: an HDF5 file with a configuration, an archive
   * of Keras 3, or the JSON of TensorFlow.js. Other HDF5 files have weights alone.
   *
   * @throws InputException if it is an HDF5 file that cannot be read
   */
  public static boolean recognizes(Path file) {
    if (Hdf5.recognizes(file)) {
      return Hdf5.read(file, "", hdf -> !Hdf5.strings(hdf, "model_config").isEmpty());
    }
    if (Archive.recognizes(file)) {
      return file.toString().endsWith(".keras")
          || Archive.open(file, "Keras model").has(CONFIGURATION);
    }
    return Files.isRegularFile(file)
        && file.toString().endsWith(".json")
        && (FileFacts.byteAt(file, 0) == '{' || Character.isWhitespace(FileFacts.byteAt(file, 0)));
  }

  /**
   * The model in a file; its weights are read when they are needed.
   *
   * <p>Such files do not tell the range of their input. It is RGB in 0…255 where the first layer
   * rescales it, else RGB in [0, 1].
   *
   * @param name what the user called it
   * @throws InputException if it is none of the kinds above, damaged, or nothing of it can be
   *     computed
   */
  public static Model model(String name, Path file) {
    Content content = content(file);
    Topology topology = content.topology;
    boolean first = hasChannelsFirst(topology);
    Graph graph =
        KerasImporter.graph(
            topology,
            new KerasImporter.Source(
                file.toString(), content.stored, major(content.version), first));
    return new Model(
        name,
        graph,
        preprocessing(file, topology, graph.inputChannels()),
        List.of(),
        file.getFileName() + " (by Keras " + content.version + ")",
        Hash.lazily(content.files));
  }

  private static Content content(Path file) {
    if (Hdf5.recognizes(file)) {
      Hdf5.Opener opener = Hdf5.of(file);
      return Hdf5.read(
          file,
          "",
          hdf -> {
            String text = String.join("", Hdf5.strings(hdf, "model_config"));
            String version = String.join("", Hdf5.strings(hdf, "keras_version"));
            return new Content(
                TopologyReader.read(
                    file.toString(), Config.parse(text, file + ", its configuration")),
                LayerGroups.of(file.toString(), opener, hdf),
                version.isEmpty() ? "2" : version,
                List.of(file));
          });
    }
    return Archive.recognizes(file) ? archive(file) : json(file);
  }

  private static Content archive(Path file) {
    Archive archive = Archive.open(file, "Keras model");
    Config model = Config.parse(archive.text(CONFIGURATION, LONGEST), archive.where(CONFIGURATION));
    String version =
        archive.has("metadata.json")
            ? Config.parse(archive.text("metadata.json", 1 << 20), archive.where("metadata.json"))
                .text("keras_version", "3")
            : "3";
    Hdf5.Opener opener = ArchivedWeights.of(file, archive, WEIGHTS);
    String where = archive.where(WEIGHTS);
    Topology topology = TopologyReader.read(file.toString(), model);
    StoredWeights stored =
        Hdf5.read(where, opener, "", hdf -> VariableGroups.of(where, opener, hdf, topology));
    return new Content(topology, stored, version, List.of(file));
  }

  private static Content json(Path file) {
    String text;
    try {
      FileFacts.requireReadable(file);
      if (Files.size(file) > LONGEST) {
        throw new InputException(file + " is too large for a configuration");
      }
      text = Files.readString(file);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
    Config json = Config.parse(text, file.toString());
    if (json.text("format", "").equals("graph-model")) {
      throw new InputException(
          file + " is a graph model of TensorFlow.js; only its layers models can be read");
    }
    if (!json.has("modelTopology") || !json.has("weightsManifest")) {
      throw new InputException(
          file
              + (json.has("class_name")
                  ? " is a configuration without weights; give the model that has both"
                  : " is no model.json of TensorFlow.js"));
    }
    Config topology = json.object("modelTopology");
    Shards shards = Shards.of(file, json);
    List<Path> files = new ArrayList<>(List.of(file));
    files.addAll(shards.files());
    return new Content(
        TopologyReader.read(
            file.toString(),
            topology.has("model_config") ? topology.object("model_config") : topology),
        shards,
        topology.text("keras_version", "2"),
        files);
  }

  private static int major(String version) {
    int digits = 0;
    while (digits < version.length() && digits < 4 && Character.isDigit(version.charAt(digits))) {
      digits++;
    }
    return digits == 0 ? 2 : Integer.parseInt(version.substring(0, digits));
  }

  /** Whether the first layer that cares has its channels first. */
  private static boolean hasChannelsFirst(Topology topology) {
    for (LayerConfig layer : topology.layers()) {
      if (layer.inner() != null && hasChannelsFirst(layer.inner())) {
        return true;
      }
      if (layer.config().has("data_format")) {
        return layer.config().text("data_format").equals("channels_first");
      }
    }
    return false;
  }

  private static Preprocessing preprocessing(Path file, Topology topology, int channels) {
    float range = 1;
    for (Topology.Step step : topology.steps()) {
      boolean first =
          !step.reads().isEmpty() && topology.inputs().contains(step.reads().get(0).layer());
      range = first && FROM_255.contains(step.layer().kind()) ? 255 : range;
    }
    return switch (channels) {
      case 3 ->
          range == 1
              ? Preprocessing.NONE
              : new Preprocessing(
                  List.of(0, 1, 2), List.of(range, range, range), List.of(0f, 0f, 0f));
      case 1 -> Preprocessing.gray(range, 0f);
      default ->
          throw new InputException(
              "%s takes pictures of %d channels; 3 or 1 can be made".formatted(file, channels));
    };
  }
}
