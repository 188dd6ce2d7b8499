package dev.phosphene.load.export;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.phosphene.error.InputException;
import dev.phosphene.io.Fields;
import dev.phosphene.load.Archive;
import dev.phosphene.load.pytorch.SavedTensor;
import dev.phosphene.load.pytorch.SavedTensors;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where an archive has its parts. Since PyTorch 2.8 the program is {@code models/NAME.json} and
 * each weight an entry of bare elements in {@code data/weights}; for a time before, the weights
 * were pickled beside it; the oldest have {@code serialized_exported_program.json} and pickles
 * (pytorch, docs/source/export/pt2_archive.md; torch/csrc/export/pt2_archive_constants.h).
 */
final class ExportArchive {
  private static final String KIND = "torch.export archive";
  private static final String OLD = "serialized_exported_program.json";
  private static final String MODELS = "models/";
  private static final String JSON = ".json";
  private static final int LONGEST = 1 << 25;

  private final Path file;
  private final Archive archive;
  private final String root;
  private final String program;
  private final Map<String, SavedTensor> weights = new LinkedHashMap<>();

  private ExportArchive(Path file, Archive archive, String program, String root) {
    this.file = file;
    this.archive = archive;
    this.program = program;
    this.root = root;
  }

  /** Whether it is a zip file with a program in one of the layouts. */
  static boolean recognizes(Path file) {
    try {
      return Archive.recognizes(file)
          && Archive.open(file, KIND).names().stream()
              .anyMatch(name -> isOld(name) || isModel(name) || isFormat(name));
    } catch (InputException e) {
      return false;
    }
  }

  private static boolean isFormat(String entry) {
    return entry.equals("archive_format") || entry.endsWith("/archive_format");
  }

  private static boolean isOld(String entry) {
    return entry.equals(OLD) || entry.endsWith("/" + OLD);
  }

  /** {@code models/NAME.json}, in a folder or not. */
  private static boolean isModel(String entry) {
    int at = entry.indexOf(MODELS);
    return entry.endsWith(JSON)
        && at >= 0
        && entry.indexOf('/', at + MODELS.length()) < 0
        && (at == 0 || entry.indexOf('/') == at - 1);
  }

  /**
   * Finds the parts, and looks at the weights without reading their values.
   *
   * @throws InputException if the archive is damaged, or has no program
   */
  static ExportArchive open(Path file) {
    Archive archive = Archive.open(file, KIND);
    archive.requireDistinct();
    Optional<String> old = archive.names().stream().filter(ExportArchive::isOld).findFirst();
    if (old.isPresent()) {
      String root = old.get().substring(0, old.get().length() - OLD.length());
      ExportArchive found = new ExportArchive(file, archive, old.get(), root);
      found.pickled(List.of("serialized_state_dict.pt", "serialized_state_dict.json"));
      found.pickled(List.of("serialized_constants.pt", "serialized_constants.json"));
      return found;
    }
    String program = program(file, archive);
    String root = program.substring(0, program.indexOf(MODELS));
    String name = program.substring(root.length() + MODELS.length());
    ExportArchive found = new ExportArchive(file, archive, program, root);
    found.folder("data/weights/", name, List.of("_weights_config", "_model_param_config"));
    found.folder("data/constants/", name, List.of("_constants_config", "_model_constants_config"));
    return found;
  }

  /** The only program, or the one that {@code torch.export.save} has named. */
  private static String program(Path file, Archive archive) {
    List<String> all = archive.names().stream().filter(ExportArchive::isModel).toList();
    if (all.isEmpty()) {
      throw new InputException(
          file
              + " has no models/NAME.json, so it holds compiled code at most, which is not run"
              + " here; write the network with torch.export.save(torch.export.export(model,"
              + " inputs), FILE)");
    }
    Optional<String> usual =
        all.stream().filter(name -> name.endsWith(MODELS + "model.json")).findFirst();
    if (all.size() > 1 && usual.isEmpty()) {
      throw new InputException(
          file
              + " holds "
              + all.size()
              + " networks ("
              + String.join(", ", all.subList(0, Math.min(4, all.size())))
              + "); save one of them alone");
    }
    return usual.orElse(all.get(0));
  }

  /** Tensors by their names, in one pickle. */
  private void pickled(List<String> names) {
    for (String name : names) {
      if (archive.has(root + name)) {
        weights.putAll(SavedTensors.pickled(file, archive, root + name));
        return;
      }
    }
  }

  private void folder(String folder, String model, List<String> configurations) {
    String name = model.substring(0, model.length() - JSON.length());
    for (String configuration : configurations) {
      String entry = root + folder + name + configuration + JSON;
      if (archive.has(entry)) {
        configured(root + folder, entry);
        return;
      }
    }
    pickled(List.of(folder + name + ".pt"));
  }

  /** Tensors by the schema's {@code PayloadConfig}. */
  private void configured(String folder, String entry) {
    String where = archive.where(entry);
    JsonElement json = Fields.parse(archive.text(entry, LONGEST), where);
    if (!(json instanceof JsonObject object)
        || !(object.get("config") instanceof JsonObject config)) {
      throw new InputException(where + " has no \"config\"");
    }
    ByteOrder order = order();
    for (Map.Entry<String, JsonElement> weight : config.entrySet()) {
      payload(folder, order, weight.getKey(), weight.getValue(), where);
    }
  }

  private ByteOrder order() {
    String entry = root + "byteorder";
    boolean big = archive.has(entry) && archive.text(entry, 64).strip().equals("big");
    return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  private void payload(
      String folder, ByteOrder order, String name, JsonElement json, String configuration) {
    String where = "%s, \"%s\"".formatted(configuration, name);
    if (!(json instanceof JsonObject payload)
        || !(payload.get("path_name") instanceof JsonPrimitive path)) {
      throw new InputException(where + " has no \"path_name\"");
    }
    String entry = folder + path.getAsString();
    if (!archive.has(entry)) {
      throw new InputException(
          "%s lies in %s, and the archive has no such entry".formatted(where, entry));
    }
    boolean pickle = payload.get("use_pickle") instanceof JsonPrimitive flag && flag.getAsBoolean();
    Optional<TensorMeta> meta = TensorMeta.read(payload.get("tensor_meta"));
    if (pickle) {
      SavedTensor tensor = SavedTensors.pickled(file, archive, entry).get("");
      if (tensor != null) {
        weights.put(name, tensor);
      }
    } else if (meta.isPresent()) {
      bare(entry, order, name, meta.get(), where);
    } // else an object of another class
  }

  private void bare(String entry, ByteOrder order, String name, TensorMeta meta, String where) {
    if (meta.sizes().size() != meta.strides().size()) {
      throw new InputException(where + " has no strides for its " + meta.sizes().size() + " axes");
    }
    long[] sizes = meta.sizes().stream().mapToLong(size -> size).toArray();
    long[] strides = meta.strides().stream().mapToLong(stride -> stride).toArray();
    weights.put(
        name,
        SavedTensors.bare(
            file, archive, entry, order, meta.type(), meta.offset(), sizes, strides, where));
  }

  /** The program's text, read and checked. */
  Program read() {
    return Program.read(archive.text(program, LONGEST), archive.where(program));
  }

  /** The weights by their names in PyTorch's state dict. */
  Map<String, SavedTensor> weights() {
    return weights;
  }
}
