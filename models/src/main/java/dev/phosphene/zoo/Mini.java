package dev.phosphene.zoo;

import dev.phosphene.graph.Model;
import dev.phosphene.io.Safetensors;
import dev.phosphene.load.GraphFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The built-in network. */
final class Mini {
  static final String NAME = "mini";
  private static final String RESOURCE = "mini.safetensors";

  private Mini() {}

  static Model model() {
    try (InputStream in = Mini.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("this build is without its " + RESOURCE);
      }
      return GraphFile.model(NAME, Safetensors.of("built-in " + RESOURCE, in.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the program's own jar is damaged
    }
  }
}
