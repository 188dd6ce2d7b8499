package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ContactSheet;
import dev.phosphene.output.Pictures;
import dev.phosphene.output.Provenance;
import dev.phosphene.render.RunRecord;
import java.nio.file.Path;
import java.util.List;

/** All the pictures of a run on one contact sheet. */
final class Sheets {
  private Sheets() {}

  /**
   * Writes the sheet, with each picture's objective below it and all provenances inside.
   *
   * @param columns 0 for a pleasant number
   */
  static void write(Path file, String title, int columns, List<RenderJob.Saved> pictures) {
    List<ContactSheet.Cell> cells =
        pictures.stream()
            .map(one -> new ContactSheet.Cell(one.picture().bitmap(), one.picture().objective()))
            .toList();
    Bitmap sheet = ContactSheet.of(cells).titled(title).columns(columns).draw();
    JsonArray all = new JsonArray();
    pictures.forEach(one -> all.add(one.picture().provenance().toJson()));
    JsonObject json = new JsonObject();
    json.add(RunRecord.SHEET, all);
    Pictures.write(file, sheet, Provenance.of(json));
  }
}
