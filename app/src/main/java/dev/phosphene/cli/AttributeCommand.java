package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.analysis.ActivationMaps;
import dev.phosphene.analysis.Attribution;
import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Unit;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ContactSheet;
import dev.phosphene.output.HeatMap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.output.Resampling;
import dev.phosphene.render.Version;
import dev.phosphene.tensor.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code phosphene attribute MODEL IMAGE --logit LABEL}: which channels and positions support a
 * class.
 */
@Command(
    name = "attribute",
    header = "Shows which channels and positions of a layer support a class in an image.",
    description = {
      "",
      "  phosphene attribute own.onnx cat.jpg --logit 'tabby cat' -o why.png",
      "  phosphene attribute own.onnx cat.jpg --logit 'tabby cat' --layer mixed4",
      "",
      "Multiplies each activation by its gradient: its first-order contribution to the logit;"
          + " warm colors support the class, cold ones oppose it. The image is cropped in its"
          + " center and scaled to --size.",
      ""
    })
final class AttributeCommand implements Callable<Integer> {
  private static final int LEAST = 256;
  private static final int SHOWN = 3;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Mixin private LabelOptions labels = new LabelOptions();

  @Parameters(index = "1", arity = "0..1", paramLabel = "IMAGE", description = "An image.")
  private @Nullable String second;

  private Path image = Path.of("");

  @Option(
      names = "--logit",
      required = true,
      paramLabel = "LABEL|N",
      description = "The class, by label or index.")
  private String logit = "";

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description =
          "Layer to attribute to; every path to the logits must pass through it (default: the"
              + " last one with positions).")
  private String layer = "";

  @Mixin private InputOptions input = new InputOptions();

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "8",
      description = "Number of channels for and against (default: ${DEFAULT-VALUE}).")
  private int top;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = "File for the image (default: attribution.png; numbered if it exists).")
  private @Nullable Path given;

  private Path out = Path.of("attribution.png");

  @Mixin private FramingOptions look = new FramingOptions();

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter err = command.commandLine().getErr();
    if (top < 1) {
      throw new InputException("--top must be at least 1: " + top);
    }
    Destination target = Destination.of(given, out).checked();
    image = Operands.path(model.picture(second));
    Tensor original = ImageFiles.read(image);
    Model network = input.of(labels.of(model.load(err, look.json || Main.quiet(spec))), err);
    Unit unit = unit(network);
    Framing framing = look.framing(network);
    Tensor picture = framing.of(original);
    if (layer.isEmpty()) {
      layer = Attribution.usualLayer(network, picture.shape(), unit);
      err.println("phosphene: no --layer, so the last one with positions is used: " + layer);
    }
    Attribution found = Attribution.of(network, picture, layer, unit, look.use(err));
    List<Attribution.Share> channels = found.channels();
    out = draw(target, network, unit, picture, found, channels);
    PrintWriter print = command.commandLine().getOut();
    if (look.json) {
      JsonObject told = json(network, unit, found, channels);
      told.addProperty("picture", String.valueOf(image));
      told.addProperty("out", out.toString());
      look.engine.tell(told);
      print.println(Provenance.of(told).text());
      return 0;
    }
    double sum = channels.stream().mapToDouble(Attribution.Share::contribution).sum();
    print.printf(
        Locale.ROOT,
        "%s is %.4g; the units of %s add %.4g of it to first order%n",
        unit.name(),
        found.value(),
        layer,
        sum);
    print.println("for it:");
    int count = Math.min(top, channels.size());
    channels.subList(0, count).stream()
        .filter(share -> share.contribution() > 0)
        .forEach(share -> line(share, print));
    print.println("against it:");
    for (int i = 0; i < count; i++) {
      Attribution.Share share = channels.get(channels.size() - 1 - i);
      if (share.contribution() < 0) {
        line(share, print);
      }
    }
    print.println(out);
    return 0;
  }

  private Unit unit(Model network) {
    boolean index = logit.matches("\\d+");
    String text = index ? logit : "\"" + logit.replace("\"", "") + "\"";
    return Unit.parse("logit:" + text, network).get(0);
  }

  private void line(Attribution.Share share, PrintWriter print) {
    print.printf(
        Locale.ROOT,
        "  %s:%-5d adds %-10.4g mean activation %-10.4g most at %d,%d%n",
        layer,
        share.channel(),
        share.contribution(),
        share.mean(),
        share.x(),
        share.y());
  }

  private Path draw(
      Destination target,
      Model network,
      Unit unit,
      Tensor picture,
      Attribution found,
      List<Attribution.Share> channels) {
    int least = Math.min(picture.shape().h(), picture.shape().w());
    int factor = Math.max(1, (LEAST + least - 1) / least);
    Tensor large =
        Resampling.resize(picture, factor * picture.shape().w(), factor * picture.shape().h());
    HeatMap map = ActivationMaps.of(network, picture.shape(), layer).times(factor);
    int columns = found.contribution().shape().w();
    List<ContactSheet.Cell> cells = new ArrayList<>();
    cells.add(new ContactSheet.Cell(Bitmap.of(large), name()));
    cells.add(
        new ContactSheet.Cell(
            ActivationMaps.draw(map, network, layer, large, found.positions(), columns),
            "all of " + layer));
    for (int i = 0; i < Math.min(SHOWN, channels.size()); i++) {
      cells.add(cell(network, map, large, found, channels.get(i)));
    }
    cells.add(cell(network, map, large, found, channels.get(channels.size() - 1)));
    String title =
        String.format(Locale.ROOT, "%s  %s  %.3g", network.name(), unit.name(), found.value());
    Bitmap sheet = ContactSheet.of(cells).titled(title).columns(SHOWN).draw();
    return target.write(sheet, Optional.of(Provenance.of(json(network, unit, found, channels))));
  }

  private ContactSheet.Cell cell(
      Model network, HeatMap map, Tensor large, Attribution found, Attribution.Share share) {
    float[] values = ActivationMaps.values(found.contribution(), 0, share.channel());
    String caption =
        String.format(Locale.ROOT, "%s:%d  %+.3g", layer, share.channel(), share.contribution());
    return new ContactSheet.Cell(
        ActivationMaps.draw(map, network, layer, large, values, found.contribution().shape().w()),
        caption);
  }

  private String name() {
    return String.valueOf(image.getFileName());
  }

  private JsonObject json(
      Model network, Unit unit, Attribution found, List<Attribution.Share> channels) {
    JsonObject object = new JsonObject();
    object.addProperty("program", "phosphene " + Version.TEXT);
    object.addProperty("what", "attribution");
    object.addProperty("model", network.name());
    object.addProperty("sha256", network.sha256());
    object.addProperty("input", input.input().text());
    object.addProperty("picture", name());
    object.addProperty("unit", unit.name());
    object.addProperty("layer", layer);
    object.addProperty("value", found.value());
    JsonArray all = new JsonArray();
    int count = Math.min(top, channels.size());
    for (int i = 0; i < channels.size(); i++) {
      if (i < count || i >= channels.size() - count) {
        Attribution.Share share = channels.get(i);
        JsonObject one = new JsonObject();
        one.addProperty("channel", share.channel());
        one.addProperty("contribution", share.contribution());
        one.addProperty("mean", share.mean());
        one.addProperty("x", share.x());
        one.addProperty("y", share.y());
        all.add(one);
      }
    }
    object.add("channels", all);
    return object;
  }
}
