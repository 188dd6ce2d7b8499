package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.analysis.Activations;
import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Probe;
import dev.phosphene.analysis.UnitRanking;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Channel;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ContactSheet;
import dev.phosphene.output.Exhibit;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.render.RunRecord;
import dev.phosphene.tensor.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code phosphene units MODEL IMAGE[@X,Y]}: finds units that respond to an image or a position.
 */
@Command(
    name = "units",
    header = "Finds the units of a layer that respond most to an image or a position in it.",
    description = {
      "",
      "  phosphene units inception_v3 cat.jpg --layer mixed4",
      "  phosphene units inception_v3 cat.jpg@120,80 --layer mixed4 --sheet units.png",
      "",
      "The image is cropped in its center and scaled to --size; X,Y are pixels"
          + " of the result, from the upper left corner.",
      ""
    })
final class UnitsCommand implements Callable<Integer> {
  private static final Pattern PLACE = Pattern.compile("(.+)@(\\d+),(\\d+)");
  private static final int SIDE = 160;
  private static final int LARGE = 353;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "IMAGE[@X,Y]",
      description = "An image, or a position in it.")
  private @Nullable String second;

  private String image = "";

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      required = true,
      description = "Layer whose units are ranked.")
  private String layer = "";

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "8",
      description = "Number of units (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      description = "Also render the units beside the image, to this file.")
  private @Nullable Path sheet;

  @Option(
      names = "--steps",
      paramLabel = "N",
      defaultValue = "128",
      description = "Steps for rendering (default: ${DEFAULT-VALUE}).")
  private int steps;

  @Mixin private FramingOptions look = new FramingOptions();

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter err = command.commandLine().getErr();
    if (top < 1 || top > 1000 || steps < 1) {
      throw new InputException("--top must be 1 to 1000 and --steps at least 1");
    }
    if (sheet != null) {
      ImageFiles.checkWritable(sheet);
    }
    image = model.picture(second);
    Matcher place = PLACE.matcher(image);
    boolean placed = place.matches() && !Operands.exists(image);
    if (!placed && image.contains("@") && !Operands.exists(image)) {
      throw new InputException("a place is @X,Y, as in cat.jpg@120,80, and not as in " + image);
    }
    Path file = Operands.path(placed ? place.group(1) : image);
    Tensor original = ImageFiles.read(file);
    Model plain = model.load(err, look.json || Main.quiet(spec));
    Model network = input.of(plain, err);
    Framing framing = look.framing(network);
    Tensor picture = framing.of(original);
    Activations seen;
    try (Probe probe = Probe.on(network, List.of(layer), picture.shape(), look.use(err))) {
      seen = probe.look(picture);
    }
    UnitRanking liked =
        placed
            ? UnitRanking.at(
                network, picture, layer, seen, number(place.group(2)), number(place.group(3)))
            : UnitRanking.all(network, picture, layer, seen);
    List<UnitRanking.Rank> best = liked.ranks().subList(0, Math.min(top, liked.ranks().size()));
    PrintWriter out = command.commandLine().getOut();
    if (look.json) {
      boolean complete = sheet == null || draw(plain, picture, file, liked, best, sheet, null);
      out.println(json(network, file, best, liked));
      return complete ? 0 : Interrupt.EXIT_CODE;
    }
    out.println(liked.words() + ":");
    for (UnitRanking.Rank rank : best) {
      out.printf(
          Locale.ROOT,
          "  %s:%-5d %-10.4g %.1f times its mean over the picture%n",
          layer,
          rank.channel(),
          rank.value(),
          rank.contrast());
    }
    if (sheet == null) {
      return 0;
    }
    boolean complete =
        draw(plain, picture, file, liked, best, sheet, Main.quiet(spec) ? null : err);
    out.println(sheet);
    return complete ? 0 : Interrupt.EXIT_CODE;
  }

  private static int number(String digits) {
    return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  /**
   * Renders the units, unless interrupted, and writes the sheet.
   *
   * @param err where progress is printed; null for none
   * @return whether all were rendered
   */
  private boolean draw(
      Model plain,
      Tensor picture,
      Path file,
      UnitRanking liked,
      List<UnitRanking.Rank> best,
      Path target,
      @Nullable PrintWriter err) {
    JsonArray rendered = new JsonArray();
    List<ContactSheet.Cell> units = new ArrayList<>();
    Framing own = new Framing(picture.shape().w(), picture.shape().h());
    Size size = ExampleSheet.size(plain, layer, SIDE, own);
    try (Interrupt interrupt = new Interrupt()) {
      for (UnitRanking.Rank rank : best) {
        if (!interrupt.requested()) {
          Render render =
              Render.of(plain, List.of(new Channel(layer, rank.channel())))
                  .recipe(
                      Recipe.LUCID
                          .with(Setting.INPUT, input.input())
                          .with(Setting.STEPS, steps)
                          .with(Setting.SIZE, size))
                  .listener(
                      interrupt.and(ExampleSheet.progress(err, layer + ":" + rank.channel())));
          look.engine.apply(render, false, err);
          RenderedImage one = render.run().image(0);
          rendered.add(one.provenance().toJson());
          String caption =
              String.format(
                  Locale.ROOT, ":%d  %.3g%s", rank.channel(), rank.value(), Report.mark(one));
          units.add(new ContactSheet.Cell(Exhibit.fitted(one.bitmap(), SIDE), caption));
        }
      }
      write(plain, picture, file, liked, units, rendered, target);
      return !interrupt.requested();
    }
  }

  private void write(
      Model plain,
      Tensor picture,
      Path file,
      UnitRanking liked,
      List<ContactSheet.Cell> units,
      JsonArray rendered,
      Path target) {
    Bitmap shown = Exhibit.fitted(Bitmap.of(picture), LARGE);
    double scale = (double) LARGE / Math.max(picture.shape().w(), picture.shape().h());
    Bitmap marked =
        liked
            .field()
            .map(
                box ->
                    Exhibit.framed(
                        shown,
                        (int) Math.round(box.left() * scale),
                        (int) Math.round(box.top() * scale),
                        (int) Math.round(box.right() * scale),
                        (int) Math.round(box.bottom() * scale)))
            .orElse(shown);
    int half = (units.size() + 1) / 2;
    Exhibit.Row row =
        new Exhibit.Row(
            java.util.Optional.of(marked),
            String.valueOf(file.getFileName()),
            units.subList(0, half),
            units.subList(half, units.size()));
    Bitmap sheetPicture = new Exhibit(plain.name() + "  " + layer, List.of(row), SIDE).draw();
    JsonObject object = new JsonObject();
    object.addProperty("what", "units that like a picture");
    object.addProperty("picture", file.getFileName() + place(image));
    object.add(RunRecord.SHEET, rendered);
    ImageFiles.write(target, sheetPicture, Provenance.of(object));
  }

  /** Returns the trailing {@code @X,Y}, if there is one. */
  private static String place(String image) {
    Matcher place = PLACE.matcher(image);
    boolean placed = place.matches() && !Operands.exists(image);
    return placed ? image.substring(place.group(1).length()) : "";
  }

  private String json(Model network, Path file, List<UnitRanking.Rank> best, UnitRanking liked) {
    JsonObject object = new JsonObject();
    object.addProperty("model", network.name());
    object.addProperty("picture", file.toString());
    look.engine.tell(object);
    object.addProperty("layer", layer);
    object.addProperty("place", liked.words());
    JsonArray all = new JsonArray();
    for (UnitRanking.Rank rank : best) {
      JsonObject one = new JsonObject();
      one.addProperty("channel", rank.channel());
      one.addProperty("value", rank.value());
      one.addProperty("contrast", rank.contrast());
      all.add(one);
    }
    object.add("units", all);
    if (sheet != null) {
      object.addProperty("sheet", sheet.toString());
    }
    return Provenance.of(object).text();
  }
}
