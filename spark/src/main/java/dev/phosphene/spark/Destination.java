package dev.phosphene.spark;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The folder of {@code -o}, which may be an address, and all other arguments.
 *
 * @param folder with a scheme; without one in the arguments, {@code file}
 */
record Destination(URI folder, List<String> others) {
  Destination {
    others = List.copyOf(others);
  }

  static Destination of(List<String> arguments) {
    String folder = "gallery";
    List<String> others = new ArrayList<>();
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      if ((word.equals("-o") || word.equals("--output")) && i + 1 < arguments.size()) {
        folder = arguments.get(++i);
      } else if (word.startsWith("--output=")) {
        folder = word.substring("--output=".length());
      } else {
        others.add(word);
      }
    }
    return new Destination(address(folder), others);
  }

  private static URI address(String folder) {
    try {
      URI uri = new URI(folder);
      if (uri.getScheme() != null && uri.getScheme().length() > 1) { // not C:\folder
        return uri;
      }
    } catch (URISyntaxException e) {
      // a path
    }
    return Path.of(folder).toAbsolutePath().normalize().toUri();
  }
}
