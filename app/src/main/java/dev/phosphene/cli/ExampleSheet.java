package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.analysis.Examples;
import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Scan;
import dev.phosphene.analysis.Unit;
import dev.phosphene.ascent.Listener;
import dev.phosphene.graph.Box;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.FileNames;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ContactSheet;
import dev.phosphene.output.Exhibit;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.output.Resampling;
import dev.phosphene.recipe.InputRange;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.render.RunRecord;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A sheet of units, each with the images that excite it most. */
final class ExampleSheet {
  private static final int CELL = 128;

  /** Maximum number of units on a sheet, so that it fits every image format. */
  static final int MOST = 200;

  /** Side of the rendered image, unless the network's own images are smaller. */
  private static final int LARGE = 160;

  private final Model model;
  private final InputRange input;
  private final Framing framing;
  private final EngineOptions engine;
  private final int steps;
  private final @Nullable PrintWriter err;
  private final Map<Unit, List<Examples.Example>> units = new LinkedHashMap<>();
  private final Map<Unit, JsonArray> told = new LinkedHashMap<>();

  /**
   * Creates an empty sheet.
   *
   * @param steps optimization steps for the units' rendered images; 0 to render none
   * @param err where their progress goes; null for none
   */
  ExampleSheet(
      Model model,
      InputRange input,
      Framing framing,
      EngineOptions engine,
      int steps,
      @Nullable PrintWriter err) {
    this.model = model;
    this.input = input;
    this.framing = framing;
    this.engine = engine;
    this.steps = steps;
    this.err = err;
  }

  void add(Unit unit, List<Examples.Example> examples, Scan scan) {
    units.put(unit, examples);
    told.put(unit, json(examples, scan.layout(), scan.shape()));
  }

  /**
   * Renders the units, unless interrupted, and writes the sheet.
   *
   * @return the file; empty if there was nothing to be written
   */
  Optional<Path> write(Destination target, Interrupt interrupt) {
    JsonArray rendered = new JsonArray();
    JsonArray found = new JsonArray();
    List<Exhibit.Row> rows = new ArrayList<>();
    units.forEach(
        (unit, examples) -> {
          Optional<RenderedImage> picture = rendered(unit, interrupt);
          picture.ifPresent(one -> rendered.add(one.provenance().toJson()));
          JsonObject object = new JsonObject();
          object.addProperty("unit", unit.name());
          object.add("examples", nameless(told.get(unit)));
          found.add(object);
          rows.add(row(unit, picture, examples));
        });
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    String title = model.name() + (rows.size() == 1 ? "  " + rows.get(0).caption() : "");
    Bitmap sheet = new Exhibit(title, rows, CELL).draw();
    JsonObject json = new JsonObject();
    json.addProperty("what", "pictures that excite units most");
    json.addProperty("model", model.name());
    json.addProperty("sha256", model.sha256());
    json.addProperty("input", input.text());
    json.addProperty("size", framing.width() + "x" + framing.height());
    json.add("examples", found);
    json.add(RunRecord.SHEET, rendered);
    return Optional.of(target.write(sheet, Optional.of(Provenance.of(json))));
  }

  /** Strips the folders from the images' paths. */
  private static @Nullable JsonArray nameless(@Nullable JsonArray examples) {
    if (examples == null) {
      return null;
    }
    JsonArray names = examples.deepCopy();
    for (JsonElement one : names) {
      JsonObject object = one.getAsJsonObject();
      object.addProperty("picture", FileNames.last(object.get("picture").getAsString()));
    }
    return names;
  }

  private Optional<RenderedImage> rendered(Unit unit, Interrupt interrupt) {
    if (steps == 0 || interrupt.requested()) {
      return Optional.empty();
    }
    Render render =
        Render.of(model, unit.name())
            .recipe(
                Recipe.LUCID
                    .with(Setting.INPUT, input)
                    .with(Setting.STEPS, steps)
                    .with(Setting.SIZE, size(model, unit.layer(), LARGE, framing)))
            .listener(interrupt.and(progress(err, unit.name())));
    engine.apply(render, false, err);
    return Optional.of(render.run().image(0));
  }

  /**
   * Returns the size of a unit's image: a square of {@code side} or smaller, or the network's own
   * input size if such a square does not reach the layer.
   */
  static Size size(Model model, String layer, int side, Framing framing) {
    int usual = Math.min(side, Math.max(64, Math.min(framing.width(), framing.height())));
    Size small = new Size(usual, usual);
    return RenderCommand.reaches(model, List.of(layer), small)
        ? small
        : new Size(framing.width(), framing.height());
  }

  /** Reports the progress of rendering a unit. */
  static Listener progress(@Nullable PrintWriter err, String unit) {
    return err == null ? Listener.NONE : Progress.of(err, unit, StepCosts.EVEN);
  }

  private Exhibit.Row row(
      Unit unit, Optional<RenderedImage> picture, List<Examples.Example> examples) {
    List<ContactSheet.Cell> above = new ArrayList<>();
    List<ContactSheet.Cell> below = new ArrayList<>();
    for (Examples.Example one : examples) {
      Tensor framed = framing.of(ImageFiles.read(one.file()));
      Box box = one.field();
      boolean whole = box.width() == framing.width() && box.height() == framing.height();
      Bitmap small = Exhibit.fitted(Bitmap.of(framed), CELL);
      double scale = (double) CELL / Math.max(framing.width(), framing.height());
      Bitmap marked =
          whole
              ? small
              : Exhibit.framed(
                  small,
                  (int) Math.round(box.left() * scale),
                  (int) Math.round(box.top() * scale),
                  (int) Math.round(box.right() * scale),
                  (int) Math.round(box.bottom() * scale));
      above.add(new ContactSheet.Cell(marked, stem(one.file())));
      Resampling.Box part = new Resampling.Box(box.left(), box.top(), box.width(), box.height());
      double enlarged = (double) CELL / Math.max(box.width(), box.height());
      Tensor crop =
          Resampling.resize(
              framed,
              part,
              Math.max(1, (int) Math.round(box.width() * enlarged)),
              Math.max(1, (int) Math.round(box.height() * enlarged)));
      String value = String.format(Locale.ROOT, "%.4g", one.value());
      below.add(new ContactSheet.Cell(Bitmap.of(crop), value));
    }
    String mark = picture.map(Report::mark).orElse("");
    return new Exhibit.Row(picture.map(RenderedImage::bitmap), unit.name() + mark, above, below);
  }

  private static String stem(Path file) {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(0, dot) : name;
  }

  /** Returns the examples as JSON, with positions if the layer has any. */
  static JsonArray json(List<Examples.Example> examples, Layout layout, Shape layer) {
    JsonArray array = new JsonArray();
    for (Examples.Example one : examples) {
      JsonObject object = new JsonObject();
      object.addProperty("picture", one.file().toString());
      object.addProperty("value", one.value());
      if (layout == Layout.TOKENS) {
        object.addProperty("position", one.y() * layer.w() + one.x());
      } else {
        object.addProperty("x", one.x());
        object.addProperty("y", one.y());
        JsonArray box = new JsonArray();
        box.add(one.field().left());
        box.add(one.field().top());
        box.add(one.field().width());
        box.add(one.field().height());
        object.add("field", box);
      }
      array.add(object);
    }
    return array;
  }
}
