package dev.phosphene.gallery;

import dev.phosphene.gallery.data.Covers;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.NetworkFolder;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.io.Hash;
import dev.phosphene.objective.Objective;
import dev.phosphene.output.AtomicFile;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.ImageFormat;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.render.Result;
import dev.phosphene.render.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Renders units in batches and writes their images. */
final class UnitRenderer {
  /** Pixels that are optimized side by side at most, unless one unit has more. */
  private static final long BATCH_PIXELS = 4 * 300 * 300;

  private static final int BATCH = 16;

  /** Of a preview: as wide and high as a cover shows it, and few steps. */
  private static final int PREVIEW_STEPS = 48;

  private final GalleryPlan plan;
  private final NetworkFolder folder;
  private final BooleanSupplier goesOn;

  /** A unit that is done. */
  record Rendered(UnitRecord record, List<Bitmap> images) {}

  UnitRenderer(GalleryPlan plan, NetworkFolder folder, BooleanSupplier goesOn) {
    this.plan = plan;
    this.folder = folder;
    this.goesOn = goesOn;
  }

  /** How many units of a layer are rendered side by side. */
  int batch(Technique technique, LayerPlan layer) {
    Size size = plan.recipe(technique, layer).size();
    long pixels = (long) size.width() * size.height() * technique.images();
    return (int) Math.max(1, Math.min(BATCH, BATCH_PIXELS / pixels));
  }

  /** Renders and saves units; empty if the run was ended meanwhile, and nothing is saved. */
  Optional<List<Rendered>> render(Technique technique, LayerPlan layer, List<Integer> units) {
    Result result = run(plan.recipe(technique, layer), technique, layer, units);
    if (!result.complete()) {
      return Optional.empty();
    }
    Path place = NetworkFolder.made(folder.technique(layer.id(), technique.id()));
    List<Rendered> all = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      int images = technique.images();
      all.add(
          saved(
              technique,
              layer,
              units.get(i),
              result.images().subList(i * images, (i + 1) * images),
              place));
    }
    return Optional.of(all);
  }

  private Result run(Recipe recipe, Technique technique, LayerPlan layer, List<Integer> units) {
    List<Objective> objectives =
        units.stream().map(unit -> technique.objective(layer.name(), unit)).toList();
    return Render.of(plan.model(), objectives)
        .recipe(recipe)
        .seed(plan.seed())
        .engine(plan.engine().name())
        .precision(plan.precision())
        .threads(plan.threads())
        .listener(step -> goesOn.getAsBoolean())
        .run();
  }

  private Rendered saved(
      Technique technique, LayerPlan layer, int unit, List<RenderedImage> images, Path place) {
    List<UnitRecord.FileRecord> files = new ArrayList<>();
    List<Bitmap> bitmaps = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      RenderedImage image = images.get(i);
      String name = NetworkFolder.image(unit, i, images.size());
      byte[] bytes =
          ImageFiles.encode(
              ImageFormat.PNG,
              image.bitmap(),
              Optional.of(RunRecord.onAnyMachine(image.provenance())));
      AtomicFile.write(place.resolve(name), bytes);
      String path = layer.id() + "/" + technique.id() + "/" + name;
      files.add(new UnitRecord.FileRecord(path, bytes.length, Hash.sha256(bytes)));
      bitmaps.add(image.bitmap());
    }
    RenderedImage first = images.get(0);
    UnitRecord record =
        UnitRecord.of(
            new UnitRecord.Id(plan.id(), layer.name(), technique.id(), unit),
            plan.key(technique, layer, unit),
            files,
            first.curve(),
            first.life());
    // As the journal has it, so that it is the same now and after the next start.
    return new Rendered(UnitRecord.of(record.json()), bitmaps);
  }

  /** Renders and saves a layer's cover, small and quickly; false if the run was ended meanwhile. */
  boolean preview(LayerPlan layer) {
    Technique technique = plan.techniques().get(0);
    Recipe recipe = plan.recipe(technique, layer);
    int steps = Math.min(recipe.steps(), PREVIEW_STEPS);
    Recipe small = recipe.with(Setting.STEPS, steps).with(Setting.BATCH, 1);
    if (small.get(Setting.DIVERSITY) > 0) {
      small = small.with(Setting.DIVERSITY, 0.0);
    }
    small = PreviewSize.of(plan.model(), layer.name(), small);
    Result result = run(small, technique, layer, Covers.units(layer));
    if (!result.complete()) {
      return false;
    }
    List<List<Bitmap>> units = result.images().stream().map(one -> List.of(one.bitmap())).toList();
    Covers.write(NetworkFolder.made(folder.layer(layer.id())).resolve(Covers.NAME), units);
    return true;
  }
}
