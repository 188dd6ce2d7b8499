package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.load.keras.KerasBuilder;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever changes an image's bytes is in the image, and {@code --again} takes it from there. */
class AgainTest {
  private static final int CHANNELS = 24; // of stage1_conv1

  @TempDir private Path folder = Path.of("");
  private Path photo = Path.of("");

  @BeforeEach
  void draw() {
    photo = folder.resolve("photo.png");
    ImageFiles.write(photo, Bitmap.of(DeadLeaves.draw(24, 2)));
  }

  private static Cli ok(List<Object> arguments) {
    Cli run = Cli.run(arguments.toArray());
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  /** Renders into a file of that ending, makes it again, and compares all bytes. */
  private Path same(String ending, Object... arguments) throws IOException {
    Path first = folder.resolve("first." + ending);
    List<Object> all = new ArrayList<>(List.of("render"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("-o", first));
    if (!all.contains("--steps")) {
      all.addAll(List.of("--steps", 3));
    }
    ok(all);
    Path again = folder.resolve("again." + ending);
    ok(List.of("render", "--again", first, "-o", again));
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(first));
    return first;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stage1_conv1:3 --size 16 --seed 7 --engine reference --threads 1",
        "stage1_conv1:3 --size 20x16 --precision f32 --threads 1",
        "logit:cat --size 32 --input 0..255 --quantization truncate",
        "stage1_conv1:3 --size 16 --alpha learned --redirected 2",
        "stage1_conv1:3 --size 16 --alpha gradient --smooth-pooling",
        "stage1_conv1:3 --size 16 --param pyramid --color plain --transforms jitter:2,flip",
        "stage1_conv1:3 --size 16 --optimizer nadam --schedule linear --beta1 0.5 --beta2 0.9",
        "stage1_conv1:3 --size 16 --batch 2 --diversity 0.3 --alignment 0.2",
        "stage1_conv1:3 --start PHOTO",
        "stage1_conv1:3 --start PHOTO --resize --size 16 --fidelity 0.5",
        "like(stage1_conv1,PHOTO) --resize --size 16",
        "caricature(stage1_conv1,PHOTO) - 0.1*style(stage1_conv1,PHOTO)",
        "dream(stage1_conv1) --recipe deepdream --octaves 2 --roll 3 --tile 24 --margin 4 --start"
            + " PHOTO"
      })
  void everyOptionThatChangesThePicture(String text) throws IOException {
    String[] parts = text.replace("PHOTO", photo.toString()).split(" (?=--)", 2);
    List<Object> all = new ArrayList<>(List.of("render", "mini", parts[0]));
    if (parts.length > 1) {
      all.addAll(List.of(parts[1].split(" ", -1)));
    }
    Path first = folder.resolve("first.png");
    all.addAll(List.of("-o", first, "--steps", 3));
    ok(all);
    // Of several images each has its unit's name.
    Path made = Files.exists(first) ? first : folder.resolve("first-stage1_conv1-3.png");
    Path again = folder.resolve("again.png");
    ok(List.of("render", "--again", made, "-o", again));
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(made));
  }

  /** The hash of a model in several files fits none of them alone. */
  @Test
  void ofModelsOfOneNameTheOneThatFitsIsTaken() throws IOException {
    Path right = Files.createDirectories(folder.resolve("right"));
    Path wrong = Files.createDirectories(folder.resolve("wrong"));
    Path broken = Files.createDirectories(folder.resolve("broken"));
    model(right, 1);
    model(wrong, 2);
    Files.writeString(broken.resolve("model.json"), "{}");
    Path first = folder.resolve("first.png");
    ok(
        List.of(
            "render", right.resolve("model.json"), "c:1", "--size", 8, "--steps", 2, "-o", first));
    Path again = folder.resolve("again.png");
    ok(
        List.of(
            "render",
            "--again",
            first,
            "--search",
            broken,
            "--search",
            wrong,
            "--search",
            right,
            "-o",
            again));
    assertThat(again).hasSameBinaryContentAs(first);
    Cli none =
        Cli.run("render", "--again", first, "--search", wrong, "--search", broken, "-o", again);
    assertThat(none.code()).isEqualTo(2);
    assertThat(none.err()).contains("are not those that made the picture", wrong.toString());
  }

  private static void model(Path place, int seed) throws IOException {
    Random random = new Random(seed);
    KerasBuilder.begin(8, 8, 3)
        .add("Conv2D", "c", "{'filters':4,'kernel_size':[3,3],'activation':'relu'}", "input_1")
        .random(random, "c", "kernel", 3, 3, 3, 4)
        .random(random, "c", "bias", 4)
        .tfjs(place);
  }

  @Test
  void theLabelsFile() throws IOException {
    Path labels = folder.resolve("labels.txt");
    Files.writeString(labels, "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n");
    Path first = same("png", "mini", "logit:c", "--labels", labels, "--size", 32);
    assertThat(ok(List.of("info", first)).out())
        .contains("model labels")
        .contains(labels.getFileName().toString())
        .doesNotContain(folder.toString());
    Path byNumber = same("jpg", "mini", "stage1_conv1:3", "--labels", labels, "--size", 16);
    Path others = folder.resolve("others.txt");
    Files.writeString(others, "b\na\nd\nc\ne\nf\ng\nh\ni\nj\n");
    Files.writeString(labels, Files.readString(others));
    Cli changed = Cli.run("render", "--again", first, "-o", folder.resolve("x.png"));
    assertThat(changed.code()).isEqualTo(2);
    assertThat(changed.err()).contains(labels.toString()).contains("hash differs");
    ok(List.of("render", "--again", first, "--labels", others, "-o", folder.resolve("x.png")));
    Files.delete(labels);
    Cli gone = Cli.run("render", "--again", first, "-o", folder.resolve("x.png"));
    assertThat(gone.code()).isEqualTo(2);
    assertThat(gone.err()).contains(labels.getFileName().toString());
    // A unit by its number does without the names.
    Path again = folder.resolve("again.jpg");
    ok(List.of("render", "--again", byNumber, "-o", again));
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(byNumber));
  }

  /** A text, an array of numbers, and a matrix with a single row. */
  @Test
  void directionsOfEveryForm() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < CHANNELS; i++) {
      text.append(i - 11).append(i == CHANNELS - 1 ? "\n" : ",");
    }
    List<Path> files =
        List.of(
            Files.writeString(folder.resolve("row.csv"), text),
            numpy("list.npy", "(" + CHANNELS + ",)"),
            numpy("one row.npy", "(1, " + CHANNELS + ")"));
    for (Path file : files) {
      String objective = "direction(stage1_conv1, \"" + file + "\", 1)@center";
      Path first = same("png", "mini", objective, "--size", 16);
      JsonObject hashes =
          ImageFiles.provenance(first).toJson().getAsJsonObject("files").getAsJsonObject();
      assertThat(hashes.keySet()).containsExactly(file.getFileName().toString());
      byte[] before = Files.readAllBytes(file);
      byte[] changed = before.clone();
      changed[changed.length - 2] ^= 1;
      Files.write(file, changed);
      Cli run = Cli.run("render", "--again", first, "-o", folder.resolve("x.png"));
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err()).contains(file.getFileName().toString()).contains("hash differs");
      Files.write(file, before);
    }
  }

  private Path numpy(String name, String shape) throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }";
    String padded = header + " ".repeat(117 - header.length()) + "\n";
    ByteBuffer bytes = ByteBuffer.allocate(128 + 4 * CHANNELS).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.put((byte) 1).put((byte) 0).putShort((short) 118);
    bytes.put(padded.getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < CHANNELS; i++) {
      bytes.putFloat(i - 11);
    }
    return Files.write(folder.resolve(name), bytes.array());
  }

  @Test
  void aSpectrumOfOnesOwn() throws IOException {
    Path pictures = Files.createDirectory(folder.resolve("pictures"));
    ImageFiles.write(pictures.resolve("a.png"), Bitmap.of(DeadLeaves.draw(32, 1)));
    Path spectrum = folder.resolve("own.safetensors");
    ok(List.of("spectrum", pictures, "-o", spectrum, "--side", 32));
    same(
        "png",
        "mini",
        "stage1_conv1:3",
        "--recipe",
        "maco",
        "--size",
        32,
        "--transforms",
        "none",
        "--spectrum",
        spectrum);
  }

  /** How it is filmed and shown is in the animation, and only there. */
  @Test
  void animations() throws IOException {
    same(
        "gif",
        "mini",
        "stage1_conv1:3",
        "--size",
        16,
        "--steps",
        5,
        "--every",
        2,
        "--loop",
        3,
        "--frame-time",
        250);
    same("gif", "mini", "stage1_conv1:3", "--size", 16);
    same(
        "gif",
        "mini",
        "dream(stage1_conv1)",
        "--recipe",
        "deepdream",
        "--octaves",
        1,
        "--start",
        photo,
        "--steps",
        1,
        "--zoom",
        3,
        "--zoom-cut",
        0.1234567890123);
    Path picture = folder.resolve("first.gif");
    JsonObject json = ImageFiles.provenance(picture).toJson().getAsJsonObject("animation");
    assertThat(json.get("zoom").getAsInt()).isEqualTo(3);
  }

  /** A file whose input range is not in it: what was used is in the image. */
  @Test
  void thePreProcessingThatWasUsed() throws IOException {
    OnnxBuilder own = network();
    Path file = folder.resolve("own.onnx");
    own.metadata("Image.NominalPixelRange", "NominalRange_0_255").write(file);
    Path first = same("png", file, "twice:1", "--size", 8);
    JsonObject model = ImageFiles.provenance(first).toJson().getAsJsonObject("model");
    JsonObject input = model.getAsJsonObject("preprocessing");
    assertThat(input.toString())
        .isEqualTo("{\"order\":[0,1,2],\"scale\":[255,255,255],\"shift\":[0,0,0]}");
    // Said to have been made with another one, it is made with that.
    input.getAsJsonArray("scale").set(0, new JsonPrimitive(2));
    JsonObject edited = ImageFiles.provenance(first).toJson();
    edited.add("model", model);
    Path other = folder.resolve("other.png");
    ImageFiles.write(other, Bitmap.of(ImageFiles.read(first)), Provenance.of(edited));
    Path again = folder.resolve("again.png");
    ok(List.of("render", "--again", other, "-o", again));
    assertThat(
            ImageFiles.provenance(again)
                .toJson()
                .getAsJsonObject("model")
                .getAsJsonObject("preprocessing"))
        .isEqualTo(input);
    ok(List.of("render", "--again", other, "--input", "model", "-o", again));
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(first));
  }

  /** Images of earlier versions tell neither labels nor preprocessing. */
  @Test
  void picturesOfEarlierVersions() throws IOException {
    Path first = same("png", "mini", "stage1_conv1:3", "--size", 16, "--contrast", 0);
    JsonObject json = ImageFiles.provenance(first).toJson();
    for (String key : List.of("labels", "labels_sha256", "preprocessing")) {
      assertThat(json.getAsJsonObject("model").remove(key)).isNotNull();
    }
    assertThat(json.getAsJsonObject("recipe").remove("contrast")).isNotNull();
    Path old = folder.resolve("old.png");
    ImageFiles.write(old, Bitmap.of(ImageFiles.read(first)), Provenance.of(json));
    Path again = folder.resolve("again.png");
    ok(List.of("render", "--again", old, "-o", again));
    assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(first));
  }

  private static OnnxBuilder network() {
    return new OnnxBuilder(13)
        .input("picture", 1, 3, 8, 8)
        .output("twice")
        .node("Add", "twice", List.of("picture", "picture"));
  }
}
