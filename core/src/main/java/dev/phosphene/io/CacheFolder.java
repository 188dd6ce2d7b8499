package dev.phosphene.io;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Locates the folder for files that can be downloaded or computed again. */
public final class CacheFolder {
  private CacheFolder() {}

  /** Returns {@code PHOSPHENE_HOME}, else the platform's cache folder; it may not exist yet. */
  public static Path ofUser() {
    return of(
        System.getenv(),
        System.getProperty("os.name", ""),
        Path.of(System.getProperty("user.home", ".")));
  }

  /** Returns the folder for a given environment, {@code os.name} and {@code user.home}. */
  public static Path of(Map<String, String> environment, String system, Path userHome) {
    String home = environment.getOrDefault("PHOSPHENE_HOME", "");
    Path folder = home.isBlank() ? platform(environment, system, userHome) : Path.of(home);
    return folder.toAbsolutePath();
  }

  private static Path platform(Map<String, String> environment, String system, Path user) {
    String lower = system.toLowerCase(Locale.ROOT);
    if (lower.startsWith("mac")) {
      return user.resolve("Library/Caches/phosphene");
    }
    if (lower.startsWith("windows")) {
      String local = environment.getOrDefault("LOCALAPPDATA", "");
      return (local.isBlank() ? user.resolve("AppData/Local") : Path.of(local))
          .resolve("phosphene");
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    boolean usable = !xdg.isBlank() && Path.of(xdg).isAbsolute(); // as its specification says
    return (usable ? Path.of(xdg) : user.resolve(".cache")).resolve("phosphene");
  }
}
