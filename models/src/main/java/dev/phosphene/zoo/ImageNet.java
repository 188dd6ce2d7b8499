package dev.phosphene.zoo;

import dev.phosphene.load.Labels;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The names of ImageNet's 1000 classes, shipped with the program. They are words of WordNet (see
 * NOTICE), one per class, as chosen and spelled by Keras (keras-team/keras,
 * keras/src/applications/imagenet_utils.py).
 */
final class ImageNet {
  private static final String RESOURCE = "imagenet.txt";

  private ImageNet() {}

  /** Returns {@code tench} to {@code toilet_tissue}, in class order. */
  static List<String> names() {
    try (InputStream in = ImageNet.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("this build is without its " + RESOURCE);
      }
      return Labels.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), RESOURCE);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the program's own jar is damaged
    }
  }
}
