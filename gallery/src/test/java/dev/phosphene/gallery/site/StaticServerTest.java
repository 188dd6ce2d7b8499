package dev.phosphene.gallery.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server over a raw socket, because a client library would not send most of this. */
class StaticServerTest {
  private Path around;
  private Path folder;
  private StaticServer server;

  @BeforeEach
  void start(@TempDir Path around) throws IOException {
    this.around = around;
    folder = Files.createDirectories(around.resolve("gallery"));
    Files.writeString(around.resolve("secret.txt"), "secret");
    Files.writeString(folder.resolve("index.html"), "<p>front");
    Files.writeString(folder.resolve("gallery.json"), "{}");
    Files.writeString(folder.resolve(".hidden"), "hidden");
    Files.createDirectories(folder.resolve("net/layer~2"));
    Files.writeString(folder.resolve("net/layer~2/index.html"), "<p>layer");
    Files.setLastModifiedTime(
        folder.resolve("gallery.json"), FileTime.from(Instant.parse("2026-01-02T03:04:05.678Z")));
    server = StaticServer.start(folder, 0);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void filesHaveTypesAndAPolicy() throws IOException {
    Answer answer = get("/gallery.json");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{}");
    assertThat(answer.header("content-type")).isEqualTo("application/json");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("content-security-policy"))
        .startsWith("default-src 'none'; script-src 'self' 'sha256-")
        .endsWith("frame-ancestors 'none'");
    assertThat(answer.header("last-modified")).isEqualTo("Fri, 2 Jan 2026 03:04:05 GMT");
    assertThat(answer.text()).doesNotContainIgnoringCase("access-control");
  }

  @Test
  void foldersHaveTheirPage() throws IOException {
    assertThat(get("/").body()).isEqualTo("<p>front");
    assertThat(get("/?query").body()).isEqualTo("<p>front");
    assertThat(get("/net/layer~2/").body()).isEqualTo("<p>layer");
    assertThat(get("/net/layer%7E2/").body()).isEqualTo("<p>layer");
    Answer moved = get("/net/layer~2");
    assertThat(moved.status()).isEqualTo(301);
    assertThat(moved.header("location")).isEqualTo("layer~2/");
    assertThat(get("/net").status()).isEqualTo(404); // it has no page
  }

  @Test
  void headHasNoBody() throws IOException {
    Answer answer = ask("HEAD /gallery.json HTTP/1.1", host());
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("content-length")).isEqualTo("2");
    assertThat(answer.body()).isEmpty();
    assertThat(ask("HEAD /none.json HTTP/1.1", host()).body()).isEmpty();
  }

  @Test
  void nothingOutsideOfTheFolder() throws IOException {
    for (String path :
        new String[] {
          "/../secret.txt",
          "/net/../../secret.txt",
          "/%2e%2e/secret.txt",
          "/%2E%2E%2Fsecret.txt",
          "/..%2fsecret.txt",
          "/net/..%5c..%5csecret.txt",
          "/..\\secret.txt",
          "//secret.txt",
          "/./gallery.json",
          "/.hidden",
          "/%2ehidden",
          "/gallery.json%00.html",
          "/gallery.json/",
          "/%252e%252e/secret.txt",
          around.resolve("secret.txt").toString()
        }) {
      Answer answer = get(path);
      assertThat(answer.status()).as(path).isIn(400, 404);
      assertThat(answer.body()).as(path).doesNotContain("secret", "hidden", around.toString());
    }
    assertThat(ask("GET http://example.org/gallery.json HTTP/1.1", "Host: example.org").status())
        .isEqualTo(403);
  }

  @Test
  void whatIsNoPathDoesNotStopIt() throws IOException {
    for (String target :
        new String[] {"*", "x:y", "", "gallery.json", "/%zz", "/" + "a".repeat(10_000)}) {
      assertThat(get(target).text()).as(target).doesNotContain("{}", "front");
    }
    assertThat(get("/gallery.json").body()).isEqualTo("{}");
  }

  @Test
  void linksThatLeadOutAreNotFollowed() throws IOException {
    try {
      Files.createSymbolicLink(folder.resolve("link.txt"), around.resolve("secret.txt"));
      Files.createSymbolicLink(folder.resolve("up"), around);
      Files.createSymbolicLink(folder.resolve("inside.json"), folder.resolve("gallery.json"));
    } catch (FileSystemException | UnsupportedOperationException unable) {
      System.out.println("skipped: no symbolic links here");
      Assumptions.abort("no symbolic links here");
    }
    assertThat(get("/link.txt").status()).isEqualTo(404);
    assertThat(get("/up/secret.txt").status()).isEqualTo(404);
    assertThat(get("/up/gallery/gallery.json").body()).isEqualTo("{}"); // it lies inside
    assertThat(get("/inside.json").body()).isEqualTo("{}");
  }

  @Test
  void onlyItsOwnNameIsServed() throws IOException {
    int port = server.address().getPort();
    for (String right : new String[] {"127.0.0.1:", "localhost:", "[::1]:"}) {
      assertThat(ask("GET / HTTP/1.1", "Host: " + right + port).status()).as(right).isEqualTo(200);
    }
    for (String wrong :
        new String[] {
          "evil.example",
          "evil.example:" + port,
          "localhost",
          "localhost:1",
          "127.0.0.1.evil.example:" + port
        }) {
      Answer answer = ask("GET / HTTP/1.1", "Host: " + wrong);
      assertThat(answer.status()).as(wrong).isEqualTo(403);
      assertThat(answer.body()).doesNotContain("front");
    }
    assertThat(ask("GET / HTTP/1.1", host(), "Host: evil.example").status()).isIn(400, 403);
    assertThat(ask("GET / HTTP/1.1").status()).isIn(400, 403);
  }

  @Test
  void filesCanOnlyBeRead() throws IOException {
    for (String method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PROPFIND"}) {
      Answer answer = ask(method + " /gallery.json HTTP/1.1", host(), "Content-Length: 0");
      assertThat(answer.status()).as(method).isEqualTo(405);
      assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
    }
    assertThat(folder.resolve("gallery.json")).hasContent("{}");
  }

  @Test
  void whatABrowserHasIsNotSentAgain() throws IOException {
    Answer first = get("/gallery.json");
    String tag = first.header("etag");
    String date = first.header("last-modified");
    for (String known :
        new String[] {
          "If-None-Match: " + tag,
          "If-None-Match: \"other\", W/" + tag,
          "If-None-Match: *",
          "If-Modified-Since: " + date,
          "If-Modified-Since: Sat, 03 Jan 2026 00:00:00 GMT"
        }) {
      Answer answer = get("/gallery.json", known);
      assertThat(answer.status()).as(known).isEqualTo(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.header("etag")).isEqualTo(tag);
    }
    for (String old :
        new String[] {
          "If-None-Match: \"other\"",
          "If-Modified-Since: Thu, 01 Jan 2026 00:00:00 GMT",
          "If-Modified-Since: yesterday"
        }) {
      assertThat(get("/gallery.json", old).status()).as(old).isEqualTo(200);
    }
    assertThat(
            get("/gallery.json", "If-None-Match: \"other\"", "If-Modified-Since: " + date).status())
        .isEqualTo(200);
    Files.writeString(folder.resolve("gallery.json"), "{\"format\": 1}");
    assertThat(get("/gallery.json", "If-None-Match: " + tag).body()).isEqualTo("{\"format\": 1}");
  }

  @Test
  void onlyThisMachineReachesIt() {
    assertThat(server.address().getHost()).isIn("127.0.0.1", "[::1]");
  }

  @Test
  void closedMeansClosed() {
    server.close();
    assertThatThrownBy(() -> get("/")).isInstanceOf(IOException.class);
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> StaticServer.start(folder.resolve("none"), 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("none is not a folder");
    assertThatThrownBy(() -> StaticServer.start(folder, server.address().getPort()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot listen on port");
  }

  private String host() {
    return "Host: localhost:" + server.address().getPort();
  }

  private Answer get(String path, String... headers) throws IOException {
    String[] all = new String[headers.length + 1];
    all[0] = host();
    System.arraycopy(headers, 0, all, 1, headers.length);
    return ask("GET " + path + " HTTP/1.1", all);
  }

  private Answer ask(String line, String... headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
      socket.setSoTimeout(20_000);
      String request =
          line + "\r\n" + (headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n");
      socket
          .getOutputStream()
          .write((request + "Connection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(bytes);
      return new Answer(bytes.toString(StandardCharsets.UTF_8));
    }
  }

  private record Answer(String text) {
    int status() {
      return Integer.parseInt(text.split(" ", 3)[1]);
    }

    String header(String name) {
      return text.lines()
          .takeWhile(line -> !line.isEmpty())
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ": "))
          .map(line -> line.substring(name.length() + 2))
          .findFirst()
          .orElse("");
    }

    String body() {
      return text.substring(text.indexOf("\r\n\r\n") + 4);
    }
  }
}
