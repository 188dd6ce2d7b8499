package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ContactSheet;
import dev.phosphene.output.Provenance;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.render.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lays out all the images of a run on one contact sheet. */
final class Sheets {
  private Sheets() {}

  /** Maximum images of one objective in a row. */
  private static final int ROW = 8;

  /**
   * Writes the sheet, with each image's objective below it and all provenances inside; returns its
   * file. If every objective has several images, each has a row of its own.
   *
   * @param columns number of columns; 0 chooses a balanced number
   * @param each number of images per objective
   * @param anonymous whether to omit the provenance
   */
  static Path write(
      Destination target,
      String model,
      int columns,
      int each,
      List<RenderJob.Saved> pictures,
      boolean anonymous) {
    boolean rows = each > 1 && pictures.size() > 1;
    boolean single = rows && pictures.size() <= each;
    List<ContactSheet.Cell> cells = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      RenderedImage picture = pictures.get(i).picture();
      String number = rows ? (i % each + 1) + "/" + each : "";
      cells.add(new ContactSheet.Cell(picture.bitmap(), caption(picture, single, number)));
    }
    String title = single ? model + "  " + pictures.get(0).picture().objective() : model;
    Bitmap sheet =
        ContactSheet.of(cells)
            .titled(title)
            .columns(rows && columns == 0 ? Math.min(each, ROW) : columns)
            .draw();
    if (anonymous) {
      return target.write(sheet, Optional.empty());
    }
    JsonArray all = new JsonArray();
    pictures.forEach(one -> all.add(one.picture().provenance().toJson()));
    JsonObject json = new JsonObject();
    json.add(RunRecord.SHEET, all);
    return target.write(sheet, Optional.of(Provenance.of(json)));
  }

  /**
   * Returns the objective, the image's number within it, and whether the unit is dead.
   *
   * @param single whether the objective is in the title
   */
  static String caption(RenderedImage picture, boolean single, String number) {
    String unit = single ? number : (picture.objective() + "  " + number).strip();
    return (unit + Report.mark(picture)).strip();
  }
}
