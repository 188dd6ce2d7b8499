package dev.phosphene.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.SharedData;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.io.Hash;
import dev.phosphene.load.Labels;
import dev.phosphene.load.hdf5.KerasFiles;
import dev.phosphene.load.keras.KerasBuilder;
import dev.phosphene.load.onnx.OnnxBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user's own list of models, and models of every kind by name. */
class ZooFileTest {
  private final Path folder;

  ZooFileTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Zoo zoo(String json, String... variables) throws IOException {
    Path list = Files.writeString(folder.resolve("list.json"), json.replace('\'', '"'));
    Map<String, String> environment =
        variables.length == 0
            ? Map.of("PHOSPHENE_HOME", folder.toString(), "PHOSPHENE_ZOO", list.toString())
            : Map.of(
                "PHOSPHENE_HOME",
                folder.toString(),
                "PHOSPHENE_ZOO",
                list.toString(),
                variables[0],
                variables[1]);
    return Zoo.from(environment, "Linux", folder);
  }

  private static String entry(String name, Path file, String more) throws IOException {
    return "{'name':'%s','address':'https://example.invalid/m/%s','size':%d,'sha256':'%s'%s}"
        .formatted(name, file.getFileName(), Files.size(file), Hash.of(file, "SHA-256"), more);
  }

  /** An ONNX file, a Keras archive and a file of weights, each fetched by its name and loaded. */
  @Test
  void everyKindIsFetchedAndLoaded() throws IOException {
    Path served = Files.createDirectories(folder.resolve("served"));
    Path onnx =
        new OnnxBuilder(13)
            .input("picture", 1, 3, 8, 8)
            .output("out")
            .node("Relu", "r", List.of("picture"), List.of("out"))
            .write(served.resolve("a.onnx"));
    Path keras =
        KerasBuilder.begin(4, 4, 1)
            .add("Conv2D", "c", "{'filters':2,'kernel_size':1,'use_bias':false}", "input_1")
            .random(new Random(1), "c", "kernel", 1, 1, 1, 2)
            .keras(served.resolve("b.keras"), false);
    Path weights =
        KerasFiles.begin()
            .with("block1_conv1", "block1_conv1_b_1:0", new float[64])
            .write(served.resolve("c.h5"));
    String list =
        "{'models':["
            + entry("one", onnx, ",'input':'torch','licence':'MIT'")
            + ","
            + entry("two", keras, "")
            + ","
            + entry("three", weights, ",'architecture':'vgg16'")
            + "]}";
    try (BadServer server =
        BadServer.start(
            (q, r) -> {
              String name = q.path().substring(q.path().lastIndexOf('/') + 1);
              BadServer.well(q, r, Files.readAllBytes(served.resolve(name)));
            })) {
      Zoo zoo = zoo(list, "PHOSPHENE_MIRROR", server.address("/mirror/").toString());
      assertThat(Models.names(zoo)).startsWith("mini", "one", "two", "three").contains("vgg19");
      Model one = load("one", zoo);
      assertThat(one.preprocessing()).isEqualTo(Preprocessing.TORCH);
      assertThat(one.graph().names()).contains("r");
      assertThat(zoo.named("one").orElseThrow().license()).isEqualTo("MIT");
      assertThat(load("two", zoo).graph().names()).contains("c");
      assertThat(load("two", zoo).sha256()).isEqualTo(Hash.of(keras, "SHA-256"));
      Model three = load("three", zoo);
      assertThat(three.preprocessing()).isEqualTo(Preprocessing.CAFFE);
      assertThat(three.graph().names()).contains("block1_conv1");
      assertThat(server.requests())
          .hasSize(3)
          .first()
          .satisfies(q -> assertThat(q.path()).isEqualTo("/mirror/m/a.onnx"));
      assertThat(zoo.models().stream().filter(zoo::verified)).hasSize(3);
      ZooModel first = zoo.named("one").orElseThrow();
      byte[] bytes = Files.readAllBytes(zoo.file(first));
      bytes[bytes.length - 1] ^= 1;
      Files.write(zoo.file(first), bytes);
      assertThat(zoo.cached(first)).isTrue();
      assertThat(zoo.verified(first)).isFalse();
      assertThat(zoo.remove(first)).isTrue();
      assertThat(zoo.remove(first)).isFalse();
      assertThat(zoo.cached(first)).isFalse();
      assertThat(load("one", zoo).graph().names()).contains("r");
      assertThat(zoo.verified(first)).isTrue();
    }
  }

  /** Class names are in the program; only the model is fetched. */
  @Test
  void classNamesNeedNoDownload() throws IOException {
    Path served = Files.createDirectories(folder.resolve("served"));
    Path onnx =
        new OnnxBuilder(13)
            .input("picture", 1, 3, 8, 8)
            .output("out")
            .node("Relu", "r", List.of("picture"), List.of("out"))
            .write(served.resolve("a.onnx"));
    String list = "{'models':[" + entry("one", onnx, ",'classes':'imagenet'") + "]}";
    try (BadServer server =
        BadServer.start((q, r) -> BadServer.well(q, r, Files.readAllBytes(onnx)))) {
      Zoo zoo = zoo(list, "PHOSPHENE_MIRROR", server.address("/mirror/").toString());
      assertThat(load("one", zoo).labels()).hasSize(1000).startsWith("tench");
      assertThat(load("one", zoo).labels()).hasSize(1000).endsWith("toilet_tissue");
      assertThat(server.requests()).hasSize(1);
    }
  }

  /** The oracle is Keras's own list. */
  @Test
  void classNamesAreKerasNames() {
    assertThat(Models.imageNet())
        .isEqualTo(Labels.read(SharedData.of("weights/imagenet_class_index.json")));
  }

  private static Model load(String name, Zoo zoo) {
    return Models.load(name, Optional.empty(), zoo, DownloadListener.NONE);
  }

  @Test
  void anEntryTakesThePlaceOfAKnownModel() throws IOException {
    Zoo zoo =
        zoo(
            "{'mirror':'http://m:80/a','models':[{'name':'vgg19','address':'https://h/x/own.h5',"
                + "'size':5,'md5':'0123456789abcdef0123456789ABCDEF','architecture':'vgg19'}]}");
    ZooModel own = zoo.named("vgg19").orElseThrow();
    assertThat(zoo.address(own)).hasToString("http://m:80/a/x/own.h5");
    assertThat(own.algorithm()).isEqualTo("MD5");
    assertThat(zoo.models()).extracting(ZooModel::name).doesNotHaveDuplicates();
  }

  @Test
  void listsThatMakeNoSense() throws IOException {
    String good =
        "'name':'own','address':'https://h/own.onnx','size':5,'md5':'%s'".formatted("0".repeat(32));
    zoo("{'models':[{" + good + "}]}");
    refused("[", "not valid JSON");
    refused("[]", "expected a JSON object");
    refused("{'models':3}", "\"models\" is no list");
    refused("{'models':[{}]}", "model 0 lacks \"name\"");
    refused("{'models':[{" + good.replace("own'", "../own'") + "}]}", "a name is letters");
    refused("{'models':[{" + good.replace("https", "file") + "}]}", "is no address");
    refused("{'models':[{" + good.replace("own.onnx", "..") + "}]}", "is no address");
    refused("{'models':[{" + good.replace(":5", ":-5") + "}]}", "\"size\"");
    refused("{'models':[{" + good.replace("000'", "'") + "}]}", "64 digits in hex");
    refused("{'models':[{" + good + ",'input':'rgb'}]}", "expected tf, caffe, torch or none");
    refused(
        "{'models':[{" + good + ",'architecture':'vgg18'}]}",
        "no architecture \"vgg18\"; did you mean");
    refused("{'modells':[]}", "unknown key \"modells\"; did you mean models?");
    refused("{'models':[{" + good + ",'licens':'MIT'}]}", "did you mean license or licence?");
    refused("{'models':[{" + good + "},{" + good + "}]}", "two models are called \"own\"");
    refused("{'mirror':'ftp://x'}", "\"mirror\" is \"ftp://x\"");
    assertThatThrownBy(
            () -> Zoo.from(Map.of("PHOSPHENE_ZOO", folder + "/no.json"), "Linux", folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("PHOSPHENE_ZOO names");
  }

  private void refused(String json, String words) {
    assertThatThrownBy(() -> zoo(json))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("list.json")
        .hasMessageContaining(words);
  }

  /** Many publishers call every file the same. */
  @Test
  void filesOfTheSameNameAreKeptApart() throws IOException {
    String one =
        "{'name':'%s','address':'https://h/%s/model.onnx','size':5,'md5':'" + "0".repeat(32) + "'}";
    Zoo zoo = zoo("{'models':[" + one.formatted("a", 1) + "," + one.formatted("b", 2) + "]}");
    ZooModel a = zoo.named("a").orElseThrow();
    ZooModel b = zoo.named("b").orElseThrow();
    assertThat(zoo.file(a)).hasFileName("a-model.onnx");
    assertThat(zoo.file(b)).hasFileName("b-model.onnx");
    assertThat(zoo.address(b)).hasToString("https://h/2/model.onnx");
  }

  /** Removing a model never removes the list that has it, or the user's own. */
  @Test
  void noModelIsCalledAsAList() throws IOException {
    String one = "{'name':'%s','address':'https://h/%s','size':5,'md5':'" + "0".repeat(32) + "'}";
    Zoo zoo =
        zoo(
            "{'models':["
                + one.formatted("zoo", "zoo.json")
                + ","
                + one.formatted("list", "list.json")
                + "]}");
    assertThat(zoo.file(zoo.named("zoo").orElseThrow())).hasFileName("zoo-zoo.json");
    assertThat(zoo.file(zoo.named("list").orElseThrow())).hasFileName("list-list.json");
    Path own = Files.writeString(folder.resolve("zoo.json"), "{}");
    zoo.models().forEach(zoo::remove);
    assertThat(own).exists();
    assertThat(folder.resolve("list.json")).exists();
    assertThatThrownBy(() -> zoo("{'models':[" + one.formatted("a", "b.onnx.part") + "]}"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("b.onnx.part");
  }

  /** Without a variable, the list is in the cache's folder. */
  @Test
  void theUsualPlace() throws IOException {
    Files.writeString(folder.resolve("zoo.json"), "{\"mirror\":\"http://here\"}");
    Zoo zoo = Zoo.from(Map.of("PHOSPHENE_HOME", folder.toString()), "Linux", folder);
    assertThat(zoo.address(ZooModel.named("vgg19").orElseThrow()).getHost()).isEqualTo("here");
  }
}
