package dev.phosphene.gallery.site;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.phosphene.error.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which files of a folder may be read by the path of a request, and how one is sent. */
final class ServedFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "css", "text/css; charset=utf-8",
          "json", "application/json",
          "svg", "image/svg+xml",
          "png", "image/png",
          "jpg", "image/jpeg",
          "txt", "text/plain; charset=utf-8");

  /** Names as docs/gallery-format.md has them; none is hidden or leads upward. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]*");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT);

  private final Path root;

  private ServedFiles(Path root) {
    this.root = root;
  }

  static ServedFiles of(Path folder) {
    try {
      Path root = folder.toRealPath();
      if (Files.isDirectory(root)) {
        return new ServedFiles(root);
      }
    } catch (IOException missing) {
      // told below
    }
    throw new InputException(folder + " is not a folder");
  }

  /**
   * The file that a path names, if it lies inside the folder, links resolved.
   *
   * @param path as in the request line, with percent signs; one that ends with a slash names the
   *     {@code index.html} in it
   */
  Optional<Served> find(String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    Path file = root;
    String[] names = (path.endsWith("/") ? path + "index.html" : path).split("/", -1);
    for (int i = 1; i < names.length; i++) {
      String name = names[i].replace("%7E", "~").replace("%7e", "~");
      if (!NAME.matcher(name).matches()) {
        return Optional.empty();
      }
      file = file.resolve(name);
    }
    try {
      Path real = file.toRealPath();
      boolean inside = real.startsWith(root);
      return inside && Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)
          ? Optional.of(new Served(real))
          : Optional.empty();
    } catch (IOException missing) {
      return Optional.empty();
    }
  }

  /** A file that may be read. */
  record Served(Path file) {
    void sendTo(HttpExchange exchange) throws IOException {
      Instant changed = Files.getLastModifiedTime(file).toInstant();
      long size = Files.size(file);
      String tag =
          "\"" + Long.toHexString(size) + "-" + Long.toHexString(changed.toEpochMilli()) + "\"";
      Headers headers = exchange.getResponseHeaders();
      headers.set("ETag", tag);
      headers.set("Last-Modified", DATE.format(changed.atOffset(ZoneOffset.UTC)));
      headers.set("Cache-Control", "no-cache"); // a gallery may grow while it is looked at
      headers.set("Content-Type", type());
      headers.set("Content-Security-Policy", Site.policy() + "; frame-ancestors 'none'");
      headers.set("Cross-Origin-Resource-Policy", "same-origin");
      headers.set("Cross-Origin-Opener-Policy", "same-origin");
      headers.set("Referrer-Policy", "no-referrer");
      if (known(exchange.getRequestHeaders(), tag, changed)) {
        exchange.sendResponseHeaders(304, -1);
      } else if (exchange.getRequestMethod().equals("HEAD")) {
        headers.set("Content-Length", Long.toString(size));
        exchange.sendResponseHeaders(200, -1);
      } else {
        try (InputStream in = Files.newInputStream(file)) {
          exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
          in.transferTo(exchange.getResponseBody());
        }
      }
    }

    /** RFC 9110, section 13.2.2: the tags count if there are any, otherwise the date. */
    private static boolean known(Headers request, String tag, Instant changed) {
      List<String> tags = request.get("If-None-Match");
      if (tags != null) {
        return List.of(String.join(",", tags).split(",")).stream()
            .map(one -> one.strip().replaceFirst("^W/", ""))
            .anyMatch(one -> one.equals(tag) || one.equals("*"));
      }
      String since = request.getFirst("If-Modified-Since");
      if (since == null) {
        return false;
      }
      try {
        Instant then = ZonedDateTime.parse(since, DATE).toInstant();
        return !changed.truncatedTo(ChronoUnit.SECONDS).isAfter(then);
      } catch (DateTimeException unreadable) {
        return false;
      }
    }

    private String type() {
      String name = file.getFileName().toString();
      String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
      return TYPES.getOrDefault(ending, "application/octet-stream");
    }
  }
}
