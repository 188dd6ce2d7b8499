package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.zoo.Zoo;
import dev.phosphene.zoo.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an image says may come from anybody. */
@Timeout(120)
class StrangersPictureTest {
  private static final String ZEROS = "/dev/zero";

  @TempDir private Path folder = Path.of("");
  @TempDir private Path elsewhere = Path.of("");
  private Path photo = Path.of("");

  @BeforeEach
  void draw() {
    photo = elsewhere.resolve("photo.png");
    ImageFiles.write(photo, Bitmap.of(DeadLeaves.draw(16, 2)));
  }

  /** An image as this program made it, but for what {@code change} does to its provenance. */
  private Path picture(Consumer<JsonObject> change) {
    Path made = folder.resolve("made.png");
    Cli run =
        Cli.run(
            "render",
            "mini",
            "like(stage1_conv1, " + photo + ")",
            "--start",
            photo,
            "--steps",
            2,
            "-o",
            made);
    assertThat(run.code()).as(run.err()).isZero();
    JsonObject json = ImageFiles.provenance(made).toJson();
    change.accept(json);
    Path picture = folder.resolve("stranger.png");
    ImageFiles.write(picture, Bitmap.of(ImageFiles.read(made)), Provenance.of(json));
    return picture;
  }

  private Cli again(Path picture, Object... more) {
    List<Object> words = new java.util.ArrayList<>(List.of("render", "--again", picture));
    words.addAll(List.of(more));
    words.addAll(List.of("-o", folder.resolve("again.png"), "--quiet"));
    return Cli.run(words.toArray());
  }

  private void refused(Path picture, String... words) {
    Cli run = again(picture);
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(words).hasLineCount(1);
    assertThat(folder.resolve("again.png")).doesNotExist();
  }

  private static void file(JsonObject json, String name) {
    JsonObject files = new JsonObject();
    files.addProperty(name, json.get("start_sha256").getAsString());
    json.add("files", files);
    JsonArray batch = new JsonArray();
    batch.add("like(stage1_conv1, \"" + name + "\")");
    json.add("batch", batch);
    json.addProperty("start", "noise");
  }

  @Test
  void whatNeverEndsIsNotRead() {
    assumeTrue(Files.exists(Path.of(ZEROS)), "skipped: there is no " + ZEROS);
    refused(picture(json -> file(json, ZEROS)), ZEROS, "not a regular file");
    refused(picture(json -> json.addProperty("start", ZEROS)), ZEROS, "not a regular file");
    refused(
        picture(json -> json.getAsJsonObject("model").addProperty("name", ZEROS)),
        ZEROS,
        "not a regular file");
  }

  /** Not even those that the objectives do without. */
  @Test
  void everyFileThatIsNamedHasToBeThere() {
    Path picture =
        picture(
            json -> {
              file(json, "gone.png");
              JsonArray batch = new JsonArray();
              batch.add("stage1:0");
              json.add("batch", batch);
            });
    refused(picture, "gone.png", "--search");
  }

  @Test
  void namesThatNoFileHas() {
    refused(picture(json -> file(json, "a\0b")), "a␀b");
    refused(picture(json -> json.addProperty("start", "a\0b")), "a␀b");
    refused(picture(json -> json.getAsJsonObject("model").addProperty("weights", "a\0b")), "a␀b");
  }

  @Test
  void filesWithoutAHashAreNotRead() {
    refused(
        picture(
            json -> {
              json.add("files", new JsonObject());
              json.addProperty("start", "noise");
            }),
        "photo.png",
        "hash");
  }

  /** Images of earlier versions have whole paths. */
  @Test
  void otherFoldersAreReadOnlyIfTheUserAgrees() {
    Path picture =
        picture(
            json -> {
              file(json, photo.toString());
              json.addProperty("start", photo.toString());
            });
    refused(picture, photo.toString(), "--trust");
    assertThat(again(picture, "--trust").code()).isZero();
    assertThat(again(picture, "--search", elsewhere).code()).isZero();
    assertThat(Cli.run("render", "mini", "stage1:0", "--trust").code()).isEqualTo(2);
  }

  @Test
  void filesAreFoundBesideThePicture() throws IOException {
    Path picture = picture(json -> {});
    refused(picture, "photo.png", "--search");
    Files.write(folder.resolve("photo.png"), new byte[] {1});
    refused(picture, "photo.png", "hash differs");
    Files.copy(
        photo, folder.resolve("photo.png"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(again(picture).code()).isZero();
    assertThat(Files.readAllBytes(folder.resolve("again.png")))
        .isEqualTo(Files.readAllBytes(folder.resolve("made.png")));
  }

  @Test
  void aDownloadIsAskedFor() {
    Zoo zoo = Zoo.fromEnvironment();
    Optional<ZooModel> missing =
        zoo.models().stream().filter(model -> !zoo.cached(model)).findFirst();
    assumeTrue(missing.isPresent(), "skipped: every known model is in the cache");
    String name = missing.get().name();
    Path picture =
        picture(
            json -> {
              json.getAsJsonObject("model").addProperty("name", name);
              json.add("files", new JsonObject());
              json.addProperty("start", "noise");
            });
    refused(picture, name, "not in the cache", "--trust");
  }

  @Test
  void controlCharactersAreShown() {
    String escape = "\u001b[2Jred\u0007 \u009b31m \u202eback";
    Path picture =
        picture(
            json -> {
              json.addProperty("objective", escape + "\nfake 1");
              json.getAsJsonObject("model").addProperty("name", escape);
            });
    Cli info = Cli.run("info", picture);
    assertThat(info.out()).contains("␛[2Jred␇ \\u009b31m \\u202eback␊fake 1");
    assertThat(info.out().chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
    String json = Cli.run("info", picture, "--json").out();
    assertThat(json).doesNotContain("\u009b").doesNotContain("\u001b");
    assertThat(JsonParser.parseString(json).getAsJsonObject().get("objective").getAsString())
        .isEqualTo(escape + "\nfake 1");
    refused(picture, "␛[2Jred␇");
  }

  @Test
  void controlCharactersOfLayersAreShown() throws IOException {
    Path model =
        new OnnxBuilder(13)
            .input("picture", 1, 3, 8, 8)
            .output("out")
            .node("Relu", "r\u001b[31m\n7", List.of("picture"), List.of("out"))
            .write(folder.resolve("m.onnx"));
    Cli layers = Cli.run("layers", model);
    assertThat(layers.code()).isZero();
    assertThat(layers.out()).contains("␛[31m␊7").doesNotContain("\u001b");
    assertThat(Cli.run("render", model, "none:0").err()).doesNotContain("\u001b");
  }

  @Test
  void valuesOfEveryKindAreShown() {
    Path picture =
        picture(
            json -> {
              json.add("curve", JsonParser.parseString("[null, [1, 2], {\"a\": 1}]"));
              json.add("life", com.google.gson.JsonNull.INSTANCE);
            });
    assertThat(Cli.run("info", picture).out()).contains("null [1,2] {\"a\":1}");
  }

  @Test
  void noPictureTellsWhereItsFilesWere() throws IOException {
    Path labels = elsewhere.resolve("labels.txt");
    Files.writeString(labels, "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    String like = "like(stage1_conv1, " + photo + ")";
    List<Object> render =
        List.of(
            "render", "mini", like, "logit:c", "--labels", labels, "--start", photo, "--steps", 2);
    ok(render, "-o", folder.resolve("a.png"), "--animate", folder.resolve("a.gif"));
    ok(render, "-o", folder.resolve("b.jpg"), "--sheet", folder.resolve("s.png"));
    ok(List.of("activations", "mini", photo, "--map", "stage1:2"), "-o", folder.resolve("m.png"));
    ok(
        List.of("units", "mini", photo + "@8,8", "--layer", "stage1", "--steps", 1, "--top", 1),
        "--sheet",
        folder.resolve("u.png"));
    ok(
        List.of("examples", "mini", "stage1:2", "--images", elsewhere, "--no-cache", "--steps", 1),
        "--sheet",
        folder.resolve("e.png"));
    ok(List.of("attribute", "mini", photo, "--logit", "3"), "-o", folder.resolve("t.png"));
    try (var files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSizeGreaterThanOrEqualTo(9);
      for (Path file : all) {
        String text = ImageFiles.provenance(file).text();
        assertThat(text).as(file.toString()).doesNotContain(elsewhere.toString());
        assertThat(text).as(file.toString()).doesNotContain(folder.toString());
      }
    }
  }

  private static void ok(List<Object> words, Object... more) {
    List<Object> all = new java.util.ArrayList<>(words);
    all.addAll(List.of(more));
    Cli run = Cli.run(all.toArray());
    assertThat(run.code()).as(run.err()).isZero();
  }

  @Test
  void picturesWithoutProvenance() throws IOException {
    ok(
        List.of("render", "mini", "stage1:0", "stage1:1", "--size", 16, "--steps", 2),
        "-o",
        folder.resolve("a.png"),
        "--animate",
        folder.resolve("a.gif"),
        "--sheet",
        folder.resolve("s.png"),
        "--no-provenance");
    try (var files = Files.list(folder)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(5);
      for (Path file : all) {
        Cli info = Cli.run("info", file);
        assertThat(info.code()).as(file.toString()).isEqualTo(2);
      }
    }
  }
}
