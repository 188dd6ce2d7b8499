package dev.phosphene.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Preprocessing;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ZooTest {
  private static final Path USER = Path.of("/home/user");

  private static Path home(String system, Map<String, String> environment) {
    return Zoo.from(environment, system, USER).home();
  }

  @Test
  void homes() {
    assertThat(home("Linux", Map.of())).isEqualTo(USER.resolve(".cache/phosphene"));
    assertThat(home("Linux", Map.of("XDG_CACHE_HOME", "/var/c")))
        .isEqualTo(Path.of("/var/c/phosphene"));
    assertThat(home("Linux", Map.of("XDG_CACHE_HOME", "relative")))
        .isEqualTo(USER.resolve(".cache/phosphene"));
    assertThat(home("Mac OS X", Map.of())).isEqualTo(USER.resolve("Library/Caches/phosphene"));
    assertThat(home("Windows 11", Map.of("LOCALAPPDATA", "/c/local")))
        .isEqualTo(Path.of("/c/local/phosphene"));
    assertThat(home("Windows 11", Map.of())).isEqualTo(USER.resolve("AppData/Local/phosphene"));
    assertThat(home("Windows 11", Map.of("PHOSPHENE_HOME", "/own"))).isEqualTo(Path.of("/own"));
    assertThat(home("Linux", Map.of("PHOSPHENE_HOME", " ")))
        .isEqualTo(USER.resolve(".cache/phosphene"));
  }

  @Test
  void mirrors() {
    ZooModel vgg19 = ZooModel.named("vgg19").orElseThrow();
    assertThat(Zoo.of(USER, Optional.empty()).address(vgg19)).isEqualTo(vgg19.address());
    for (String mirror : new String[] {"http://m:80/a", "http://m:80/a/"}) {
      assertThat(Zoo.from(Map.of("PHOSPHENE_MIRROR", mirror), "Linux", USER).address(vgg19))
          .isEqualTo(
              URI.create(
                  "http://m:80/a/tensorflow/keras-applications/vgg19/"
                      + "vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5"));
    }
    for (String bad : new String[] {"ftp://x", "host", "http://", "http://a b", "http://h?x"}) {
      assertThatThrownBy(() -> Zoo.from(Map.of("PHOSPHENE_MIRROR", bad), "Linux", USER))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("PHOSPHENE_MIRROR is \"" + bad + "\"");
    }
  }

  @Test
  void officialFiles() {
    assertThat(ZooModel.all())
        .extracting(ZooModel::name)
        .startsWith("vgg16", "vgg19", "inception_v3", "resnet50")
        .contains("alexnet", "googlenet", "squeezenet", "mobilenet_v2", "densenet121")
        .contains("resnet50_v1", "shufflenet_v2", "efficientnet_lite4")
        .doesNotHaveDuplicates();
    assertThat(ZooModel.all()).extracting(ZooModel::fileName).doesNotHaveDuplicates();
    for (ZooModel model : ZooModel.all()) {
      assertThat(model.license()).isNotBlank();
      assertThat(model.publisher()).isNotBlank();
      assertThat(model.address().getScheme()).isEqualTo("https");
      switch (model.publisher()) {
        case "Keras" -> {
          assertThat(model.fileName()).endsWith("_notop.h5");
          assertThat(model.hash()).matches("[0-9a-f]{32}");
          assertThat(model.algorithm()).isEqualTo("MD5");
        }
        case "ONNX model zoo" -> {
          assertThat(model.fileName()).endsWith(".onnx");
          assertThat(model.check()).isEqualTo("SHA-256");
        }
        default -> assertThat(model.name()).matches("[a-z]+/[a-z0-9_.]+");
      }
    }
  }

  /** The names of torchvision's files end in the first digits of their hashes. */
  @Test
  void namesOfPublishers() {
    assertThat(ZooModel.all())
        .filteredOn(model -> model.publisher().equals("torchvision"))
        .hasSizeGreaterThan(25)
        .allSatisfy(
            model -> {
              assertThat(model.hash()).matches("[0-9a-f]{8}([0-9a-f]{2})?");
              assertThat(model.fileName()).contains(model.hash());
              assertThat(model.algorithm()).isEqualTo("SHA-256");
              assertThat(model.check()).contains("first");
              assertThat(model.size().error()).isEqualTo(1048);
            });
    ZooModel clip = ZooModel.named("clip/rn50").orElseThrow();
    assertThat(clip.address().toString()).contains(clip.hash());
    assertThat(clip.size().text()).isEmpty();
    assertThat(ZooModel.named("timm/resnet50.a1_in1k").orElseThrow().size().text())
        .isEqualTo("102.0 MB");
    assertThat(ZooModel.named("lucid/inception_v1").orElseThrow().check()).contains("no hash");
  }

  @Test
  void roundedSizes() {
    FileSize size = FileSize.mebibytes(1.5);
    assertThat(size.bytes()).isEqualTo(1_572_864);
    assertThat(size.fits(1_572_864 + 524)).isTrue();
    assertThat(size.fits(1_572_864 - 5000)).isFalse();
    assertThat(FileSize.megabytes(22.9).fits(22_876_000)).isTrue();
    assertThat(FileSize.megabytes(22.9).fits(22_700_000)).isFalse();
    assertThat(FileSize.unknown().fits(1)).isTrue();
    assertThat(FileSize.unknown().fits(0)).isFalse();
    assertThat(FileSize.unknown().fits(1L << 40)).isFalse();
    assertThat(FileSize.exactly(3).fits(3)).isTrue();
    assertThat(FileSize.exactly(3).fits(4)).isFalse();
  }

  /** DenseNet's is BGR, and the mean color becomes zero. */
  @Test
  void denseNetsInput() {
    ZooModel model = ZooModel.named("densenet121").orElseThrow();
    Preprocessing input = model.preprocessing().orElseThrow();
    assertThat(input.order()).containsExactly(2, 1, 0);
    double[] mean = {103.94, 116.78, 123.68};
    for (int c = 0; c < 3; c++) {
      assertThat(input.scale().get(c) * mean[c] / 255 + input.shift().get(c))
          .isCloseTo(0, within(1e-5));
      assertThat(input.scale().get(c)).isCloseTo(4.335f, within(1e-5f));
    }
  }
}
