package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.analysis.ActivationMaps;
import dev.phosphene.analysis.Activations;
import dev.phosphene.analysis.Unit;
import dev.phosphene.graph.Model;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ContactSheet;
import dev.phosphene.output.HeatMap;
import dev.phosphene.output.Provenance;
import dev.phosphene.output.Resampling;
import dev.phosphene.render.Version;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A sheet of images, each beside its activation maps for some units. */
final class MapSheet {
  /** Smallest side shown; smaller images are enlarged to be legible. */
  private static final int LEAST = 256;

  private final Model model;
  private final List<Unit> units;
  private final List<ContactSheet.Cell> cells = new ArrayList<>();
  private final JsonArray files = new JsonArray();

  MapSheet(Model model, List<Unit> units) {
    this.model = model;
    this.units = units;
  }

  /**
   * Adds a row.
   *
   * @param picture {@code [1, 3, h, w]} as the network saw it
   */
  void add(Path file, Tensor picture, Activations activations) {
    int least = Math.min(picture.shape().h(), picture.shape().w());
    int factor = Math.max(1, (LEAST + least - 1) / least);
    Tensor large =
        Resampling.resize(picture, factor * picture.shape().w(), factor * picture.shape().h());
    files.add(String.valueOf(file.getFileName()));
    cells.add(new ContactSheet.Cell(Bitmap.of(large), String.valueOf(file.getFileName())));
    for (Unit unit : units) {
      Tensor activation = activations.layer(unit.layer());
      unit.checked(activation.shape().c());
      HeatMap map = ActivationMaps.of(model, picture.shape(), unit.layer()).times(factor);
      float[] values = ActivationMaps.values(activation, 0, unit.channel());
      float peak = values[0];
      for (float value : values) {
        peak = Math.max(peak, value);
      }
      String caption = String.format(Locale.ROOT, "%s  up to %.3g", unit.name(), peak);
      Bitmap drawn =
          ActivationMaps.draw(map, model, unit.layer(), large, values, activation.shape().w());
      cells.add(new ContactSheet.Cell(drawn, caption));
    }
  }

  /** Writes the sheet; returns its file. */
  Path write(Destination target) {
    Bitmap sheet = ContactSheet.of(cells).titled(model.name()).columns(1 + units.size()).draw();
    JsonObject json = new JsonObject();
    json.addProperty("program", "phosphene " + Version.TEXT);
    json.addProperty("what", "where units are active in pictures");
    json.addProperty("model", model.name());
    json.addProperty("sha256", model.sha256());
    JsonArray names = new JsonArray();
    units.forEach(unit -> names.add(unit.name()));
    json.add("units", names);
    json.add("pictures", files);
    return target.write(sheet, Optional.of(Provenance.of(json)));
  }
}
