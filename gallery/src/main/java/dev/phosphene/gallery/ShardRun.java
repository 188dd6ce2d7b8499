package dev.phosphene.gallery;

import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Journal;
import dev.phosphene.gallery.store.NetworkFolder;
import dev.phosphene.gallery.store.Shard;
import dev.phosphene.gallery.store.ShardFolder;
import dev.phosphene.gallery.store.UnitRecord;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Renders one machine's share of a gallery: images and a journal of its own, nothing else. The
 * shard after which nothing is missing makes the sheets, the data and the site from all of them, as
 * one process would have left them.
 */
final class ShardRun {
  private final GalleryPlan own;
  private final UnitRenderer renderer;
  private final FinishedWork finished;
  private final Journal journal;
  private final GalleryListener listener;
  private int done;

  private ShardRun(
      GalleryPlan own,
      UnitRenderer renderer,
      FinishedWork finished,
      Journal journal,
      GalleryListener listener) {
    this.own = own;
    this.renderer = renderer;
    this.finished = finished;
    this.journal = journal;
    this.listener = listener;
  }

  /**
   * Runs until the share is done or the listener ends it.
   *
   * @param gallery the folder that all shards share; made if need be
   * @return whether the share is done
   * @throws InputException if the folder cannot be used, another process renders this shard, or the
   *     other shards have another plan
   */
  static boolean run(
      Path gallery,
      GalleryPlan plan,
      Shard shard,
      Optional<URI> address,
      Optional<RealImages> images,
      GalleryListener listener) {
    ShardFolder shared = new ShardFolder(NetworkFolder.made(gallery), plan.id());
    FinishedWork before = finished(shared);
    Settings.check(plan, before, gallery);
    JsonObject all = ShardPlan.json(plan, images, shard.of());
    if (!ShardPlan.read(all).isComplete(before)) {
      shared.agree(all);
      if (!render(shared, plan, shard, before, listener)) {
        return false;
      }
    }
    if (ShardPlan.read(all).isComplete(finished(shared))) {
      return finish(gallery, plan, address, images, listener);
    }
    listener.note("this shard is done; the one that ends last makes the site");
    return true;
  }

  /** What the gallery and all shards' journals say is done. */
  static FinishedWork finished(ShardFolder shared) {
    FinishedWork finished = new FinishedWork();
    if (Files.isRegularFile(shared.gallery().resolve(Journal.NAME))) {
      Journal.read(shared.gallery(), finished::add);
    }
    shared.read(finished::add);
    return finished;
  }

  private static boolean render(
      ShardFolder shared,
      GalleryPlan plan,
      Shard shard,
      FinishedWork before,
      GalleryListener listener) {
    GalleryPlan own = plan.share(shard);
    UnitRenderer renderer =
        new UnitRenderer(plan, new NetworkFolder(shared.gallery(), plan.id()), listener::goesOn);
    try (Journal journal = shared.open(shard)) {
      for (Technique technique : plan.techniques()) {
        JsonObject settings = plan.settings(technique);
        journal.add(FinishedWork.settingsLine(plan.id(), technique.id(), settings));
      }
      return new ShardRun(own, renderer, before, journal, listener).work();
    }
  }

  private boolean work() {
    for (LayerPlan layer : own.layers()) {
      for (Technique technique : own.techniques()) {
        done += layer.units().size() - missing(layer, technique).size();
      }
    }
    for (LayerPlan layer : own.layers()) {
      for (Technique technique : own.techniques()) {
        listener.layer(layer.name(), technique.id());
        if (!units(layer, technique)) {
          return false;
        }
      }
    }
    return true;
  }

  private List<Integer> missing(LayerPlan layer, Technique technique) {
    List<Integer> missing = new ArrayList<>(layer.units());
    missing.removeAll(finished.units(own.id(), layer.name(), technique.id()).keySet());
    return missing;
  }

  /** Renders what is missing; returns whether the run goes on. */
  private boolean units(LayerPlan layer, Technique technique) {
    List<Integer> missing = missing(layer, technique);
    int most = renderer.batch(technique, layer);
    for (int from = 0; from < missing.size(); from += most) {
      List<Integer> units = missing.subList(from, Math.min(missing.size(), from + most));
      Optional<List<UnitRenderer.Rendered>> batch = renderer.render(technique, layer, units);
      if (batch.isEmpty()) {
        return false;
      }
      for (UnitRenderer.Rendered each : batch.get()) {
        UnitRecord unit = each.record();
        journal.add(unit.json());
        listener.unit(unit, ++done, own.units());
      }
      journal.force();
      listener.batch(done, own.units());
    }
    return true;
  }

  /** Makes everything else from what all shards have rendered. */
  private static boolean finish(
      Path gallery,
      GalleryPlan plan,
      Optional<URI> address,
      Optional<RealImages> images,
      GalleryListener listener) {
    try {
      return GalleryRun.run(gallery, plan, address, images, listener, Journal::openUnlocked);
    } catch (Journal.TakenException e) {
      listener.note("another shard is making the site");
      return true;
    }
  }
}
