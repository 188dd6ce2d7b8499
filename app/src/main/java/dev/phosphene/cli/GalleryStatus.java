package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.gallery.GallerySummary;
import dev.phosphene.gallery.ShardPlan;
import dev.phosphene.output.Provenance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
  private static final int MOST_LAYERS = 6; // in a line

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
      if (!summary.owed().isEmpty()) {
        JsonArray owed = new JsonArray();
        summary.owed().forEach(each -> owed.add(json(each)));
        all.add("owed", owed);
      }
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
    for (ShardPlan.Owed owed : summary.owed()) {
      out.println(
          Visible.line(
              String.format(
                  Locale.ROOT,
                  "%s: shard %s owes %,d units (%s)",
                  owed.network(),
                  owed.shard(),
                  owed.count(),
                  layers(owed))));
    }
    if (!summary.owed().isEmpty()) {
      out.println("run the command of a shard again with its --shard I/N to go on with it");
    }
    out.printf(Locale.ROOT, "%,d of %,d units are done%n", summary.done(), summary.units());
    return 0;
  }

  /** How many units of which layers, as many layers as a line takes. */
  private static String layers(ShardPlan.Owed owed) {
    List<String> some =
        owed.units().entrySet().stream()
            .limit(MOST_LAYERS)
            .map(each -> each.getKey() + " " + each.getValue())
            .toList();
    int more = owed.units().size() - some.size();
    return String.join(", ", some) + (more == 0 ? "" : " and " + more + " more layers");
  }

  private static JsonObject json(ShardPlan.Owed owed) {
    JsonObject json = new JsonObject();
    json.addProperty("network", owed.network());
    json.addProperty("shard", owed.shard().toString());
    JsonObject units = new JsonObject();
    owed.units().forEach(units::addProperty);
    json.add("units", units);
    return json;
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
