package dev.phosphene.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.analysis.Framing;
import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.doctor.Diagnosis;
import dev.phosphene.doctor.Doctor;
import dev.phosphene.doctor.TwoViews;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.recipe.InputRange;
import dev.phosphene.tensor.Tensor;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene doctor MODEL [PICTURES]}: which input range a network was trained with. */
@Command(
    name = "doctor",
    header = "Determines the input range a network was trained with.",
    description = {
      "",
      "  phosphene doctor own.onnx photos",
      "",
      "Shows pictures to the network under each of the usual conventions, says under which it makes"
          + " sense of them, and what cannot be told. Twenty photographs of things that the network"
          + " knows are enough; without any, drawn pictures serve, which tell less.",
      ""
    })
final class DoctorCommand implements Callable<Integer> {
  private static final int DRAWN = 12;

  @Spec private @Nullable CommandSpec spec;

  @Mixin private ModelOptions model = new ModelOptions();

  @Parameters(
      index = "1..*",
      arity = "0..*",
      paramLabel = "PICTURES",
      description = "Images or folders of images.")
  private List<String> pictures = List.of();

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "20",
      description = "Use at most N images, evenly sampled (default: ${DEFAULT-VALUE}).")
  private int most;

  @Mixin private FramingOptions look = new FramingOptions();

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter err = command.commandLine().getErr();
    if (most < 2) {
      throw new InputException("--count must be at least 2: " + most);
    }
    List<Path> files = some(Operands.pictures(pictures), most);
    Model network = model.load(err, look.json || Main.quiet(spec));
    Framing framing = look.framing(network);
    List<TwoViews> shown = new ArrayList<>(); // not the photographs, which are large
    for (Path file : files) {
      try {
        shown.add(TwoViews.of(List.of(ImageFiles.read(file)), framing));
      } catch (InputException e) {
        err.println("left out: " + e.getMessage());
      }
    }
    if (shown.isEmpty() && !files.isEmpty()) {
      throw new InputException("none of the " + files.size() + " pictures could be read");
    }
    boolean drawn = shown.isEmpty();
    for (int i = 0; drawn && i < DRAWN; i++) {
      Tensor leaves = DeadLeaves.draw(Math.max(framing.width(), framing.height()), i);
      shown.add(TwoViews.of(List.of(leaves), framing).drawn());
    }
    if (!look.json && !Main.quiet(spec)) {
      err.println(
          "phosphene: shows %d pictures under %d input ranges; that takes a while"
              .formatted(shown.size(), InputRange.common(network.graph().inputChannels()).size()));
    }
    Diagnosis found = Doctor.examine(network, TwoViews.joined(shown), look.use(err));
    PrintWriter out = command.commandLine().getOut();
    if (look.json) {
      out.println(json(network, found, shown.size(), drawn));
    } else {
      print(network, found, shown.size(), drawn, out);
    }
    return 0;
  }

  private static List<Path> some(List<Path> files, int most) {
    List<Path> some = new ArrayList<>();
    int count = Math.min(most, files.size());
    for (int i = 0; i < count; i++) {
      some.add(files.get((int) ((2L * i + 1) * files.size() / (2L * count))));
    }
    return some;
  }

  private static void print(
      Model network, Diagnosis found, int count, boolean drawn, PrintWriter out) {
    String pictures = count == 1 ? " picture" : " pictures";
    out.println(network.name() + ", " + count + (drawn ? " drawn" : "") + pictures);
    out.println();
    int width = found.tried().stream().mapToInt(one -> name(one).length()).max().orElse(0);
    for (Diagnosis.Tried one : found.tried()) {
      out.printf(
          Locale.ROOT,
          "%s %-" + width + "s  %s%n",
          found.likely().contains(one.input()) ? "*" : " ",
          name(one),
          one.told());
    }
    for (String words : found.words()) {
      out.println();
      out.println(wrapped(words));
    }
    if (drawn) {
      out.println();
      out.println(wrapped("These were drawn pictures. Photographs tell more: name a folder."));
    }
    if (!network.preprocessing().isNone()) {
      out.println();
      out.println(
          wrapped(
              "Without --input, "
                  + own(network)
                  + " is used: the model itself, or its name, says so."));
    }
  }

  private static String own(Model network) {
    return InputRange.common(network.graph().inputChannels()).stream()
        .filter(input -> input.of(network).preprocessing().equals(network.preprocessing()))
        .map(InputRange::text)
        .findFirst()
        .orElse("a range of the model's own, none of these,");
  }

  private static String name(Diagnosis.Tried one) {
    return one.input().text();
  }

  private static String wrapped(String text) {
    StringBuilder lines = new StringBuilder();
    int column = 0;
    for (String word : text.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > 96) {
        lines.append(System.lineSeparator());
        column = 0;
      }
      lines.append(column == 0 ? "" : " ").append(word);
      column += word.length() + (column == 0 ? 0 : 1);
    }
    return lines.toString();
  }

  private String json(Model network, Diagnosis found, int count, boolean drawn) {
    JsonObject json = new JsonObject();
    json.addProperty("model", network.name());
    look.engine.tell(json);
    json.addProperty("pictures", count);
    json.addProperty("drawn", drawn);
    json.addProperty("evidence", found.evidence().name().toLowerCase(Locale.ROOT));
    JsonArray likely = new JsonArray();
    found.likely().forEach(input -> likely.add(input.text()));
    json.add("likely", likely);
    JsonArray tried = new JsonArray();
    for (Diagnosis.Tried one : found.tried()) {
      JsonObject object = new JsonObject();
      object.addProperty("input", one.input().text());
      object.addProperty("score", one.score());
      object.addProperty("told", one.told());
      tried.add(object);
    }
    json.add("tried", tried);
    JsonArray words = new JsonArray();
    found.words().forEach(words::add);
    json.add("words", words);
    return Provenance.of(json).text();
  }
}
