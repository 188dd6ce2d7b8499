package dev.phosphene.gallery;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.data.NetworkFacts;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerChoice;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.Journal;
import dev.phosphene.gallery.store.SafeNames;
import dev.phosphene.gallery.store.Shard;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Recipes;
import dev.phosphene.render.Render;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes a gallery: every unit of a network as images, data and a site in a folder. Collects what
 * the caller sets, and runs; a run that was ended goes on when the same is run again.
 *
 * <pre>{@code
 * Gallery.of(model).layers(List.of("mixed4")).units("0-31").run(Path.of("gallery"), listener);
 * }</pre>
 */
public final class Gallery {
  private final Model model;
  private List<String> patterns = List.of();
  private String units = "";
  private List<String> techniques = List.of(Technique.Kind.FEATURE.id());
  private Recipe recipe = Recipes.FAST;
  private boolean sizeFree = true;
  private long seed = 0;
  private Optional<Engine> engine = Optional.empty();
  private Render.Precision precision = Render.Precision.AUTO;
  private GalleryPlan.Full full = GalleryPlan.Full.ALL;
  private String name = "";
  private Optional<RealImages> images = Optional.empty();
  private Optional<URI> address = Optional.empty();
  private Optional<Shard> shard = Optional.empty();
  private int threads;

  private Gallery(Model model) {
    this.model = model;
  }

  /** A gallery of a model. */
  public static Gallery of(Model model) {
    return new Gallery(model);
  }

  /** The layers, as {@link LayerChoice#of} reads them; none for those worth looking at. */
  public Gallery layers(List<String> names) {
    patterns = List.copyOf(names);
    return this;
  }

  /** The units of each layer, such as {@code 0-31}; the empty text for all. */
  public Gallery units(String ranges) {
    units = ranges;
    return this;
  }

  /** The techniques by id; covers show the first. */
  public Gallery techniques(List<String> ids) {
    techniques = List.copyOf(ids);
    return this;
  }

  /** The recipe, {@code fast} by default. */
  public Gallery recipe(Recipe value) {
    recipe = value;
    return this;
  }

  /** Whether each layer's images have the size that suits it, instead of the recipe's. */
  public Gallery sizeByLayer(boolean value) {
    sizeFree = value;
    return this;
  }

  /** Random seed. */
  public Gallery seed(long value) {
    seed = value;
    return this;
  }

  /** The engine; by default the best one here. */
  public Gallery engine(Engine value) {
    engine = Optional.of(value);
    return this;
  }

  /** The type that the network computes in. */
  public Gallery precision(Render.Precision value) {
    precision = value;
    return this;
  }

  /**
   * How many threads the engine uses; 0, the default, for one per core. Images do not depend on it.
   */
  public Gallery threads(int count) {
    threads = count;
    return this;
  }

  /** Which images are kept in full size. */
  public Gallery full(GalleryPlan.Full value) {
    full = value;
    return this;
  }

  /** The name of the network in the gallery; the empty text for the model's own. */
  public Gallery as(String value) {
    name = value;
    return this;
  }

  /** Real images for statistics and examples. */
  public Gallery images(RealImages value) {
    images = Optional.of(value);
    return this;
  }

  /**
   * Where the folder will be published: programs that show a preview of a link want the whole
   * address of its image.
   *
   * @throws InputException if it is not the address of a folder on a web host
   */
  public Gallery address(String value) {
    String folder = value.endsWith("/") ? value : value + "/";
    if (!folder.matches("https?://[^\\s\"'<>?#]+")) {
      throw new InputException(
          "the address must be that of a folder, such as https://example.org/gallery/, not "
              + value);
    }
    address = Optional.of(URI.create(folder));
    return this;
  }

  /**
   * One machine's share of the work: units i of each layer with i mod N = I − 1. All shards write
   * the same folder.
   */
  public Gallery shard(Shard value) {
    shard = Optional.of(value);
    return this;
  }

  /**
   * What would be made, by all shards together.
   *
   * @throws InputException if there is nothing to make, or a layer, unit or technique does not
   *     exist
   */
  public GalleryPlan plan() {
    NetworkFacts facts = NetworkFacts.of(model);
    List<Technique> ways = techniques.stream().map(id -> Technique.of(id, recipe)).toList();
    if (ways.isEmpty()) {
      throw new InputException("name at least one technique");
    }
    List<LayerPlan> layers = new ArrayList<>();
    for (String layer : new LayerChoice(facts.graph(), facts.shapes()).of(patterns)) {
      List<Integer> chosen = LayerPlan.units(units, facts.channels(layer));
      if (!chosen.isEmpty()) {
        layers.add(LayerPlans.of(facts, layer, chosen, recipe, sizeFree));
      }
    }
    if (layers.isEmpty()) {
      throw new InputException(
          "no layer of "
              + model.name()
              + " has such units; 'phosphene layers' lists them, and --layers all takes every one");
    }
    return new GalleryPlan(
        SafeNames.network(name.isEmpty() ? model.name() : name),
        model,
        layers,
        ways,
        sizeFree,
        seed,
        engine.orElseGet(Engines::best),
        precision,
        threads,
        full);
  }

  /**
   * Makes the gallery, or goes on with it.
   *
   * @param folder made if need be
   * @return whether all is done; false if the listener ended the run
   * @throws InputException if the folder cannot be used, another run writes it, or it has units of
   *     this network with other settings, or the other shards have another plan
   */
  public boolean run(Path folder, GalleryListener listener) {
    GalleryPlan plan = plan();
    return shard.isPresent()
        ? ShardRun.run(folder, plan, shard.get(), address, images, listener)
        : GalleryRun.run(folder, plan, address, images, listener, Journal::open);
  }
}
