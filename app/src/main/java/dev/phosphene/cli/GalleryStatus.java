package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.gallery.GallerySummary;
import dev.phosphene.output.Provenance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene gallery status FOLDER}: how far a gallery is. */
@Command(
    name = "status",
    header = "Shows how many units of each layer are done.",
    description = {"", "  phosphene gallery status gallery", ""})
final class GalleryStatus implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FOLDER",
      defaultValue = "gallery",
      description = "A gallery's folder (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("gallery");

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    GallerySummary summary = GallerySummary.of(folder);
    if (json) {
      JsonArray rows = new JsonArray();
      summary.rows().forEach(row -> rows.add(json(row)));
      JsonObject all = new JsonObject();
      all.add("layers", rows);
      out.println(Provenance.of(all).text());
      return 0;
    }
    for (GallerySummary.Row row : summary.rows()) {
      out.println(
          Visible.line(
              String.format(
                  Locale.ROOT,
                  "%-14s %-34s %,6d of %,6d units%s",
                  row.network(),
                  row.layer(),
                  row.done(),
                  row.units(),
                  row.dead() == 0 ? "" : ", " + row.dead() + " dead")));
    }
    out.printf(Locale.ROOT, "%,d of %,d units are done%n", summary.done(), summary.units());
    return 0;
  }

  private static JsonObject json(GallerySummary.Row row) {
    JsonObject json = new JsonObject();
    json.addProperty("network", row.network());
    json.addProperty("layer", row.layer());
    json.addProperty("units", row.units());
    json.addProperty("done", row.done());
    json.addProperty("dead", row.dead());
    return json;
  }
}
