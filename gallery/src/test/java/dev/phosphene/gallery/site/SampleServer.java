package dev.phosphene.gallery.site;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/**
 * A server behind the site that computes nothing: it answers as the live page's server does, with
 * textures for images, and a test says when a render makes a step. Small images are there at once.
 * The network {@code glimmer-small} has no images of its own.
 */
final class SampleServer implements AutoCloseable {
  static final String TOKEN = "sesame";
  static final int STEPS = 40;

  /** Requests of renders that came in, in their order. */
  final List<JsonObject> asked = new CopyOnWriteArrayList<>();

  /** Paths of other requests that change something. */
  final List<String> changes = new CopyOnWriteArrayList<>();

  /** Queries about photographs, and comparisons. */
  final List<String> queries = new CopyOnWriteArrayList<>();

  /** Whether requests are answered at all. */
  volatile boolean reachable = true;

  /** Whether {@code glimmer-small} is known, but not open. */
  volatile boolean closed;

  /** Whether small images are made at once. */
  volatile boolean makesSmall = true;

  private final Map<String, JsonObject> renders = new ConcurrentHashMap<>();
  private final Map<String, ConcurrentLinkedQueue<String>> events = new ConcurrentHashMap<>();
  private final Map<String, byte[]> photos = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final AtomicInteger streams = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path gallery;
  private final HttpServer server;
  private volatile String session = "first";

  private SampleServer(Path gallery, HttpServer server) {
    this.gallery = gallery;
    this.server = server;
  }

  /** Serves a {@link SampleGallery} with an interface behind it. */
  static SampleServer start(Path gallery) {
    try {
      HttpServer http =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      SampleServer server = new SampleServer(gallery, http);
      http.createContext("/", server::answer);
      http.setExecutor(server.threads);
      http.start();
      return server;
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Cuts all streams off, as a lost connection does. */
  void cutOff() {
    streams.incrementAndGet();
  }

  /** Knows no page any longer, as a server that was started anew. */
  void startAnew() {
    session = "second";
    renders.clear();
    cutOff();
  }

  /** The number of the latest render that a view asked for. */
  String latest(String view) {
    return renders.values().stream()
        .filter(one -> one.get("view").getAsString().equals(view))
        .map(one -> one.get("id").getAsString())
        .max((a, b) -> Integer.compare(Integer.parseInt(a), Integer.parseInt(b)))
        .orElseThrow();
  }

  private JsonObject render(String id) {
    return Objects.requireNonNull(renders.get(id), id);
  }

  String state(String id) {
    return render(id).get("state").getAsString();
  }

  /** How many renders of a page's view are not finished yet. */
  long running(String client, String view) {
    return renders.values().stream()
        .filter(one -> one.get("view").getAsString().equals(view))
        .filter(one -> one.get("client").getAsString().equals(client))
        .filter(one -> List.of("waiting", "running").contains(one.get("state").getAsString()))
        .count();
  }

  /** A render comes to a step and shows its frame. */
  void step(String id, int step) {
    JsonObject render = render(id);
    render.addProperty("state", "running");
    JsonObject event = new JsonObject();
    event.addProperty("id", id);
    event.addProperty("step", step);
    event.addProperty("steps", STEPS);
    event.addProperty("value", value(step));
    event.addProperty("rate", 12.5);
    event.addProperty("left", (STEPS - step) / 12.5);
    byte[] frame = encoded(SamplePicture.of(step % 4, step, false, 64), "jpg");
    event.addProperty("jpeg", Base64.getEncoder().encodeToString(frame));
    send(render.get("client").getAsString(), "step", event);
  }

  /** A render is finished. */
  void finish(String id) {
    JsonObject render = render(id);
    finished(render);
    send(render.get("client").getAsString(), "done", render);
  }

  private static void finished(JsonObject render) {
    render.addProperty("state", "done");
    render.addProperty("image", "api/1/images/" + render.get("key").getAsString() + ".png");
    render.addProperty("steps", STEPS);
    render.addProperty("value", value(STEPS));
    render.addProperty("width", 128);
    render.addProperty("height", 128);
    JsonObject curve = new JsonObject();
    curve.add("steps", SampleGallery.numbers(STEPS, i -> i));
    curve.add("values", SampleGallery.numbers(STEPS, SampleServer::value));
    render.add("curve", curve);
  }

  private static double value(int step) {
    return 8.0 * step / (step + 15);
  }

  private void send(String client, String kind, JsonObject data) {
    events
        .computeIfAbsent(client, name -> new ConcurrentLinkedQueue<>())
        .add("event: " + kind + "\ndata: " + data + "\n\n");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!reachable) {
        return; // the connection closes without an answer
      }
      String path = exchange.getRequestURI().getPath();
      if (path.startsWith("/api/1/")) {
        api(exchange, path.substring(7));
      } else {
        SampleFiles.send(
            exchange, gallery, path.equals("/") ? "index.html" : path.substring(1), closed);
      }
    }
  }

  private void api(HttpExchange exchange, String path) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.equals("session")) {
      boolean right = parsed(body).get("token").getAsString().equals(TOKEN);
      if (right) {
        exchange.getResponseHeaders().set("Set-Cookie", "phos=" + session + "; HttpOnly");
      }
      send(exchange, right ? 204 : 403, "text/plain", new byte[0]);
      return;
    }
    String cookie = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Cookie")).orElse("");
    if (!cookie.contains("phos=" + session)) {
      send(exchange, 401, "text/plain", new byte[0]);
      return;
    }
    Map<String, String> query = query(exchange);
    String kind = path.replaceFirst("[/.].*", "");
    switch (exchange.getRequestMethod() + " " + kind) {
      case "GET events" -> stream(exchange, query.getOrDefault("client", ""));
      case "POST renders" -> render(exchange, parsed(body));
      case "DELETE renders" -> {
        changes.add("DELETE " + path);
        JsonObject render = renders.get(path.substring("renders/".length()));
        if (render != null) {
          render.addProperty("state", "cancelled");
        }
        send(exchange, 204, "text/plain", new byte[0]);
      }
      case "GET images" ->
          send(
              exchange,
              200,
              "image/png",
              encoded(SamplePicture.of(2, Math.abs(path.hashCode() % 97), false, 128), "png"));
      case "PUT photos" -> {
        String hash = "%064x".formatted(Arrays.hashCode(body) & 0xffffffffL);
        photos.put(hash, body);
        send(exchange, "{'hash':'" + hash + "','width':224,'height':224}");
      }
      case "GET photos" -> photo(exchange, path);
      case "POST keep" -> {
        changes.add("keep");
        send(exchange, "{'address':'#/glimmer/logits/5'}");
      }
      case "POST objectives" -> objective(exchange, parsed(body));
      case "POST networks" -> {
        changes.add(path);
        boolean small = path.endsWith("/1");
        closed = closed && !small;
        send(exchange, small ? "{'id':'glimmer-small'}" : "{'id':'glimmer'}");
      }
      case "GET networks" -> send(exchange, SampleAnswers.NETWORKS);
      case "GET recipes" -> send(exchange, SampleAnswers.RECIPES);
      case "GET compare" -> {
        queries.add(String.valueOf(exchange.getRequestURI().getQuery()));
        send(exchange, SampleAnswers.CHANGES);
      }
      default -> send(exchange, 404, "text/plain", new byte[0]);
    }
  }

  private void photo(HttpExchange exchange, String path) throws IOException {
    String[] parts = path.split("[/.]", -1);
    if (parts.length == 1) {
      send(
          exchange,
          "{'photos':["
              + photos.keySet().stream()
                  .map(hash -> "{'hash':'" + hash + "','name':'photo.jpg'}")
                  .collect(Collectors.joining(","))
              + "]}");
      return;
    }
    if (!photos.containsKey(parts[1])) {
      SampleAnswers.Refusal.UNKNOWN_PHOTO.sendTo(exchange);
      return;
    }
    switch (parts[2]) {
      case "jpg" -> send(exchange, 200, "image/png", photos.get(parts[1]));
      case "map" -> {
        queries.add(path + "?" + exchange.getRequestURI().getQuery());
        send(exchange, 200, "image/png", SampleAnswers.map());
      }
      default -> {
        queries.add(parts[2] + "?" + exchange.getRequestURI().getQuery());
        send(
            exchange,
            switch (parts[2]) {
              case "labels" -> SampleAnswers.LABELS;
              case "units" -> SampleAnswers.UNITS;
              default -> SampleAnswers.support(parts[1]);
            });
      }
    }
  }

  private static void objective(HttpExchange exchange, JsonObject asked) throws IOException {
    String text = asked.get("objective").getAsString();
    if (text.startsWith("logits:") || text.startsWith("dream(")) {
      send(exchange, "{'ok':true}");
    } else {
      SampleAnswers.mistake(text).sendTo(exchange);
    }
  }

  private void render(HttpExchange exchange, JsonObject request) throws IOException {
    asked.add(request.deepCopy());
    String view = request.get("view").getAsString();
    String client = request.get("client").getAsString();
    if (request.getAsJsonObject("settings").has("size")
        && request.getAsJsonObject("settings").get("size").getAsString().equals("big")) {
      SampleAnswers.Refusal.WRONG_SIZE.sendTo(exchange);
      return;
    }
    if (!view.equals("grid")) {
      for (JsonObject other : renders.values()) {
        boolean same =
            other.get("view").getAsString().equals(view)
                && other.get("client").getAsString().equals(client);
        if (same && !other.get("state").getAsString().equals("done")) {
          other.addProperty("state", "cancelled");
        }
      }
    }
    JsonObject what = request.deepCopy();
    what.remove("client");
    what.remove("view");
    String key = "%08x".formatted(what.hashCode());
    boolean known =
        renders.values().stream()
            .anyMatch(
                one ->
                    one.get("key").getAsString().equals(key)
                        && one.get("state").getAsString().equals("done"));
    JsonObject render = request;
    String id = String.valueOf(count.incrementAndGet());
    render.addProperty("id", id);
    render.addProperty("key", key);
    render.addProperty("state", "waiting");
    render.addProperty("position", 1);
    render.addProperty("command", "phosphene render " + what.get("objective").getAsString());
    if (known || (view.equals("grid") && makesSmall)) {
      finished(render);
    }
    renders.put(id, render);
    send(exchange, render.toString());
  }

  private void stream(HttpExchange exchange, String client) throws IOException {
    ConcurrentLinkedQueue<String> waiting =
        events.computeIfAbsent(client, name -> new ConcurrentLinkedQueue<>());
    waiting.clear();
    JsonArray own = new JsonArray();
    renders.values().stream()
        .filter(one -> one.get("client").getAsString().equals(client))
        .filter(one -> !one.get("state").getAsString().equals("cancelled"))
        .forEach(one -> own.add((JsonElement) one));
    JsonObject state = new JsonObject();
    state.add("renders", own);
    send(client, "state", state);
    int generation = streams.get();
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try {
      while (streams.get() == generation) {
        String next = waiting.poll();
        if (next != null) {
          exchange.getResponseBody().write(next.getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
        } else {
          Thread.sleep(5);
        }
      }
    } catch (IOException gone) {
      // the page was closed
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> query(HttpExchange exchange) {
    String query = exchange.getRequestURI().getQuery();
    return query == null
        ? Map.of()
        : Arrays.stream(query.split("&", -1))
            .map(one -> one.split("=", 2))
            .collect(Collectors.toMap(one -> one[0], one -> one[1]));
  }

  static JsonObject parsed(byte[] content) {
    return JsonParser.parseString(new String(content, StandardCharsets.UTF_8)).getAsJsonObject();
  }

  static byte[] encoded(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return out.toByteArray();
  }

  /** Sends JSON that is written with single quotation marks. */
  private static void send(HttpExchange exchange, String json) throws IOException {
    send(exchange, 200, "application/json", SampleAnswers.bytes(json));
  }

  static void send(HttpExchange exchange, int status, String type, byte[] content)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.sendResponseHeaders(status, content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
  }

  @Override
  public void close() {
    cutOff();
    server.stop(0);
    threads.shutdownNow();
  }
}
