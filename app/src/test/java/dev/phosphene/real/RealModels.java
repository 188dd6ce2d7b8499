package dev.phosphene.real;

import dev.phosphene.SharedData;
import dev.phosphene.graph.Model;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Real networks for tests; without their weights a test ends here, as skipped. */
final class RealModels {
  private static final Map<String, Model> LOADED = new ConcurrentHashMap<>();

  private RealModels() {}

  static Model inceptionV3() {
    return cached("inception_v3", "weights/inception_v3_notop_to_mixed8.h5");
  }

  static Model vgg19() {
    return cached("vgg19", "weights/vgg19_notop_blocks1-3.h5");
  }

  static Model googleNet() {
    return LOADED.computeIfAbsent(
        "googlenet", key -> Models.load(SharedData.of("weights/bvlc_googlenet.onnx").toString()));
  }

  static Model mini() {
    return Models.load("mini", Optional.empty(), DownloadListener.NONE);
  }

  private static Model cached(String name, String weights) {
    return LOADED.computeIfAbsent(name, key -> load(key, weights));
  }

  private static Model load(String name, String weights) {
    return Models.load(name, Optional.of(SharedData.of(weights)), DownloadListener.NONE);
  }
}
