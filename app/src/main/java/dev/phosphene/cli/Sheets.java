package dev.phosphene.cli;

import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ContactSheet;
import dev.phosphene.output.Pictures;
import java.nio.file.Path;
import java.util.List;

/** All the pictures of a run on one contact sheet. */
final class Sheets {
  private Sheets() {}

  /** Writes the sheet, with each picture's objective as its caption. */
  static void write(Path file, String title, List<RenderJob.Saved> pictures) {
    List<ContactSheet.Cell> cells =
        pictures.stream()
            .map(one -> new ContactSheet.Cell(one.picture().bitmap(), one.picture().objective()))
            .toList();
    Bitmap sheet = ContactSheet.of(cells).titled(title).draw();
    Pictures.write(file, sheet);
  }
}
