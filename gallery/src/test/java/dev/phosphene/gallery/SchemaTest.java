package dev.phosphene.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.dialect.DialectId;
import dev.phosphene.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schemas in docs/schema, and whether a gallery's folder is what they say. */
class SchemaTest {
  private static final Path SCHEMAS = SharedData.root().resolve(Path.of("docs", "schema"));
  private static final Pattern NAME = Pattern.compile("`([a-z0-9_]+)(?:\\[\\])?`");
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  @TempDir private Path folder = Path.of("");

  /**
   * Checks every JSON file of a gallery's folder against its schema, and that the files that they
   * name are there.
   *
   * @throws AssertionError listing what is wrong, and where
   */
  static void check(Path gallery) {
    List<String> faults = new ArrayList<>();
    List<Path> files = jsonFiles(gallery);
    if (!files.contains(gallery.resolve("gallery.json"))) {
      faults.add("there is no gallery.json");
    }
    for (Path file : files) {
      String name = gallery.relativize(file).toString().replace('\\', '/');
      String schema = schemaOf(name);
      if (schema.isEmpty()) {
        faults.add(name + ": no such file is described");
        continue;
      }
      String text = read(file);
      schema(schema)
          .validate(text, InputFormat.JSON)
          .forEach(error -> faults.add(name + ": " + error));
      addMissing(JsonParser.parseString(text), file, name, faults);
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void aGalleryAsDescribedPasses() {
    check(sample());
  }

  @Test
  void fieldsOfTheFutureAndMissingOptionalOnesPass() {
    Path gallery = sample();
    edit(gallery, "tiny/model.json", "\"input\": [", "\"output\": [");
    edit(gallery, "tiny/conv1/layer.json", "\"statistics\"", "\"other\"");
    edit(gallery, "tiny/conv1/units-000.json", "\"file\": \"feature/0000.png\",", "");
    check(gallery);
  }

  /** One fault each; {@code says} is part of the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "gallery.json | \"format\": 1 | \"format\": 2 | format",
        "gallery.json | \"done\": 4, | | done",
        "gallery.json | \"model\": \"tiny | \"model\": \"../tiny | model",
        "gallery.json | \"cover\": \"tiny/ | \"cover\": \"/tiny/ | cover",
        "gallery.json | \"networks\": [ | \"layers\": [ | networks",
        "tiny/model.json | 0123456789abcdef | 0123456789ABCDEF | sha256",
        "tiny/model.json | \"cost\": 72900 | \"cost\": \"72900\" | cost",
        "tiny/model.json | \"channels\": 3 | \"channels\": 0 | channels",
        "tiny/model.json | \"full\": \"all\" | \"full\": \"gif\" | full",
        "tiny/model.json | \"objective\": \"{layer}:{unit}\" | \"objective\": \"{layer}\" |"
            + " objective",
        "tiny/model.json | \"id\": \"conv1\" | \"id\": \"conv/1\" | /id",
        "tiny/model.json | \"done\": 2, | | done",
        "tiny/model.json | conv1/layer.json | conv2/layer.json | there is no conv2/layer.json",
        "tiny/conv1/layer.json | \"network\": \"tiny\", | | network",
        "tiny/conv1/layer.json | null | \"none\" | value",
        "tiny/conv1/layer.json | 0.95 | 95 | active",
        "tiny/conv1/layer.json | feature/{unit}.png | feature/0000.png | files",
        "tiny/conv1/layer.json | \"units-000.json\" | 0 | files",
        "tiny/conv1/layer.json | sheet-00.jpg | sheet-01.jpg | there is no feature/sheet-01.jpg",
        "tiny/conv1/units-000.json | \"alive\" | \"awake\" | state",
        "tiny/conv1/units-000.json | 0.8012 | 1.8012 | cosine",
        "tiny/conv1/units-000.json | \"unit\": 2, | \"unit\": 2.5, | unit",
        "tiny/conv1/units-000.json | \"layer\": \"logits\", | | layer",
        "tiny/conv1/units-000.json | meadow with | home/meadow with | name",
        "tiny/conv1/units-000.json | phosphene render | ./phosphene render | command",
        "tiny/logits/units-000.json | \"label\": \"cat\" | \"label\": 3 | label",
      })
  void oneFaultIsFound(String file, String from, @Nullable String to, String says) {
    Path gallery = sample();
    edit(gallery, file, from, to == null ? "" : to);
    assertThatThrownBy(() -> check(gallery))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(file)
        .hasMessageContaining(says);
  }

  @Test
  void filesOfNoKindAndNoGalleryAreFound() throws IOException {
    Path gallery = sample();
    Files.writeString(gallery.resolve("tiny/unit.json"), "{}");
    assertThatThrownBy(() -> check(gallery)).hasMessageContaining("tiny/unit.json");
    Files.delete(gallery.resolve("tiny/unit.json"));
    Files.delete(gallery.resolve("gallery.json"));
    assertThatThrownBy(() -> check(gallery)).hasMessageContaining("no gallery.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gallery", "model", "layer", "units"})
  void aSchemaIsOneAndDescribesEveryField(String name) {
    String text = read(SCHEMAS.resolve(name + ".schema.json"));
    Schema meta = REGISTRY.getSchema(SchemaLocation.of(DialectId.DRAFT_2020_12));
    assertThat(meta.validate(text, InputFormat.JSON)).isEmpty();
    List<String> fields = new ArrayList<>();
    addFields(JsonParser.parseString(text), fields);
    assertThat(fields).hasSizeGreaterThan(10).allMatch(field -> field.endsWith("."));
  }

  /** The first column of each table in docs/gallery-format.md names the file's own fields. */
  @ParameterizedTest
  @CsvSource({
    "gallery, gallery.json",
    "model, model.json",
    "layer, layer.json",
    "units, units-NNN.json"
  })
  void theDescriptionHasTheFieldsOfTheSchema(String schema, String file) {
    String page = read(SharedData.root().resolve(Path.of("docs", "gallery-format.md")));
    String section = page.substring(page.indexOf("\n## " + file + "\n") + 1);
    int end = section.indexOf("\n## ");
    Set<String> described = new TreeSet<>();
    (end < 0 ? section : section.substring(0, end))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.substring(0, line.indexOf('|', 1)))
        .forEach(cell -> NAME.matcher(cell).results().forEach(one -> described.add(one.group(1))));
    JsonObject fields =
        JsonParser.parseString(read(SCHEMAS.resolve(schema + ".schema.json")))
            .getAsJsonObject()
            .getAsJsonObject("properties");
    Set<String> known = new TreeSet<>(fields.keySet());
    if (schema.equals("units")) { // the table goes on with the fields of a unit
      known.addAll(
          fields
              .getAsJsonObject("units")
              .getAsJsonObject("items")
              .getAsJsonObject("properties")
              .keySet());
      described.add("unit");
    }
    assertThat(known).containsAll(described);
    known.removeAll(described);
    assertThat(known).isSubsetOf("threads");
  }

  /** Adds each field's name and description. */
  private static void addFields(JsonElement json, List<String> fields) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(each -> addFields(each, fields));
    } else if (json.isJsonObject()) {
      JsonElement properties = json.getAsJsonObject().get("properties");
      if (properties != null) {
        properties
            .getAsJsonObject()
            .entrySet()
            .forEach(
                field -> {
                  JsonElement told = field.getValue().getAsJsonObject().get("description");
                  fields.add(field.getKey() + ": " + (told == null ? "" : told.getAsString()));
                });
      }
      json.getAsJsonObject().entrySet().forEach(one -> addFields(one.getValue(), fields));
    }
  }

  /** A small gallery by hand; its images are empty files. */
  private Path sample() {
    for (String file :
        List.of(
            "gallery.json",
            "tiny/model.json",
            "tiny/conv1/layer.json",
            "tiny/conv1/units-000.json",
            "tiny/logits/layer.json",
            "tiny/logits/units-000.json")) {
      try (InputStream in = SchemaTest.class.getResourceAsStream("/gallery-sample/" + file)) {
        write(file, Objects.requireNonNull(in, file).readAllBytes());
      } catch (IOException e) {
        throw new AssertionError("cannot read the sample's " + file, e);
      }
    }
    for (String file :
        List.of(
            "tiny/cover.jpg",
            "tiny/conv1/cover.jpg",
            "tiny/conv1/feature/sheet-00.jpg",
            "tiny/conv1/feature/0000.png",
            "tiny/conv1/feature/0002.png",
            "tiny/conv1/examples/0000-1.jpg",
            "tiny/logits/feature/sheet-00.jpg",
            "tiny/logits/feature/0000.png",
            "tiny/logits/feature/0001.png")) {
      write(file, new byte[0]);
    }
    return folder;
  }

  private void write(String file, byte[] bytes) {
    try {
      Path path = folder.resolve(file);
      Files.createDirectories(Objects.requireNonNull(path.getParent()));
      Files.write(path, bytes);
    } catch (IOException e) {
      throw new AssertionError("cannot write " + file, e);
    }
  }

  private void edit(Path gallery, String file, String from, String to) {
    String text = read(gallery.resolve(file));
    assertThat(text).contains(from);
    int at = text.indexOf(from);
    String edited = text.substring(0, at) + to + text.substring(at + from.length());
    write(file, edited.getBytes(StandardCharsets.UTF_8));
  }

  /** The schema for a file of that name, by the depth of its folder; empty if there is none. */
  private static String schemaOf(String name) {
    if (name.equals("gallery.json")) {
      return "gallery";
    } else if (name.matches("[^/]+/model\\.json")) {
      return "model";
    } else if (name.matches("[^/]+/[^/]+/layer\\.json")) {
      return "layer";
    }
    return name.matches("[^/]+/[^/]+/units-\\d{3,}\\.json") ? "units" : "";
  }

  private static Schema schema(String name) {
    return REGISTRY.getSchema(read(SCHEMAS.resolve(name + ".schema.json")), InputFormat.JSON);
  }

  private static List<Path> jsonFiles(Path gallery) {
    try (Stream<Path> all = Files.walk(gallery)) {
      return all.filter(file -> file.toString().endsWith(".json"))
          .filter(file -> !file.startsWith(gallery.resolve("site")))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AssertionError("cannot read " + gallery, e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }

  /** Adds the files that fields of these names name, and that are not there. */
  private static void addMissing(JsonElement json, Path in, String name, List<String> faults) {
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(each -> addMissing(each, in, name, faults));
    } else if (json.isJsonObject()) {
      for (Map.Entry<String, JsonElement> field : json.getAsJsonObject().entrySet()) {
        if (List.of("file", "files", "cover", "model").contains(field.getKey())) {
          texts(field.getValue()).stream()
              .filter(path -> !path.contains("{") && !Files.exists(in.resolveSibling(path)))
              .forEach(path -> faults.add(name + ": there is no " + path));
        }
        boolean isNode = name.endsWith("/model.json") && field.getKey().equals("layer");
        if (isNode && !Files.exists(in.resolveSibling(field.getValue().getAsString()))) {
          faults.add(name + ": there is no " + field.getValue().getAsString());
        }
        addMissing(field.getValue(), in, name, faults);
      }
    }
  }

  private static List<String> texts(JsonElement json) {
    List<String> texts = new ArrayList<>();
    if (json.isJsonArray()) {
      json.getAsJsonArray().forEach(each -> texts.addAll(texts(each)));
    } else if (json.isJsonPrimitive() && json.getAsJsonPrimitive().isString()) {
      texts.add(json.getAsString());
    }
    return texts;
  }
}
