package dev.phosphene.zoo;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** A process of its own that fetches one file: home, mirror, size, MD5. */
final class FetchOnce {
  private FetchOnce() {}

  public static void main(String[] arguments) {
    ZooModel model =
        ZooModel.weights(
            Architecture.VGG16,
            "a test",
            "none",
            URI.create("https://example.invalid/models/w.h5"),
            Long.parseLong(arguments[2]),
            arguments[3]);
    Zoo.of(Path.of(arguments[0]), Optional.of(URI.create(arguments[1])))
        .fetch(model, DownloadListener.NONE);
  }
}
