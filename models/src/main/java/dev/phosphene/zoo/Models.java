package dev.phosphene.zoo;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.io.Hash;
import dev.phosphene.io.Safetensors;
import dev.phosphene.load.GraphFile;
import dev.phosphene.load.caffe.CaffeModel;
import dev.phosphene.load.export.ExportFile;
import dev.phosphene.load.hdf5.KerasHdf5;
import dev.phosphene.load.keras.KerasModel;
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.load.pytorch.PyTorchFile;
import dev.phosphene.load.tensorflow.FrozenGraph;
import dev.phosphene.text.Nearest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Loads models by name or from a file.
 *
 * <pre>{@code
 * Model vgg19 = Models.load("vgg19");
 * Model own = Models.load("own.safetensors");
 * Model cut = Models.load("vgg19", Optional.of(Path.of("cut.h5")), DownloadListener.NONE);
 * }</pre>
 */
public final class Models {
  /** Description of the built-in network. */
  public static final String ABOUT_MINI =
      "ten classes of CIFAR-10, trained by this project; Apache-2.0";

  private static final Pattern MODEL_FILE =
      Pattern.compile(
          ".*\\.(?i:h5|hdf5|keras|json|safetensors|onnx|pb|caffemodel|prototxt|pt|pt2|pth|th|bin)",
          Pattern.DOTALL);
  private static final Pattern LIKE_A_PATH =
      Pattern.compile(".*[/\\\\].*|" + MODEL_FILE, Pattern.DOTALL);

  private Models() {}

  /** Returns the names of the models available to everybody, the built-in one first. */
  public static List<String> names() {
    List<String> names = new ArrayList<>(List.of(Mini.NAME));
    ZooModel.all().stream().map(ZooModel::name).forEach(names::add);
    return names;
  }

  /** Returns {@link #names()} and those of the user's own list. */
  public static List<String> names(Zoo zoo) {
    List<String> names = new ArrayList<>(List.of(Mini.NAME));
    zoo.models().stream().map(ZooModel::name).forEach(names::add);
    return names;
  }

  /** Returns whether a file has a model's extension, whatever its content. */
  public static boolean isNamedLikeOne(String file) {
    return MODEL_FILE.matcher(file).matches();
  }

  /**
   * Returns the layers of a known model without its weights; empty if the name is not that of a
   * downloadable model.
   */
  public static Optional<Graph> layers(String name) {
    return Architecture.named(name).map(known -> known.graph(RandomWeights.seeded(0)));
  }

  /**
   * Loads the model of that name, downloading it into the user's cache if needed, or from a file.
   */
  public static Model load(String nameOrFile) {
    return load(nameOrFile, Optional.empty(), DownloadListener.NONE);
  }

  /** Calls {@link #load(String, Optional, Zoo, DownloadListener)} with the user's cache. */
  public static Model load(String nameOrFile, Optional<Path> weights, DownloadListener listener) {
    return load(nameOrFile, weights, Zoo.fromEnvironment(), listener);
  }

  /**
   * Loads a model whose weights are read on demand.
   *
   * @param nameOrFile a known model's name, or a model file
   * @param weights a file to use for a known model instead of the cached one
   * @throws InputException if the name is unknown or the file cannot be used
   * @throws dev.phosphene.error.UnavailableException if a known model is not available
   */
  public static Model load(
      String nameOrFile, Optional<Path> weights, Zoo zoo, DownloadListener listener) {
    String file = weights.map(Path::toString).orElse("");
    return find(nameOrFile, weights, zoo, listener).with(new Model.Reference(nameOrFile, file));
  }

  private static Model find(
      String nameOrFile, Optional<Path> weights, Zoo zoo, DownloadListener listener) {
    Optional<ZooModel> known = zoo.named(nameOrFile);
    if (known.isPresent()) {
      ZooModel model = known.get();
      Path file = weights.orElseGet(() -> zoo.fetch(model, listener));
      Model loaded =
          model
              .architecture()
              .map(layers -> keras(nameOrFile, layers, KerasHdf5.open(file), file))
              .map(built -> built.weightsIn(file.toString()))
              .orElseGet(() -> read(nameOrFile, file));
      Model fed = model.preprocessing().map(loaded::with).orElse(loaded);
      return model.imageNet() && fed.labels().isEmpty() ? fed.with(ImageNet.names()) : fed;
    }
    if (nameOrFile.equals(Mini.NAME)) {
      return weights
          .map(file -> GraphFile.model(Mini.NAME, Safetensors.open(file)))
          .orElseGet(Mini::model);
    }
    Path file = file(nameOrFile, zoo);
    if (weights.isPresent()) {
      throw new InputException(
          "--weights goes with a model's name, and "
              + nameOrFile
              + " is a file; give one of "
              + String.join(", ", names(zoo)));
    }
    return read(String.valueOf(file.getFileName()), file);
  }

  private static Model read(String name, Path file) {
    return plain(name, file).weightsIn(file.toString());
  }

  private static Model plain(String name, Path file) {
    if (KerasModel.recognizes(file)) {
      return whole(KerasModel.model(name, file));
    }
    if (Files.isRegularFile(file) && KerasHdf5.recognizes(file)) {
      KerasHdf5 weights = KerasHdf5.open(file);
      Architecture architecture =
          Architecture.of(weights.layers())
              .orElseThrow(() -> new InputException(unrecognized(file, weights)));
      return keras(name, architecture, weights, file);
    }
    if (!Safetensors.recognizes(file) && FrozenGraph.recognizes(file)) {
      return FrozenGraph.model(name, file);
    }
    if (!Safetensors.recognizes(file) && CaffeModel.recognizes(file)) {
      return CaffeModel.model(name, file);
    }
    if (!Safetensors.recognizes(file) && OnnxFile.recognizes(file)) {
      return OnnxFile.model(name, file);
    }
    if (!Safetensors.recognizes(file) && ExportFile.recognizes(file)) {
      return named(ExportFile.model(name, file));
    }
    if (holdsStateDict(file)) {
      return named(PyTorchFile.model(name, file));
    }
    if (Files.isRegularFile(file) && !Safetensors.recognizes(file)) {
      throw new InputException(
          file
              + " is neither an ONNX nor a safetensors file, nor a Keras model (.h5, .keras, or the"
              + " model.json of TensorFlow.js), PyTorch's weights (.pth, .safetensors) or its"
              + " exported network (.pt2), a frozen TensorFlow graph (.pb) or a Caffe model"
              + " (.caffemodel), which are what can be read");
    }
    return GraphFile.model(name, Safetensors.open(file));
  }

  /**
   * Returns whether a file has PyTorch's weights: in PyTorch's own format, or without our graph.
   */
  private static boolean holdsStateDict(Path file) {
    if (Files.isRegularFile(file) && Safetensors.recognizes(file)) {
      return !GraphFile.recognizes(Safetensors.open(file));
    }
    return PyTorchFile.recognizes(file);
  }

  /** Gives a classifier of a thousand unnamed classes ImageNet's names. */
  private static Model named(Model model) {
    List<String> names = ImageNet.names();
    int classes = model.graph().channels(model.graph().scores().name());
    return model.labels().isEmpty() && classes == names.size() ? model.with(names) : model;
  }

  /** Returns the names of ImageNet's 1000 classes, in the usual order. */
  public static List<String> imageNet() {
    return ImageNet.names();
  }

  /** Gives a model with the layers of a known network that network's preprocessing. */
  private static Model whole(Model model) {
    return model.preprocessing().isNone()
        ? Architecture.of(model.graph().names())
            .map(known -> model.with(known.preprocessing()))
            .orElse(model)
        : model;
  }

  private static Model keras(String name, Architecture architecture, KerasHdf5 weights, Path file) {
    return new Model(
        name,
        FileGraph.of(architecture, weights, file),
        architecture.preprocessing(),
        List.of(),
        architecture.name() + " with the weights in " + file.getFileName(),
        Hash.lazily(file));
  }

  private static Path file(String text, Zoo zoo) {
    try {
      Path file = Path.of(text);
      if (Files.exists(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // not a path, so not a file
    }
    if (LIKE_A_PATH.matcher(text).matches() && !namesAPublisher(text, zoo)) {
      throw new InputException("the file " + text + " does not exist");
    }
    throw new InputException(
        "no model \""
            + text
            + "\""
            + Nearest.hint(text, names(zoo))
            + " (known: "
            + String.join(", ", names(zoo))
            + "; or give a file)");
  }

  /** Returns whether a text begins as the names of a publisher do: {@code torchvision/}. */
  private static boolean namesAPublisher(String text, Zoo zoo) {
    String publisher = text.substring(0, text.indexOf('/') + 1);
    return !publisher.isEmpty()
        && zoo.models().stream().anyMatch(model -> model.name().startsWith(publisher));
  }

  private static String unrecognized(Path file, KerasHdf5 weights) {
    List<String> layers = weights.layers();
    String some = String.join(", ", layers.subList(0, Math.min(4, layers.size())));
    return file
        + " has weights, but does not tell which network they belong to (its layers: "
        + some
        + (layers.size() > 4 ? ", …" : "")
        + "). If it is a known one, say which: vgg19 --weights "
        + file;
  }
}
