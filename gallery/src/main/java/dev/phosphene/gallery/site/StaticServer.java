package dev.phosphene.gallery.site;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.phosphene.error.InputException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves the files of a gallery's folder to browsers on this machine, and to nobody else: it
 * listens on the loopback address, and a page of another site that gives this address a name of its
 * own is refused by its {@code Host}.
 *
 * <pre>{@code
 * try (StaticServer server = StaticServer.start(folder, 0)) {
 *   System.out.println(server.address());
 * }
 * }</pre>
 */
public final class StaticServer implements AutoCloseable {
  private static final int MOST_THREADS = 64;

  private final HttpServer server;
  private final ThreadPoolExecutor threads;
  private final ServedFiles files;
  private final URI address;
  private final List<String> hosts;

  private StaticServer(HttpServer server, ServedFiles files) {
    this.server = server;
    this.files = files;
    int port = server.getAddress().getPort();
    String own = server.getAddress().getAddress().getHostAddress();
    address = URI.create("http://" + (own.contains(":") ? "[::1]" : own) + ":" + port + "/");
    hosts = List.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
    threads =
        new ThreadPoolExecutor(
            0, MOST_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), StaticServer::thread);
  }

  /**
   * Starts serving.
   *
   * @param port 0 for any that is free
   * @throws InputException if the folder is missing or the port is taken
   */
  public static StaticServer start(Path folder, int port) {
    ServedFiles files = ServedFiles.of(folder);
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException problem) {
      throw new InputException(
          "cannot listen on port "
              + port
              + ": "
              + problem.getMessage()
              + "; port 0 takes a free one",
          problem);
    }
    StaticServer result = new StaticServer(server, files);
    server.createContext("/", result::answer);
    server.setExecutor(result.threads);
    server.start();
    return result;
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "phosphene-gallery");
    thread.setDaemon(true);
    return thread;
  }

  /** Where a browser finds the gallery. */
  public URI address() {
    return address;
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      List<String> host = exchange.getRequestHeaders().getOrDefault("Host", List.of());
      String method = exchange.getRequestMethod();
      if (host.size() != 1 || !hosts.contains(host.get(0))) {
        refuse(exchange, 403, "This server answers to " + hosts.get(0) + " only.");
      } else if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        refuse(exchange, 405, "Files can only be read.");
      } else {
        serve(exchange);
      }
    }
  }

  private void serve(HttpExchange exchange) throws IOException {
    String path = Objects.requireNonNullElse(exchange.getRequestURI().getRawPath(), "");
    Optional<ServedFiles.Served> found = files.find(path);
    if (found.isPresent()) {
      found.get().sendTo(exchange);
    } else if (!path.endsWith("/") && files.find(path + "/").isPresent()) {
      String last = path.substring(path.lastIndexOf('/') + 1);
      exchange
          .getResponseHeaders()
          .set("Location", last + "/"); // a folder's page has relative links
      refuse(exchange, 301, "");
    } else {
      refuse(exchange, 404, "There is no such file.");
    }
  }

  private static void refuse(HttpExchange exchange, int status, String reason) throws IOException {
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    boolean none = text.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, none ? -1 : text.length);
    if (!none) {
      exchange.getResponseBody().write(text);
    }
  }

  /** Stops at once; requests in progress are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
