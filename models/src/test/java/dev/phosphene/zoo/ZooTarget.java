package dev.phosphene.zoo;

import dev.phosphene.fuzz.Target;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A user's own list of models, as the fuzzer sees it. */
public final class ZooTarget {
  private static final String LIST =
      """
      {"mirror": "https://host/folder",
       "models": [
         {"name": "own", "address": "https://host/own.onnx", "size": 12, "sha256": "%s",
          "input": "torch", "classes": "imagenet", "about": "what it is", "license": "MIT"},
         {"name": "vgg19_own", "architecture": "vgg19", "address": "http://host:80/a%%20b.h5",
          "size": 1e3, "md5": "%s"}]}
      """
          .formatted("0f".repeat(32), "a1".repeat(16));

  public static final Target ZOO =
      Target.ofFile(
          "zoo",
          "zoo.json",
          folder -> List.of(LIST.getBytes(StandardCharsets.UTF_8)),
          List.of("caffe", "tf", "none", "vgg16", "inception_v3", "resnet50", "null", "file://"),
          ZooTarget::read);

  private ZooTarget() {}

  /** All that is asked of a list but the download. */
  private static void read(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    Map<String, String> environment =
        Map.of("PHOSPHENE_HOME", String.valueOf(folder), "PHOSPHENE_ZOO", file.toString());
    Zoo zoo = Zoo.from(environment, "Linux", Path.of("."));
    for (ZooModel model : zoo.models()) {
      Path place = zoo.file(model).normalize();
      if (!place.startsWith(zoo.home())) {
        throw new AssertionError(model.name() + " would be written to " + place);
      }
      zoo.cached(model);
      zoo.address(model);
    }
  }
}
