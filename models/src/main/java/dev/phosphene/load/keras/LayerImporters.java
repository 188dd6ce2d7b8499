package dev.phosphene.load.keras;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Importers for the supported Keras layers. */
final class LayerImporters {
  /** Imports one layer. */
  interface Lowering {
    KerasValue.Known apply(LayerCall call);
  }

  /** Layers that do nothing at inference. */
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

  private LayerImporters() {}

  private static Map<String, Lowering> all() {
    Map<String, Lowering> all = new HashMap<>();
    ConvolutionLayers.register(all);
    PoolingLayers.register(all);
    ActivationLayers.register(all);
    NormalizationLayers.register(all);
    MergeLayers.register(all);
    ReshapeLayers.register(all);
    ResizeLayers.register(all);
    RecurrentLayers.register(all);
    IDLE.forEach(kind -> all.put(kind, LayerCall::input));
    return Map.copyOf(all);
  }

  /**
   * Returns the importer for {@code layer}.
   *
   * @throws UnsupportedLayer if there is none
   */
  static Lowering of(LayerConfig layer) {
    Lowering lowering = ALL.get(layer.kind());
    if (lowering != null) {
      return lowering;
    }
    throw new UnsupportedLayer(
        layer.kind().equals("Lambda")
            ? "a Lambda layer is Python code, which cannot be run here"
            : "layers of this class are not supported");
  }

  /** Returns the classes that are supported, at least in part. */
  static Set<String> names() {
    return ALL.keySet();
  }
}
