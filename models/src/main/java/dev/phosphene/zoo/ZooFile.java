package dev.phosphene.zoo;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.JsonText;
import dev.phosphene.text.Nearest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A user's own list of models:
 *
 * <pre>{@code
 * {
 *   "mirror": "https://host/folder",
 *   "models": [
 *     {"name": "own", "address": "https://host/own.onnx", "size": 1234, "sha256": "…",
 *      "input": "torch", "about": "what it is", "license": "MIT"},
 *     {"name": "vgg19_own", "architecture": "vgg19", "address": "https://host/own.h5",
 *      "size": 1234, "md5": "…"}
 *   ]
 * }
 * }</pre>
 *
 * <p>{@code mirror}, {@code input}, {@code classes}, {@code about}, {@code license} and {@code
 * architecture} may be absent. {@code input} is {@code tf}, {@code caffe}, {@code torch} or {@code
 * none}; {@code classes} is {@code imagenet} for its 1000 classes in the usual order. An entry with
 * the name of a known model takes its place.
 */
record ZooFile(Optional<String> mirror, List<ZooModel> models) {
  static final ZooFile NONE = new ZooFile(Optional.empty(), List.of());

  private static final String KEYS =
      "name address size sha256 md5 input classes about license licence architecture";
  private static final long LONGEST = 1 << 20;
  private static final String WORD = "[A-Za-z0-9][A-Za-z0-9._-]*";
  private static final Pattern NAME = Pattern.compile(WORD + "(/" + WORD + ")?");
  private static final Map<String, Preprocessing> INPUTS =
      Map.of(
          "tf", Preprocessing.TF,
          "caffe", Preprocessing.CAFFE,
          "torch", Preprocessing.TORCH,
          "none", Preprocessing.NONE);

  /**
   * Reads a list of models.
   *
   * @throws InputException if it cannot be read, or an entry is invalid
   */
  static ZooFile read(Path file) {
    try {
      if (Files.size(file) > LONGEST) {
        throw new InputException(file + " is too large for a list of models");
      }
      JsonElement json = JsonParser.parseString(JsonText.bounded(Files.readString(file), file));
      if (!json.isJsonObject()) {
        throw new InputException(file + ": expected a JSON object with \"models\"");
      }
      JsonObject object = json.getAsJsonObject();
      known(object, List.of("mirror", "models"), file.toString());
      List<ZooModel> models = new ArrayList<>();
      if (object.has("models")) {
        if (!object.get("models").isJsonArray()) {
          throw new InputException(file + ": \"models\" is no list");
        }
        for (JsonElement entry : object.getAsJsonArray("models")) {
          ZooModel model = model(entry, file + ", model " + models.size(), file);
          if (models.stream().anyMatch(other -> other.name().equals(model.name()))) {
            throw new InputException(file + ": two models are called \"" + model.name() + "\"");
          }
          models.add(model);
        }
      }
      return new ZooFile(Optional.ofNullable(text(object, "mirror", file.toString())), models);
    } catch (IOException e) {
      throw new InputException(file + " cannot be read: " + FileFacts.reason(e), e);
    } catch (JsonParseException e) {
      throw FileFacts.notJson(file, e);
    }
  }

  private static ZooModel model(JsonElement entry, String where, Path list) {
    if (!entry.isJsonObject()) {
      throw new InputException(where + ": expected a JSON object");
    }
    JsonObject json = entry.getAsJsonObject();
    String name = required(json, "name", where);
    String at = where + " (" + name + ")";
    if (!NAME.matcher(name).matches() || name.equals(Mini.NAME)) {
      throw new InputException(
          at
              + ": a name is letters, digits, '.', '_' and '-', with one '/' after the publisher's"
              + " if there is one");
    }
    String known = text(json, "architecture", at);
    Optional<Architecture> architecture =
        Optional.ofNullable(known)
            .map(
                text ->
                    Architecture.named(text)
                        .orElseThrow(() -> new InputException(at + unknown(text))));
    known(json, List.of(KEYS.split(" ", -1)), at);
    URI address = address(json, at);
    return new ZooModel(
        name,
        "Your own list",
        architecture,
        input(json, architecture, at),
        classes(json, at),
        or(text(json, "about", at), "of your own list"),
        or(text(json, "license", at), or(text(json, "licence", at), "not stated")),
        address,
        FileSize.exactly(size(json, at)),
        hash(json, at),
        fileName(name.replace('/', '-'), ZooModel.last(address), list));
  }

  /**
   * Returns a file name with the model's name in front, since many publishers call every file
   * {@code model.onnx}; never that of the list of models, which would be overwritten and later
   * deleted.
   */
  private static String fileName(String name, String file, Path list) {
    String unique = file.startsWith(name + ".") ? file : name + "-" + file;
    while (unique.equalsIgnoreCase(Zoo.OWN)
        || unique.equalsIgnoreCase(String.valueOf(list.getFileName()))) {
      unique = name + "-" + unique;
    }
    return unique;
  }

  /** Accepts only known keys: a mistyped one would silently do nothing. */
  private static void known(JsonObject json, List<String> keys, String where) {
    for (String key : json.keySet()) {
      if (!keys.contains(key)) {
        throw new InputException(
            where
                + ": unknown key \""
                + key
                + "\""
                + Nearest.hint(key, keys)
                + " (known: "
                + String.join(", ", keys)
                + ")");
      }
    }
  }

  private static String unknown(String architecture) {
    List<String> names = Architecture.all().stream().map(Architecture::name).toList();
    return ": no architecture \"" + architecture + "\"" + Nearest.hint(architecture, names);
  }

  private static Optional<Preprocessing> input(
      JsonObject json, Optional<Architecture> architecture, String where) {
    String input = text(json, "input", where);
    if (input == null) {
      return architecture.map(Architecture::preprocessing);
    }
    Preprocessing known = INPUTS.get(input);
    if (known == null) {
      throw new InputException(
          where + ": \"input\" is \"" + input + "\"; expected tf, caffe, torch or none");
    }
    return Optional.of(known);
  }

  private static boolean classes(JsonObject json, String where) {
    String classes = text(json, "classes", where);
    if (classes != null && !classes.equals("imagenet")) {
      throw new InputException(
          where + ": \"classes\" is \"" + classes + "\"; only imagenet is known");
    }
    return classes != null;
  }

  private static URI address(JsonObject json, String where) {
    String text = required(json, "address", where);
    try {
      URI uri = new URI(text.strip());
      boolean http = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
      String path = uri.getPath();
      if (http && uri.getHost() != null && path != null && !path.endsWith("/") && !path.isEmpty()) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.matches("[A-Za-z0-9_][A-Za-z0-9._ +-]*")
            && !name.matches(".*\\.(part|etag|lock)")) { // used by the cache itself
          return uri;
        }
      }
    } catch (URISyntaxException e) {
      // reported below
    }
    throw new InputException(
        where + ": \"" + text + "\" is no address of a file like https://host/folder/own.onnx");
  }

  private static long size(JsonObject json, String where) {
    try {
      long size = json.has("size") ? json.get("size").getAsLong() : 0;
      if (size > 0) {
        return size;
      }
    } catch (NumberFormatException | UnsupportedOperationException | IllegalStateException e) {
      // reported below
    }
    throw new InputException(where + ": \"size\" is the file's size in bytes");
  }

  private static String hash(JsonObject json, String where) {
    String sha256 = text(json, "sha256", where);
    String md5 = text(json, "md5", where);
    String hash = or(sha256, or(md5, "")).toLowerCase(Locale.ROOT);
    if (!hash.matches(sha256 != null ? "[0-9a-f]{64}" : "[0-9a-f]{32}")) {
      throw new InputException(
          where + ": expected \"sha256\" with 64 digits in hex, or \"md5\" with 32");
    }
    return hash;
  }

  private static String or(@Nullable String text, String otherwise) {
    return text == null ? otherwise : text;
  }

  private static String required(JsonObject json, String key, String where) {
    String text = text(json, key, where);
    if (text == null || text.isBlank()) {
      throw new InputException(where + " lacks \"" + key + "\"");
    }
    return text;
  }

  private static @Nullable String text(JsonObject json, String key, String where) {
    JsonElement element = json.get(key);
    if (element == null) {
      return null;
    }
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw new InputException(where + ": \"" + key + "\" is no text");
    }
    return element.getAsString();
  }
}
