package dev.phosphene.real;

import dev.phosphene.SharedFiles;
import dev.phosphene.graph.Model;
import dev.phosphene.zoo.DownloadListener;
import dev.phosphene.zoo.Models;
import java.util.Optional;

/** Real networks for tests; without their weights a test ends here, as skipped. */
final class RealModels {
  private RealModels() {}

  static Model inceptionV3() {
    return load("inception_v3", "weights/inception_v3_notop_to_mixed8.h5");
  }

  static Model vgg19() {
    return load("vgg19", "weights/vgg19_notop_blocks1-3.h5");
  }

  static Model mini() {
    return Models.load("mini", Optional.empty(), DownloadListener.NONE);
  }

  private static Model load(String name, String weights) {
    return Models.load(name, Optional.of(SharedFiles.of(weights)), DownloadListener.NONE);
  }
}
