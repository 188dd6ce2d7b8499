package dev.phosphene.zoo;

import dev.phosphene.error.InputException;
import dev.phosphene.error.UnavailableException;
import dev.phosphene.io.CacheFolder;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A cache directory of model files, filled by downloads.
 *
 * <pre>{@code
 * Zoo zoo = Zoo.fromEnvironment();
 * Path file = zoo.fetch(ZooModel.named("vgg19").orElseThrow(), DownloadListener.NONE);
 * }</pre>
 */
public final class Zoo {
  /** The user's own list of models, in the cache folder unless PHOSPHENE_ZOO names it. */
  static final String OWN = "zoo.json";

  private final Path home;
  private final Optional<URI> mirror;
  private final RetryPolicy patience;
  private final List<ZooModel> own;

  private Zoo(Path home, Optional<URI> mirror, RetryPolicy patience, List<ZooModel> own) {
    this.home = home;
    this.mirror = mirror;
    this.patience = patience;
    this.own = List.copyOf(own);
  }

  /**
   * Returns the user's cache: {@code PHOSPHENE_HOME}, else the platform's cache folder. {@code
   * PHOSPHENE_MIRROR} redirects addresses; {@code PHOSPHENE_ZOO}, or {@code zoo.json} in the cache,
   * lists the user's own models ({@link ZooFile}).
   *
   * @throws InputException if one of the last two variables is invalid
   */
  public static Zoo fromEnvironment() {
    return from(System.getenv(), System.getProperty("os.name", ""), userHome());
  }

  /**
   * Returns a cache in the folder {@code home}, which is created on demand.
   *
   * @param mirror replaces scheme, host and port of every address; its path is prepended to theirs
   */
  public static Zoo of(Path home, Optional<URI> mirror) {
    return of(home, mirror, RetryPolicy.USUAL);
  }

  static Zoo of(Path home, Optional<URI> mirror, RetryPolicy patience) {
    return new Zoo(home.toAbsolutePath(), mirror, patience, List.of());
  }

  static Zoo from(Map<String, String> environment, String system, Path userHome) {
    Path folder = CacheFolder.of(environment, system, userHome);
    String list = environment.getOrDefault("PHOSPHENE_ZOO", "");
    Path file = list.isBlank() ? folder.resolve(OWN) : Path.of(list);
    if (!list.isBlank() && !Files.isRegularFile(file)) {
      throw new InputException("PHOSPHENE_ZOO names " + file + ", which is no file");
    }
    ZooFile own = Files.isRegularFile(file) ? ZooFile.read(file) : ZooFile.NONE;
    String given = environment.getOrDefault("PHOSPHENE_MIRROR", "");
    Optional<URI> mirror =
        given.isBlank()
            ? own.mirror().map(text -> mirror(file + ": \"mirror\"", text))
            : Optional.of(mirror("PHOSPHENE_MIRROR", given));
    return new Zoo(folder, mirror, RetryPolicy.USUAL, own.models());
  }

  /** Returns all models: the user's own first, then the known ones that they do not override. */
  public List<ZooModel> models() {
    List<ZooModel> models = new ArrayList<>(own);
    for (ZooModel model : ZooModel.all()) {
      if (own.stream().noneMatch(other -> other.name().equals(model.name()))) {
        models.add(model);
      }
    }
    return models;
  }

  /** Returns the model of that name among {@link #models}. */
  public Optional<ZooModel> named(String name) {
    return models().stream().filter(model -> model.name().equals(name)).findFirst();
  }

  /**
   * Deletes the model's file and any partial download.
   *
   * @return whether there was anything to delete
   * @throws InputException if it cannot be deleted
   */
  public boolean remove(ZooModel model) {
    boolean gone = false;
    try {
      for (String ending : List.of("", ".part", ".part.etag")) {
        gone |= Files.deleteIfExists(home.resolve(model.fileName() + ending));
      }
      return gone;
    } catch (IOException e) {
      throw new InputException(file(model) + " cannot be deleted: " + FileFacts.reason(e), e);
    }
  }

  /** Returns whether the model's file has its documented size and hash. */
  public boolean verified(ZooModel model) {
    try {
      return cached(model) && model.matches(file(model));
    } catch (IOException e) {
      throw new InputException(file(model) + " cannot be read: " + FileFacts.reason(e), e);
    }
  }

  /** Returns the cache folder. */
  public Path home() {
    return home;
  }

  /** Returns the path of the model's file, present or not; a file put there by hand is used. */
  public Path file(ZooModel model) {
    return home.resolve(model.fileName());
  }

  /** Returns whether the model's file is there, with its documented size. */
  public boolean cached(ZooModel model) {
    try {
      return model.size().fits(Files.size(file(model)));
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns the download address, on the mirror if there is one. */
  public URI address(ZooModel model) {
    return mirror
        .map(base -> URI.create(stripSlash(base.toString()) + model.address().getRawPath()))
        .orElse(model.address());
  }

  /**
   * Returns the model's file, downloading it if absent.
   *
   * @throws InputException if a file of that name has another size
   * @throws UnavailableException if it is absent and the download fails; the message says what was
   *     tried and what can be done by hand
   */
  public Path fetch(ZooModel model, DownloadListener listener) {
    Path file = file(model);
    if (present(model, file)) {
      return file;
    }
    String name = model.fileName();
    try {
      Files.createDirectories(home);
      Runnable waiting = () -> listener.note("waiting for another download of " + name);
      CacheLock lock = CacheLock.acquire(home.resolve(name + ".lock"), waiting);
      try {
        if (!present(model, file)) { // another process may have downloaded it meanwhile
          new Download(address(model), model, file, patience, listener).run();
        }
      } finally {
        lock.release();
      }
      return file;
    } catch (DownloadException e) {
      throw unavailable(model, "\n  " + address(model) + "\n    " + e.getMessage(), e);
    } catch (IOException e) {
      throw unavailable(model, reason(e), e);
    }
  }

  private static boolean present(ZooModel model, Path file) {
    if (!Files.exists(file)) {
      return false;
    }
    long size;
    try {
      size = Files.size(file);
    } catch (IOException e) {
      return false;
    }
    if (!model.size().fits(size)) {
      throw new InputException(
          file
              + " has "
              + size
              + " bytes; the documented size of "
              + model.name()
              + " is "
              + model.size().inBytes()
              + ". Delete it to have it downloaded, or use another file by --weights FILE");
    }
    return true;
  }

  private String reason(IOException e) {
    if (e instanceof Download.DiskException) {
      long free = home.toFile().getUsableSpace() >> 20;
      return " " + e.getMessage() + " (" + free + " MiB free in " + home + ")";
    }
    return " the folder "
        + home
        + " cannot be used: "
        + FileFacts.reason(e)
        + "; PHOSPHENE_HOME names another";
  }

  private UnavailableException unavailable(ZooModel model, String reason, IOException e) {
    return new UnavailableException(
        model.name()
            + " is not in the cache, and its download failed:"
            + reason
            + "\nPut the file by hand at\n  "
            + file(model)
            + "\nor give a copy of it by --weights FILE"
            + (mirror.isPresent() ? "" : "; PHOSPHENE_MIRROR names another server"),
        e);
  }

  private static URI mirror(String what, String text) {
    try {
      URI uri = new URI(text.strip());
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http && uri.getHost() != null && uri.getQuery() == null && uri.getFragment() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // reported below, like every other unusable address
    }
    throw new InputException(
        what + " is \"" + text + "\"; expected an address like https://host/folder");
  }

  private static String stripSlash(String text) {
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  private static Path userHome() {
    return Path.of(System.getProperty("user.home", "."));
  }
}
