package dev.phosphene.gallery.plan;

import com.google.gson.JsonObject;
import dev.phosphene.engine.Engine;
import dev.phosphene.gallery.store.Shard;
import dev.phosphene.graph.Model;
import dev.phosphene.io.Hash;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.render.Render;
import dev.phosphene.render.Version;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * What a gallery is to have of one network.
 *
 * @param id the network's folder, also in addresses
 * @param layers in the order of the graph
 * @param techniques at least one; the first is the one that covers show
 * @param sizeFree whether each layer's images have a size of their own
 * @param threads of the engine; 0 for one per core
 * @param full which images are kept in full size
 */
public record GalleryPlan(
    String id,
    Model model,
    List<LayerPlan> layers,
    List<Technique> techniques,
    boolean sizeFree,
    long seed,
    Engine engine,
    Render.Precision precision,
    int threads,
    Full full) {

  /** Told for the size where each layer has its own. */
  static final String BY_LAYER = "by layer";

  /** Which images are kept in full size, besides the tiles of the sheets. */
  public enum Full {
    NONE,
    /** Those of the units of each layer whose final values are largest. */
    TOP,
    ALL;

    /** How many units of a layer. */
    public static final int TOP_UNITS = 32;
  }

  public GalleryPlan {
    layers = List.copyOf(layers);
    techniques = List.copyOf(techniques);
  }

  /** Every setting of a layer's images. */
  public Recipe recipe(Technique technique, LayerPlan layer) {
    return layer
        .size()
        .map(size -> technique.recipe().with(Setting.SIZE, size))
        .orElse(technique.recipe());
  }

  /** How many units there are, each once for each technique. */
  public int units() {
    return layers.stream().mapToInt(layer -> layer.units().size()).sum() * techniques.size();
  }

  /**
   * {@code f32} or {@code bf16}, or {@code auto-bf16} where the engine chooses for each layer and
   * this processor has both: what decides how images are rounded.
   */
  public String rounding() {
    boolean both = engine.supports(Engine.Precision.BF16);
    return switch (precision) {
      case AUTO -> both ? "auto-bf16" : "f32";
      case F32 -> "f32";
      case BF16 -> "bf16";
    };
  }

  /** The plan with other layers and techniques. */
  public GalleryPlan with(List<LayerPlan> otherLayers, List<Technique> otherTechniques) {
    return new GalleryPlan(
        id, model, otherLayers, otherTechniques, sizeFree, seed, engine, precision, threads, full);
  }

  /** The plan with a shard's units alone. */
  public GalleryPlan share(Shard shard) {
    return with(
        layers.stream()
            .map(layer -> layer.with(layer.units().stream().filter(shard::owns).toList()))
            .filter(layer -> !layer.units().isEmpty())
            .toList(),
        techniques);
  }

  /** Hash of everything that a unit's images depend on, in hex. */
  public String key(Technique technique, LayerPlan layer, int unit) {
    String text =
        String.join(
            "\n",
            "phosphene unit 1",
            model.sha256().isEmpty() ? model.name() : model.sha256(),
            model.preprocessing().toString(),
            technique.id(),
            technique.objective(layer.name(), unit).toString(),
            recipe(technique, layer).everything(),
            String.valueOf(seed),
            engine.version(),
            rounding(),
            "pixels " + Version.PIXELS);
    return Hash.sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  /** What all images of a technique have in common, for the journal and for comparison. */
  public JsonObject settings(Technique technique) {
    JsonObject json = new JsonObject();
    json.addProperty("model", model.name());
    json.addProperty("sha256", model.sha256());
    json.addProperty("preprocessing", model.preprocessing().toString());
    json.addProperty("recipe", technique.recipe().name());
    for (Setting<?> setting : Setting.ALL) {
      if (setting != Setting.SIZE || !sizeFree) {
        json.addProperty(setting.name(), technique.recipe().text(setting));
      }
    }
    if (sizeFree) {
      json.addProperty(Setting.SIZE.name(), BY_LAYER);
    }
    json.addProperty("seed", seed);
    json.addProperty("engine", engine.version());
    json.addProperty("precision", rounding());
    json.addProperty("full", full.name().toLowerCase(Locale.ROOT));
    json.addProperty("pixels", Version.PIXELS);
    return json;
  }
}
