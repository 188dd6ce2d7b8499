package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.phosphene.Seeds;
import dev.phosphene.error.InputException;
import dev.phosphene.fuzz.Outcome;
import dev.phosphene.fuzz.Target;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that contradict themselves, or were cut short, or mean harm. */
class DamagedKerasTest {
  private final Path folder;
  private final Random random = new Random(Seeds.next("DamagedKerasTest"));

  DamagedKerasTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private KerasBuilder small() {
    return KerasBuilder.begin(4, 4, 3)
        .add("Conv2D", "c", "{'filters':2,'kernel_size':1}", "input_1")
        .random(random, "c", "kernel", 1, 1, 3, 2)
        .random(random, "c", "bias", 2)
        .add("ReLU", "r", "{}", "c");
  }

  private static void refused(ThrowingCallable call, Path file, String... words) {
    assertThatThrownBy(call)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(words);
  }

  private void refused(KerasBuilder builder, String... words) throws IOException {
    Path file = builder.tfjs(folder);
    refused(() -> KerasModel.model("m", file), file, words);
  }

  @Test
  void layersThatContradictEachOther() throws IOException {
    refused(small().add("ReLU", "x", "{}", "no"), "\"no\" is read, but there is no such layer");
    refused(small().add("ReLU", "r", "{}", "c"), "two layers are called \"r\"");
    refused(small().add("ReLU", "x", "{}", "r:3"), "call 3 of the layer \"r\"");
    refused(small().add("Add", "x", "{}", "r", "y").add("ReLU", "y", "{}", "x"), "form a cycle");
    refused(small().add("Dense", "x", "{'units':'two'}", "r"), "layer \"x\"", "\"units\"");
    refused(small().add("Conv2D", "x", "{'filters':-1}", "r"), "layer \"x\"", "\"filters\"");
  }

  @Test
  void weightsOfAnotherShape() throws IOException {
    refused(
        small()
            .add("Dense", "x", "{'units':5}", "r")
            .random(random, "x", "kernel", 4, 5)
            .random(random, "x", "bias", 5),
        "layer \"x\" (Dense)",
        "its kernel has the shape [4, 5]; expected [2, 5]");
  }

  /** Layers whose weights are there work; the others say what is missing when they are needed. */
  @Test
  void weightsThatAreMissing() throws IOException {
    KerasBuilder builder =
        small().add("Dense", "x", "{'units':5}", "r").random(random, "x", "bias", 5);
    for (Path file : List.of(builder.tfjs(folder), builder.h5(folder.resolve("m.h5")))) {
      Graph graph = KerasModel.model("m", file).graph();
      assertThat(((Op.Conv) graph.node("c").op()).weight().values()).hasSize(6);
      refused(
          () -> ((Op.Conv) graph.node("x").op()).weight().values(),
          file,
          "layer \"x\" (Dense) has no kernel; it has ",
          "bias");
    }
  }

  /** Wrong bytes in a weight may be no number; the message names the file all the same. */
  @Test
  void weightsThatAreNotFinite() throws IOException {
    KerasBuilder builder =
        KerasBuilder.begin(4, 4, 3)
            .add("Conv2D", "c", "{'filters':1,'kernel_size':1,'use_bias':false}", "input_1")
            .weight("c", "kernel", new float[] {1, Float.NaN, 3}, 1, 1, 3, 1);
    for (Path file :
        List.of(
            builder.tfjs(folder),
            builder.h5(folder.resolve("m.h5")),
            builder.keras(folder.resolve("m.keras"), false))) {
      Op.Conv conv = (Op.Conv) KerasModel.model("m", file).graph().node("c").op();
      refused(() -> conv.weight().values(), file, "layer \"c\"", "kernel is NaN at value 1 of 3");
    }
  }

  @Test
  void archivesCutShortOrWithWrongBytes() throws IOException {
    for (boolean compressed : new boolean[] {false, true}) {
      byte[] whole = Files.readAllBytes(small().keras(folder.resolve("good.keras"), compressed));
      Path file = folder.resolve("bad.keras");
      for (int i = 0; i < 30; i++) {
        Files.write(file, Arrays.copyOf(whole, random.nextInt(whole.length)));
        assertThatThrownBy(() -> read(file)).isInstanceOf(InputException.class);
      }
      int refused = 0;
      for (int i = 0; i < 60; i++) {
        byte[] bad = whole.clone();
        for (int j = random.nextInt(4); j >= 0; j--) {
          bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        }
        Files.write(file, bad);
        try {
          read(file);
        } catch (InputException e) {
          assertThat(e).hasMessageContaining(file.toString());
          refused++;
        }
      }
      assertThat(refused).isPositive();
    }
  }

  private static void read(Path file) {
    Graph graph = KerasModel.model("m", file).graph();
    if (graph.names().contains("c") && graph.node("c").op() instanceof Op.Conv conv) {
      conv.weight().values();
    }
  }

  @Test
  void archivesOfSomethingElse() throws IOException {
    Path file = folder.resolve("other.keras");
    KerasBuilder.zip(file, Map.of("readme.txt", new byte[3]), true);
    refused(() -> KerasModel.model("m", file), file, "has no config.json");
    byte[] json = small().functional3("m").toString().getBytes(StandardCharsets.UTF_8);
    KerasBuilder.zip(file, Map.of("config.json", json), true);
    refused(() -> KerasModel.model("m", file), file, "has no model.weights.h5");
    Path zip = KerasBuilder.zip(folder.resolve("a.zip"), Map.of("a", new byte[1]), true);
    assertThat(KerasModel.recognizes(zip)).isFalse();
  }

  /** A small archive that would unpack to very much. */
  @Test
  void archivesThatAskForTooMuch() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("config.json", new byte[(1 << 26) + 1]);
    Path file = KerasBuilder.zip(folder.resolve("bomb.keras"), entries, true);
    assertThat(Files.size(file)).isLessThan(1 << 17);
    refused(() -> KerasModel.model("m", file), file, "config.json", "too large");
    byte[] json = small().functional3("m").toString().getBytes(StandardCharsets.UTF_8);
    entries.put("config.json", json);
    entries.put("model.weights.h5", new byte[1000]);
    byte[] bytes = Files.readAllBytes(KerasBuilder.zip(file, entries, true));
    for (int i = 0; i + 46 < bytes.length; i++) { // its size in the directory
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1 && bytes[i + 28] == 16) {
        bytes[i + 27] = 0x7f;
      }
    }
    Files.write(file, bytes);
    refused(() -> KerasModel.model("m", file), file, "model.weights.h5", "claims a size");
  }

  /**
   * Found by fuzzing: the other of two sizes, which are one where nothing is packed, was trusted.
   */
  @Test
  void unpackedEntriesOfTwoSizes() throws IOException {
    Path file = small().keras(folder.resolve("two.keras"), false);
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i + 46 < bytes.length; i++) { // the packed size in the directory
      if (bytes[i] == 'P' && bytes[i + 1] == 'K' && bytes[i + 2] == 1) {
        bytes[i + 23] = 0x7f;
      }
    }
    Files.write(file, bytes);
    refused(() -> KerasModel.model("m", file), file, "two sizes");
  }

  @Test
  void deeplyNestedJson() throws IOException {
    Path file = folder.resolve("deep.json");
    Files.writeString(file, "{\"modelTopology\":" + "[".repeat(100_000));
    refused(() -> KerasModel.model("m", file), file, "not valid JSON");
  }

  /** Each level calls the one inside twice. */
  @Test
  void modelsThatMultiply() throws IOException {
    JsonObject inner =
        KerasBuilder.begin(4, 4, 3).add("ReLU", "r", "{}", "input_1").functional("m0");
    for (int level = 1; level < 30; level++) {
      inner =
          KerasBuilder.begin(4, 4, 3)
              .nest(inner, "input_1")
              .again("m" + (level - 1))
              .functional("m" + level, "m" + (level - 1) + ":1");
    }
    JsonObject model = inner;
    Path file = small().tfjs(folder, model, "float32");
    refused(() -> KerasModel.model("m", file), file, "more than", "layers");
  }

  @Test
  void shardsOutsideOfTheFolder() throws IOException {
    Path inner = folder.resolve("inner");
    Path json = small().tfjs(inner);
    String text = Files.readString(json);
    Files.write(folder.resolve("secret.bin"), new byte[100]);
    String absolute = folder.resolve("secret.bin").toString();
    for (String path : List.of("../secret.bin", "a/../../secret.bin", absolute, "")) {
      Files.writeString(json, text.replace("group1-shard1of2.bin", path));
      refused(() -> KerasModel.model("m", json), json, "not in the model's folder");
    }
    Files.createSymbolicLink(inner.resolve("link.bin"), folder.resolve("secret.bin"));
    Files.writeString(json, text.replace("group1-shard1of2.bin", "link.bin"));
    refused(() -> KerasModel.model("m", json), json, "not in the model's folder");
  }

  /** A list of a kilobyte claimed two gigabytes, and got them before its files were looked at. */
  @Test
  void whatAListOnlyClaimsIsNotAllocated() throws IOException {
    Path json =
        KerasBuilder.begin(4, 4, 3)
            .add(
                "Conv2D",
                "c",
                "{'filters':16777216,'kernel_size':[10,1],'padding':'same','use_bias':false}",
                "input_1")
            .random(random, "c", "kernel", 1, 1, 3, 2)
            .tfjs(folder);
    String claimed = Files.readString(json).replace("[1,1,3,2]", "[10,1,3,16777216]");
    Target target =
        Target.ofFile(
            "tfjs",
            "model.json",
            place -> List.of(),
            List.of(),
            file ->
                ((Op.Conv) KerasModel.model("m", file).graph().node("c").op()).weight().values());
    Outcome outcome = Outcome.of(target, claimed.getBytes(StandardCharsets.UTF_8), folder);
    assertThat(outcome.refusal()).contains("\"c/kernel\"", "lack 2013265896 of 2013265920 bytes");
    assertThat(outcome.allocated()).isLessThan(1 << 25);
  }

  @Test
  void shardsCutShortOrMissing() throws IOException {
    Path json = small().tfjs(folder);
    Op.Conv conv = (Op.Conv) KerasModel.model("m", json).graph().node("c").op();
    Path shard = folder.resolve("group1-shard1of2.bin");
    Files.write(shard, new byte[3]);
    refused(() -> conv.weight().values(), json, "\"c/kernel\"", "lack");
    Files.delete(shard);
    refused(() -> conv.weight().values(), json, "\"c/kernel\"", "is not there");
  }

  @Test
  void jsonOfSomethingElse() throws IOException {
    Path file = folder.resolve("a.json");
    Files.writeString(file, "{\"format\":\"graph-model\"}");
    refused(() -> KerasModel.model("m", file), file, "graph model of TensorFlow.js");
    Files.writeString(file, small().functional("m").toString());
    refused(() -> KerasModel.model("m", file), file, "configuration without weights");
    Files.writeString(file, "{\"a\":1}");
    refused(() -> KerasModel.model("m", file), file, "no model.json");
    Files.writeString(file, "{\"a\":");
    refused(() -> KerasModel.model("m", file), file, "not valid JSON");
    JsonObject custom = new JsonObject();
    custom.addProperty("class_name", "MyModel");
    custom.add("config", new JsonObject());
    Path own = small().tfjs(folder, custom, "float32");
    refused(() -> KerasModel.model("m", own), own, "MyModel", "no model that is made of layers");
  }

  @Test
  void inputsThatAreNoPictures() throws IOException {
    KerasBuilder text =
        KerasBuilder.empty()
            .add("InputLayer", "in", "{'batch_shape':[null,100]}")
            .add("Dense", "d", "{'units':2}", "in")
            .random(random, "d", "kernel", 100, 2);
    refused(text, "no input that is a picture");
    refused(
        KerasBuilder.begin(4, 4, 7)
            .add("ReLU", "r", "{}", "input_1")
            .random(random, "x", "bias", 1),
        "7 channels");
    refused(
        KerasBuilder.begin(4, 0, 3)
            .add("ReLU", "r", "{}", "input_1")
            .random(random, "x", "bias", 1),
        "impossible shape");
  }
}
