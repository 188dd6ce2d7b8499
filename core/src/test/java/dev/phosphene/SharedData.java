package dev.phosphene;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * Real networks and images beside the checkout, too large to commit. A test that needs one is
 * skipped where it is absent; the reason is printed.
 */
public final class SharedData {
  private SharedData() {}

  /**
   * The file or folder {@code ../shared/relative}, seen from the project's root, such as {@code
   * weights/vgg19_notop_blocks1-3.h5}. Without it the calling test ends here, as skipped.
   */
  public static Path of(String relative) {
    Path path = root().resolve("..").resolve("shared").resolve(relative).normalize();
    if (!Files.exists(path)) {
      String reason = "skipped: ../shared/" + relative + " is not there";
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    return path;
  }

  /** The project's root: the system property {@code phosphene.root}, which the build sets. */
  public static Path root() {
    String root = System.getProperty("phosphene.root");
    Path start = Path.of("").toAbsolutePath();
    if (root != null) {
      return Path.of(root).toAbsolutePath();
    }
    // An IDE starts tests in the module's folder.
    return Files.exists(start.resolve(".ci")) ? start : start.resolve("..").normalize();
  }
}
