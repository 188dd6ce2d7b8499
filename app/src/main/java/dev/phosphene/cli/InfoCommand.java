package dev.phosphene.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene info PICTURE}: shows how an image was made. */
@Command(
    name = "info",
    header = "Shows how an image was made.",
    description = {"", "  phosphene info unit.png", ""})
final class InfoCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "PICTURE", description = "An image that this program made.")
  private @Nullable Path picture;

  @Option(names = "--json", description = "Print the JSON object that the image carries.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Provenance provenance = ImageFiles.provenance(Objects.requireNonNull(picture));
    if (json) {
      out.println(new GsonBuilder().setPrettyPrinting().create().toJson(provenance.toJson()));
    } else {
      print("", provenance.toJson(), out);
    }
    return 0;
  }

  private static void print(String prefix, JsonObject object, PrintWriter out) {
    for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
      String key = prefix + entry.getKey().replace('_', ' ');
      JsonElement value = entry.getValue();
      if (value instanceof JsonObject inner) {
        print(key + " ", inner, out);
      } else if (value instanceof JsonArray array && objects(array)) {
        for (JsonElement item : array) {
          print("", item.getAsJsonObject(), out);
          out.println();
        }
      } else {
        String text = value instanceof JsonArray array ? abridged(array) : text(value);
        if (!text.isEmpty()) {
          out.printf("%-20s %s%n", Visible.line(key), Visible.line(text));
        }
      }
    }
  }

  private static boolean objects(JsonArray array) {
    return !array.isEmpty() && array.asList().stream().allMatch(JsonElement::isJsonObject);
  }

  /** Returns a value as it stands, but a text without its quotation marks. */
  private static String text(JsonElement value) {
    return value.isJsonPrimitive() ? value.getAsString() : value.toString();
  }

  /** Returns the first and last values of a long list. */
  private static String abridged(JsonArray array) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < array.size(); i++) {
      if (array.size() > 8 && i == 3) {
        text.append(" …");
        i = array.size() - 3;
      }
      text.append(i == 0 ? "" : " ").append(text(array.get(i)));
    }
    return array.size() > 8 ? text + " (" + array.size() + " values)" : text.toString();
  }
}
