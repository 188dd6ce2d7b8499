package dev.phosphene.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.SharedData;
import dev.phosphene.error.InputException;
import dev.phosphene.error.UnavailableException;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.io.SafetensorsFile;
import dev.phosphene.load.hdf5.KerasFiles;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
  private final Path folder;
  private final Zoo offline;

  ModelsTest(@TempDir Path folder) {
    this.folder = folder;
    RetryPolicy none =
        new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(1), 1, Duration.ZERO);
    offline = Zoo.of(folder, Optional.of(URI.create("http://127.0.0.1:1")), none);
  }

  private Model load(String name) {
    return Models.load(name, Optional.empty(), offline, DownloadListener.NONE);
  }

  private Model load(String name, Path weights) {
    return Models.load(name, Optional.of(weights), offline, DownloadListener.NONE);
  }

  @Test
  void realFilesByNameAndByThemselves() {
    Path vgg = SharedData.of("weights/vgg19_notop_blocks1-3.h5");
    for (Model model : List.of(load("vgg19", vgg), load(vgg.toString()))) {
      assertThat(model.preprocessing()).isEqualTo(Preprocessing.CAFFE);
      assertThat(model.origin()).contains("vgg19").contains(vgg.getFileName().toString());
      assertThat(model.sha256()).matches("[0-9a-f]{64}");
      Op.Conv conv = (Op.Conv) model.graph().node("block3_conv4/linear").op();
      assertThat(conv.weight().values()).hasSize(256 * 256 * 9);
    }
    Path inception = SharedData.of("weights/inception_v3_notop_to_mixed8.h5");
    assertThat(load(inception.toString()).graph().names()).contains("mixed8");
  }

  @Test
  void namesThatAreNone() {
    assertThat(Models.names()).startsWith("mini").contains("vgg16", "vgg19", "inception_v3");
    assertThatThrownBy(() -> load("vgg18"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no model \"vgg18\"; did you mean vgg16")
        .hasMessageContaining("known: mini, ");
    assertThatThrownBy(() -> load("zzzzzzzzz"))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("no model \"zzzzzzzzz\" (known");
    assertThatThrownBy(() -> load("torchvision/resnet51"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "no model \"torchvision/resnet51\"; did you mean torchvision/resnet50");
    for (String path : new String[] {"no/such", "own.h5", "own.SAFETENSORS", "a\\b"}) {
      assertThatThrownBy(() -> load(path))
          .isInstanceOf(InputException.class)
          .hasMessage("the file " + path + " does not exist");
    }
    assertThatThrownBy(() -> load("vgg\0")).isInstanceOf(InputException.class);
  }

  @Test
  void offlineWithoutAFile() {
    assertThatThrownBy(() -> load("vgg19"))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining("http://127.0.0.1:1/tensorflow/keras-applications/vgg19/")
        .hasMessageContaining(folder.toString());
  }

  @Test
  void filesThatAreNoModel() throws IOException {
    Path other =
        KerasFiles.begin()
            .with("dense", "dense/kernel:0", new float[2][2])
            .write(folder.resolve("other.h5"));
    assertThatThrownBy(() -> load(other.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("does not tell which network")
        .hasMessageContaining("vgg19 --weights " + other);
    assertThatThrownBy(() -> load(other.toString(), other))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--weights goes with a model's name");
    Path text = Files.writeString(folder.resolve("a.txt"), "just some words");
    assertThatThrownBy(() -> load(text.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(text.toString())
        .hasMessageContaining("neither");
    assertThatThrownBy(() -> load(folder.toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is a folder");
  }

  @Test
  void ownFiles() throws IOException {
    byte[] bytes =
        SafetensorsFile.begin()
            .metadata("format", "phosphene-graph-1")
            .metadata("graph", "[{\"name\":\"r\",\"op\":\"relu\",\"inputs\":[\"input\"]}]")
            .metadata("preprocessing", "{\"order\":\"RGB\",\"scale\":[1,1,1],\"shift\":[0,0,0]}")
            .bytes();
    Path file = Files.write(folder.resolve("own.safetensors"), bytes);
    Model model = load(file.toString());
    assertThat(model.name()).isEqualTo("own.safetensors");
    assertThat(model.preprocessing()).isEqualTo(Preprocessing.NONE);
    assertThat(model.graph().names()).containsExactly("input", "r");
    assertThat(load("mini", file).name()).isEqualTo("mini");
  }

  @Test
  void miniIsAlwaysThere() {
    Model mini = load("mini");
    assertThat(mini.graph().shapes(Shape.of(1, 3, 32, 32))).isNotEmpty();
    assertThat(mini.graph().notes().size()).contains(Shape.of(1, 3, 32, 32));
    assertThat(mini.sha256()).hasSize(64);
  }
}
