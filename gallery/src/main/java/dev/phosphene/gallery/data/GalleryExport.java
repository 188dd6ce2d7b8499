package dev.phosphene.gallery.data;

import com.google.gson.JsonObject;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.site.LayerPages;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Json;
import dev.phosphene.gallery.store.NetworkFolder;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.gallery.wiring.Wiring;
import dev.phosphene.output.AtomicFile;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * Writes what a gallery's folder has besides full-size images: always from the journal and these,
 * so that the same work leaves the same bytes, in whatever turns it was done.
 */
public final class GalleryExport {
  private final GalleryPlan plan;
  private final NetworkFacts facts;
  private final FinishedWork finished;
  private final NetworkFolder folder;
  private final Wiring wiring;
  private final Optional<URI> address;

  /**
   * For one network of a gallery.
   *
   * @param address where the gallery will be published, with a slash at its end
   */
  public GalleryExport(
      GalleryPlan plan,
      NetworkFacts facts,
      FinishedWork finished,
      NetworkFolder folder,
      Wiring wiring,
      Optional<URI> address) {
    this.plan = plan;
    this.facts = facts;
    this.finished = finished;
    this.folder = folder;
    this.wiring = wiring;
    this.address = address;
  }

  /**
   * A layer's sheet with all tiles that are there; those whose full-size images were not kept are
   * taken from the sheet's file.
   */
  public SpriteSheet sheet(LayerPlan layer, Technique technique, int index) {
    int end = layer.units().get(layer.units().size() - 1) + 1;
    SpriteSheet sheet = new SpriteSheet(index, end);
    int first = index * SpriteSheet.TILES;
    NavigableMap<Integer, UnitRecord> done =
        finished
            .units(plan.id(), layer.name(), technique.id())
            .subMap(first, true, first + SpriteSheet.TILES, false);
    Path file = folder.technique(layer.id(), technique.id()).resolve(NetworkFolder.sheet(index));
    Bitmap before = null;
    for (UnitRecord unit : done.values()) {
      if (unit.files().stream().allMatch(one -> Files.exists(folder.path().resolve(one.name())))) {
        sheet.put(unit.id().unit(), images(unit));
      } else if (Files.exists(file)) {
        before = before == null ? Bitmap.of(ImageFiles.read(file)) : before;
        sheet.copy(unit.id().unit(), before);
      }
    }
    return sheet;
  }

  /** Writes a sheet. */
  public void write(SpriteSheet sheet, LayerPlan layer, Technique technique, int index) {
    Path place = folder.technique(layer.id(), technique.id());
    sheet.write(NetworkFolder.made(place).resolve(NetworkFolder.sheet(index)));
  }

  /** A unit's full-size images, read from their files. */
  private List<Bitmap> images(UnitRecord unit) {
    List<Bitmap> images = new ArrayList<>();
    for (UnitRecord.FileRecord file : unit.files()) {
      images.add(Bitmap.of(ImageFiles.readRgba(folder.path().resolve(file.name()))));
    }
    return images;
  }

  /** Writes a layer's JSON files and its cover from full-size images, as far as it is done. */
  public void layer(LayerPlan layer) {
    Path place = NetworkFolder.made(folder.layer(layer.id()));
    UnitsJson pages = new UnitsJson(plan, facts, finished, wiring);
    for (int page = 0; page * UnitsJson.PAGE < layer.channels(); page++) {
      if (!pages.units(layer, page).isEmpty()) {
        Json.write(place.resolve(UnitsJson.file(page)), pages.of(layer, page));
      }
    }
    JsonObject json = new LayerJson(plan, facts, finished).of(layer);
    Json.write(place.resolve("layer.json"), json);
    boolean cover = Files.exists(place.resolve(Covers.NAME));
    String page = LayerPages.layer(json, plan.model().name(), cover, address);
    AtomicFile.write(place.resolve("index.html"), page.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes the network's JSON file, its cover, and the list of networks. */
  public void network() {
    NetworkFolder.made(folder.path());
    Json.write(
        folder.path().resolve("model.json"),
        new ModelJson(plan, facts, finished, folder.gallery()).make());
    List<JsonObject> models = GalleryJson.models(folder.gallery());
    Json.write(folder.gallery().resolve("gallery.json"), GalleryJson.of(folder.gallery(), models));
    AtomicFile.write(
        folder.gallery().resolve("layers.html"),
        LayerPages.contents(models).getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a layer's cover from its own full-size images, which must all be there. */
  public void cover(LayerPlan layer) {
    NavigableMap<Integer, UnitRecord> done =
        finished.units(plan.id(), layer.name(), plan.techniques().get(0).id());
    List<List<Bitmap>> units = new ArrayList<>();
    for (int unit : Covers.units(layer)) {
      UnitRecord record = done.get(unit);
      if (record != null) {
        units.add(images(record));
      }
    }
    if (!units.isEmpty()) {
      Covers.write(folder.layer(layer.id()).resolve(Covers.NAME), units);
    }
  }

  /** Writes the network's cover: units of the layers that have one, from the first to the last. */
  public void networkCover() {
    List<LayerPlan> covered =
        plan.layers().stream()
            .filter(layer -> Files.exists(folder.layer(layer.id()).resolve(Covers.NAME)))
            .toList();
    List<List<Bitmap>> units = new ArrayList<>();
    for (int i = 0; i < Covers.UNITS && !covered.isEmpty(); i++) {
      LayerPlan layer = covered.get(i * covered.size() / Covers.UNITS);
      units.add(shown(layer, i % Covers.units(layer).size()));
    }
    if (!units.isEmpty()) {
      Path file = NetworkFolder.made(folder.path()).resolve(Covers.NAME);
      Covers.write(file, units, Covers.NETWORK_TILE);
    }
  }

  /** A unit of a layer's cover: its full-size images, or if there are none, its part of the row. */
  private List<Bitmap> shown(LayerPlan layer, int index) {
    UnitRecord unit =
        finished
            .units(plan.id(), layer.name(), plan.techniques().get(0).id())
            .get(Covers.units(layer).get(index));
    if (unit != null
        && unit.files().stream().allMatch(one -> Files.exists(folder.path().resolve(one.name())))) {
      return images(unit);
    }
    Bitmap row = Bitmap.of(ImageFiles.read(folder.layer(layer.id()).resolve(Covers.NAME)));
    return List.of(part(row, Math.min(index, row.width() / Covers.TILE - 1)));
  }

  private static Bitmap part(Bitmap row, int index) {
    Bitmap part = Bitmap.filled(Covers.TILE, Covers.TILE, 0);
    for (int y = 0; y < Covers.TILE; y++) {
      System.arraycopy(
          row.data(),
          (y * row.width() + index * Covers.TILE) * 3,
          part.data(),
          y * Covers.TILE * 3,
          Covers.TILE * 3);
    }
    return part;
  }
}
