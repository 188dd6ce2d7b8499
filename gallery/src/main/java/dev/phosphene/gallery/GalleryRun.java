package dev.phosphene.gallery;

import com.google.gson.JsonObject;
import dev.phosphene.analysis.Peaks;
import dev.phosphene.analysis.Scan;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.data.Covers;
import dev.phosphene.gallery.data.FullSize;
import dev.phosphene.gallery.data.GalleryExport;
import dev.phosphene.gallery.data.ImageStatistics;
import dev.phosphene.gallery.data.NetworkFacts;
import dev.phosphene.gallery.data.SpriteSheet;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.site.Site;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Journal;
import dev.phosphene.gallery.store.NetworkFolder;
import dev.phosphene.gallery.store.ShardFolder;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.gallery.wiring.Wiring;
import dev.phosphene.io.FileFacts;
import dev.phosphene.recipe.Setting;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Makes a gallery of one network, or goes on with one: small previews of all layers first, then
 * layer by layer, batch by batch. What is finished is in the journal, so a run that ends in
 * whatever way loses at most the batch in work.
 */
public final class GalleryRun {
  /** While a sheet fills, its file and the layer's are written this often. */
  private static final long EXPORT_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final GalleryPlan asked;
  private final GalleryPlan plan; // and what the gallery has besides
  private final Optional<RealImages> images;
  private final GalleryListener listener;
  private final NetworkFolder folder;
  private final Journal journal;
  private final FinishedWork finished;
  private final GalleryExport export;
  private final UnitRenderer renderer;
  private int done;

  private GalleryRun(
      Path gallery,
      GalleryPlan asked,
      GalleryPlan plan,
      NetworkFacts facts,
      Optional<URI> address,
      Optional<RealImages> images,
      GalleryListener listener,
      Journal journal,
      FinishedWork finished) {
    this.asked = asked;
    this.plan = plan;
    this.images = images;
    this.listener = listener;
    this.journal = journal;
    this.finished = finished;
    folder = new NetworkFolder(gallery, plan.id());
    List<String> names = plan.layers().stream().map(LayerPlan::name).toList();
    Wiring wiring = Wiring.of(facts.graph(), names);
    export = new GalleryExport(plan, facts, finished, folder, wiring, address);
    renderer = new UnitRenderer(plan, folder, listener::goesOn);
  }

  /**
   * Runs until the plan is done or the listener ends it.
   *
   * @param gallery the folder; made if need be
   * @param address where it will be published, for previews of links
   * @param opener of the gallery's journal
   * @return whether all is done
   * @throws InputException if the folder cannot be used, another run writes it, or it has units of
   *     this network with other settings
   */
  public static boolean run(
      Path gallery,
      GalleryPlan plan,
      Optional<URI> address,
      Optional<RealImages> images,
      GalleryListener listener,
      Journal.Opener opener) {
    NetworkFolder.made(gallery);
    FinishedWork finished = new FinishedWork();
    try (Journal journal = opener.open(gallery, finished::add)) {
      NetworkFacts facts = NetworkFacts.of(plan.model());
      for (JsonObject line : Settings.check(plan, finished, gallery)) {
        journal.add(line);
        finished.add(line);
      }
      new ShardFolder(gallery, plan.id()).read(finished::add);
      Settings.check(plan, finished, gallery);
      if (ShardPlan.none(gallery, finished)) { // else others may be writing
        Leftovers.remove(gallery);
      }
      Site.copyTo(gallery);
      GalleryPlan whole = Settings.merged(plan, facts, finished);
      return new GalleryRun(
              gallery, plan, whole, facts, address, images, listener, journal, finished)
          .work();
    }
  }

  private boolean work() {
    done = asked.layers().stream().mapToInt(this::doneOf).sum();
    export.network();
    boolean complete = previews() && layers();
    export.networkCover();
    export.network();
    journal.force();
    if (complete) {
      journal.replace(finished.lines());
      ShardFolder shared = new ShardFolder(folder.gallery(), plan.id());
      if (shared.known().filter(json -> !ShardPlan.read(json).isComplete(finished)).isEmpty()) {
        shared.remove();
      }
    }
    return complete;
  }

  private int doneOf(LayerPlan layer) {
    int sum = 0;
    for (Technique technique : asked.techniques()) {
      NavigableMap<Integer, UnitRecord> there = there(layer, technique);
      sum += (int) layer.units().stream().filter(there::containsKey).count();
    }
    return sum;
  }

  private NavigableMap<Integer, UnitRecord> there(LayerPlan layer, Technique technique) {
    return finished.units(plan.id(), layer.name(), technique.id());
  }

  /** A small cover for each layer that has none; returns whether the run goes on. */
  private boolean previews() {
    int count = 0;
    for (LayerPlan layer : asked.layers()) {
      if (!finished.hasCover(plan.id(), layer.name())) {
        listener.previews(count, asked.layers().size());
        if (!keepsCoverImages(whole(layer)) && !renderer.preview(layer)) {
          return false;
        }
        JsonObject line = FinishedWork.coverLine(plan.id(), layer.name());
        journal.add(line);
        finished.add(line);
        export.layer(layer);
        export.network();
      }
      count++;
    }
    export.networkCover();
    export.network();
    return true;
  }

  private boolean layers() {
    for (LayerPlan part : asked.layers()) {
      LayerPlan layer = whole(part);
      for (Technique technique : asked.techniques()) {
        listener.layer(layer.name(), technique.id());
        if (!units(part, layer, technique)) {
          return false;
        }
      }
      if (images.isPresent() && !statistics(layer, images.get())) {
        return false;
      }
      finish(layer);
    }
    return true;
  }

  /** The layer with all units that the gallery is to have. */
  private LayerPlan whole(LayerPlan part) {
    return plan.layers().stream()
        .filter(one -> one.name().equals(part.name()))
        .findFirst()
        .orElseThrow();
  }

  /** Renders what is missing; returns whether the run goes on. */
  private boolean units(LayerPlan part, LayerPlan layer, Technique technique) {
    List<Integer> missing = new ArrayList<>(part.units());
    missing.removeAll(there(layer, technique).keySet());
    int most = renderer.batch(technique, layer);
    if (missing.isEmpty()) {
      finishSheets(layer, technique, Set.of());
      return true;
    }
    int index = missing.get(0) / SpriteSheet.TILES;
    SpriteSheet sheet = export.sheet(layer, technique, index);
    long written = System.nanoTime();
    Set<Integer> complete = new HashSet<>();
    for (int from = 0; from < missing.size(); ) {
      int of = missing.get(from) / SpriteSheet.TILES;
      if (index != of) {
        index = of;
        sheet = export.sheet(layer, technique, index);
      }
      int to = from;
      while (to < missing.size()
          && to - from < most
          && missing.get(to) / SpriteSheet.TILES == index) {
        to++;
      }
      Optional<List<UnitRenderer.Rendered>> batch =
          renderer.render(technique, layer, missing.subList(from, to));
      if (batch.isEmpty()) {
        export.write(sheet, layer, technique, index);
        export.layer(layer);
        return false;
      }
      for (UnitRenderer.Rendered unit : batch.get()) {
        journal.add(unit.record().json());
        finished.add(unit.record());
        sheet.put(unit.record().id().unit(), unit.images());
        done++;
        listener.unit(unit.record(), done, total());
      }
      listener.batch(done, total());
      boolean sheetEnds = to == missing.size() || missing.get(to) / SpriteSheet.TILES != index;
      if (sheetEnds || System.nanoTime() - written > EXPORT_NANOS) {
        journal.force();
        export.write(sheet, layer, technique, index);
        export.layer(layer);
        export.network();
        written = System.nanoTime();
        if (sheetEnds) {
          complete.add(index);
        }
      }
      from = to;
    }
    finishSheets(layer, technique, complete);
    return true;
  }

  /** Writes the sheets that an interrupted run left behind its images. */
  private void finishSheets(LayerPlan layer, Technique technique, Set<Integer> complete) {
    NavigableMap<Integer, UnitRecord> there = there(layer, technique);
    if (there.size() == finished.onSheets(plan.id(), layer.name(), technique.id())) {
      return;
    }
    for (int index = 0; index < SpriteSheet.count(layer.channels()); index++) {
      int first = index * SpriteSheet.TILES;
      if (!complete.contains(index)
          && !there.subMap(first, true, first + SpriteSheet.TILES, false).isEmpty()) {
        export.write(export.sheet(layer, technique, index), layer, technique, index);
      }
    }
    JsonObject line =
        FinishedWork.sheetsLine(plan.id(), layer.name(), technique.id(), there.size());
    journal.add(line);
    finished.add(line);
  }

  private int total() {
    return asked.units();
  }

  private boolean statistics(LayerPlan layer, RealImages real) {
    if (finished.statistics(plan.id(), layer.name()).isPresent()) {
      return true;
    }
    Scan scan =
        new Scan(
            plan.techniques().get(0).recipe().get(Setting.INPUT).of(plan.model()),
            layer.name(),
            real.framing(),
            Scan.BATCH,
            real.use(),
            real.cache());
    ImageStatistics statistics = new ImageStatistics(layer, following(layer.name()));
    Scan.Summary summary = scan.run(real.files(), statistics);
    if (!summary.complete()) {
      return false;
    }
    if (summary.computed() + summary.stored() == 0) {
      throw new InputException("none of the " + real.files().size() + " images could be read");
    }
    JsonObject line =
        FinishedWork.statisticsLine(
            plan.id(), layer.name(), statistics.finish(scan, summary, folder));
    journal.add(line);
    finished.add(line);
    return true;
  }

  private Scan.Listener following(String layer) {
    return new Scan.Listener() {
      @Override
      public void picture(Path file, Peaks peaks) {}

      @Override
      public void leftOut(Path file, InputException why) {
        listener.note("left out: " + why.getMessage());
      }

      @Override
      public boolean progress(int count, int all, double rate) {
        listener.images(layer, count, all);
        return listener.goesOn();
      }

      @Override
      public void note(String text) {
        listener.note(text);
      }
    };
  }

  /** A layer that is complete gets its own cover, and loses images that are not to be kept. */
  private void finish(LayerPlan layer) {
    boolean complete =
        plan.techniques().stream()
            .allMatch(technique -> there(layer, technique).size() >= layer.units().size());
    if (keepsCoverImages(layer)) {
      export.cover(layer);
    }
    export.layer(layer);
    if (complete && plan.full() != GalleryPlan.Full.ALL) {
      plan.techniques().forEach(technique -> drop(layer, technique));
    }
    export.network();
  }

  /** Whether the images that the cover is made of are still there. */
  private boolean keepsCoverImages(LayerPlan layer) {
    Technique first = plan.techniques().get(0);
    return Covers.units(layer).stream()
        .map(unit -> there(layer, first).get(unit))
        .allMatch(
            unit ->
                unit != null
                    && unit.files().stream()
                        .allMatch(file -> Files.exists(folder.path().resolve(file.name()))));
  }

  private void drop(LayerPlan layer, Technique technique) {
    for (UnitRecord unit : there(layer, technique).values()) {
      if (!FullSize.keeps(plan, finished, layer, technique, unit)) {
        for (UnitRecord.FileRecord file : unit.files()) {
          try {
            Files.deleteIfExists(folder.path().resolve(file.name()));
          } catch (IOException e) {
            throw new InputException(
                "cannot remove " + folder.path().resolve(file.name()) + ": " + FileFacts.reason(e),
                e);
          }
        }
      }
    }
  }
}
