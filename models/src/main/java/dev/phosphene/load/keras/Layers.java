package dev.phosphene.load.keras;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** What this program knows to do with each of Keras's layers. */
final class Layers {
  /** Imports one layer. */
  interface Lowering {
    Value.Known apply(Call call);
  }

  /** What does nothing when a network is used. */
  private static final Set<String> IDLE =
      Set.of(
          "Dropout",
          "SpatialDropout2D",
          "GaussianNoise",
          "GaussianDropout",
          "AlphaDropout",
          "ActivityRegularization",
          "Identity",
          "RandomFlip",
          "RandomRotation",
          "RandomZoom",
          "RandomContrast",
          "RandomBrightness",
          "RandomTranslation");

  private static final Map<String, Lowering> ALL = all();

  private Layers() {}

  private static Map<String, Lowering> all() {
    Map<String, Lowering> all = new HashMap<>();
    Convolutions.register(all);
    Poolings.register(all);
    Activations.register(all);
    Normalisations.register(all);
    Merging.register(all);
    Reshaping.register(all);
    Resizing.register(all);
    IDLE.forEach(kind -> all.put(kind, Call::input));
    return Map.copyOf(all);
  }

  /**
   * The way to import {@code layer}.
   *
   * @throws Unsupported if there is none
   */
  static Lowering of(Layer layer) {
    Lowering lowering = ALL.get(layer.kind());
    if (lowering != null) {
      return lowering;
    }
    throw new Unsupported(
        layer.kind().equals("Lambda")
            ? "a Lambda layer is Python code, which cannot be run here"
            : "layers of this class are not supported");
  }

  /** The classes that are supported, at least in part. */
  static Set<String> names() {
    return ALL.keySet();
  }
}
