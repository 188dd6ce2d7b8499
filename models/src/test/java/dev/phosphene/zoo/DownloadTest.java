package dev.phosphene.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.error.UnavailableException;
import dev.phosphene.io.Hash;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DownloadTest {
  private static final int SIZE = 300_000;
  private static final RetryPolicy QUICK =
      new RetryPolicy(Duration.ofSeconds(5), Duration.ofSeconds(10), 3, Duration.ofMillis(5));

  private final Path home;
  private final byte[] file = new byte[SIZE];
  private final ZooModel model;

  DownloadTest(@TempDir Path folder) throws IOException {
    home = folder.resolve("home");
    new Random(3).nextBytes(file);
    model = model(file, Files.write(folder.resolve("original"), file));
  }

  static ZooModel model(byte[] file, Path original) {
    return ZooModel.weights(
        Architecture.VGG16,
        "a test",
        "none",
        URI.create("https://example.invalid/models/w.h5"),
        file.length,
        Hash.of(original, "MD5"));
  }

  private Zoo zoo(BadServer server) {
    return Zoo.of(home, Optional.of(server.address("/mirror/")), QUICK);
  }

  private void assertFetches(BadServer server) throws IOException {
    Path fetched = zoo(server).fetch(model, DownloadListener.NONE);
    assertThat(fetched).isEqualTo(home.resolve("w.h5")).hasBinaryContent(file);
    assertThat(zoo(server).cached(model)).isTrue();
    assertNothingElse("w.h5", "w.h5.lock");
  }

  private void assertFails(BadServer server, String... messages) throws IOException {
    assertThatThrownBy(() -> zoo(server).fetch(model, DownloadListener.NONE))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContainingAll(messages)
        .hasMessageContaining(home.resolve("w.h5").toString())
        .hasMessageContaining("--weights FILE");
    assertThat(home.resolve("w.h5")).doesNotExist();
  }

  private void assertNothingElse(String... names) throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      assertThat(files.map(path -> path.getFileName().toString())).containsOnly(names);
    }
  }

  @Test
  void fetchesOnceAndTellsTheProgress() throws IOException {
    List<Long> progress = new ArrayList<>();
    DownloadListener listener =
        (name, bytes, total) -> {
          assertThat(name).isEqualTo("w.h5");
          assertThat(total).isEqualTo(SIZE);
          progress.add(bytes);
        };
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      zoo(server).fetch(model, listener);
      assertThat(server.requests().get(0).path()).isEqualTo("/mirror/models/w.h5");
      assertThat(progress).isSorted().last().isEqualTo((long) SIZE);
      assertFetches(server);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void goesOnAfterABreak() throws IOException {
    try (BadServer server =
        BadServer.start(
            (q, r) -> {
              if (q.number() < 4) { // 90,000 bytes each time, and then the line goes dead
                int end = q.number() * 90_000;
                r.head(
                        q.from() == 0 ? "200 OK" : "206 Partial Content",
                        "ETag: \"one\"",
                        "Content-Range: bytes " + q.from() + "-" + (SIZE - 1) + "/" + SIZE,
                        "Content-Length: " + (SIZE - q.from()))
                    .bytes(file, q.from(), end);
              } else {
                BadServer.well(q, r, file);
              }
            })) {
      assertFetches(server);
      assertThat(server.requests().stream().map(BadServer.Request::from))
          .containsExactly(0, 90_000, 180_000, 270_000);
      assertThat(server.requests().get(1).headers()).containsEntry("if-range", "\"one\"");
    }
  }

  @Test
  void goesOnFromWhatAnotherProcessLeft() throws IOException {
    Files.createDirectories(home);
    Files.write(home.resolve("w.h5.part"), Arrays.copyOf(file, 123_456));
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      assertFetches(server);
      assertThat(server.requests().get(0).from()).isEqualTo(123_456);
      assertThat(server.requests().get(0).headers()).doesNotContainKey("if-range");
    }
  }

  @Test
  void startsAnewWhereRangesAreIgnored() throws IOException {
    Files.createDirectories(home);
    Files.write(home.resolve("w.h5.part"), new byte[1000]);
    try (BadServer server =
        BadServer.start(
            (q, r) -> r.head("200 OK", "Content-Length: " + SIZE).bytes(file, 0, SIZE))) {
      assertFetches(server);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void startsAnewOnceIfTheRestDoesNotFit() throws IOException {
    Files.createDirectories(home);
    Files.write(home.resolve("w.h5.part"), new byte[1000]);
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      assertFetches(server);
      assertThat(server.requests().stream().map(BadServer.Request::from)).containsExactly(1000, 0);
    }
  }

  @Test
  void aPartThatIsTooLongGoes() throws IOException {
    Files.createDirectories(home);
    Files.write(home.resolve("w.h5.part"), new byte[SIZE + 1]);
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      assertFetches(server);
    }
  }

  @Test
  void aRangeThatIsRefusedStartsAnew() throws IOException {
    Files.createDirectories(home);
    Files.write(home.resolve("w.h5.part"), new byte[1000]);
    try (BadServer server =
        BadServer.start(
            (q, r) -> {
              if (q.from() > 0) {
                r.head("416 Range Not Satisfiable", "Content-Length: 0");
              } else {
                BadServer.well(q, r, file);
              }
            })) {
      assertFetches(server);
    }
  }

  @Test
  void aFullPartIsEnough() throws IOException {
    Files.createDirectories(home);
    Files.write(home.resolve("w.h5.part"), file);
    try (BadServer server = BadServer.start((q, r) -> r.head("500 No"))) {
      assertFetches(server);
      assertThat(server.requests()).isEmpty();
    }
  }

  /** As torchvision and CLIP document their files: a rounded size or none, and part of a hash. */
  private ZooModel documented(FileSize size, String hash) {
    return new ZooModel(
        "publisher/net",
        "Publisher",
        Optional.empty(),
        Optional.empty(),
        false,
        "a test",
        "none",
        model.address(),
        size,
        hash,
        "w.h5");
  }

  @Test
  void roundedSizesAndBeginningsOfHashes() throws IOException {
    Path original = Files.write(home.resolveSibling("original"), file);
    String digits = Hash.of(original, "SHA-256").substring(0, 8);
    for (FileSize size : List.of(new FileSize(SIZE + 400, 524), FileSize.unknown())) {
      ZooModel rounded = documented(size, digits);
      for (boolean tellsLength : new boolean[] {true, false}) {
        try (BadServer server =
            BadServer.start(
                (q, r) -> {
                  if (tellsLength) {
                    BadServer.well(q, r, file);
                  } else {
                    r.head("200 OK").bytes(file, 0, SIZE);
                  }
                })) {
          assertThat(zoo(server).cached(rounded)).isFalse();
          assertThat(zoo(server).fetch(rounded, DownloadListener.NONE)).hasBinaryContent(file);
          assertThat(zoo(server).verified(rounded)).isTrue();
          assertThat(zoo(server).verified(documented(size, "0123abcd"))).isFalse();
          assertThat(zoo(server).verified(documented(size, ""))).isTrue();
          zoo(server).remove(rounded);
        }
      }
    }
    byte[] wrong = file.clone();
    wrong[0] ^= 1;
    ZooModel rounded = documented(new FileSize(SIZE + 400, 524), digits);
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, wrong))) {
      assertThatThrownBy(() -> zoo(server).fetch(rounded, DownloadListener.NONE))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("another SHA-256 hash than the documented " + digits);
    }
    byte[] page = "<html>log in</html>".getBytes(StandardCharsets.UTF_8);
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, page))) {
      assertThatThrownBy(() -> zoo(server).fetch(rounded, DownloadListener.NONE))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("a file of 19 bytes; about 300400 are documented");
    }
  }

  @Test
  void wrongBytes() throws IOException {
    byte[] wrong = file.clone();
    wrong[SIZE / 2] ^= 1;
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, wrong))) {
      assertFails(server, "another MD5 hash", model.hash(), "discarded");
      assertNothingElse("w.h5.lock");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void anotherLength() throws IOException {
    byte[] page = "<html>log in</html>".getBytes(StandardCharsets.UTF_8);
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, page))) {
      assertFails(server, "a file of 19 bytes; 300000 are documented");
    }
    try (BadServer server =
        BadServer.start((q, r) -> BadServer.well(q, r, Arrays.copyOf(file, SIZE + 1)))) {
      assertFails(server, "a file of 300001 bytes; 300000 are documented");
    }
  }

  /** A length that is announced and not kept, and no length at all. */
  @Test
  void lengthsThatAreNotTrue() throws IOException {
    byte[] longer = Arrays.copyOf(file, SIZE + 5000);
    try (BadServer server =
        BadServer.start((q, r) -> r.head("200 OK").bytes(longer, 0, longer.length))) {
      assertFetches(server); // the first 300,000 bytes are the right ones
    }
    Files.delete(home.resolve("w.h5"));
    longer[0] ^= 1;
    try (BadServer server =
        BadServer.start((q, r) -> r.head("200 OK").bytes(longer, 0, longer.length))) {
      assertFails(server, "another MD5 hash");
      assertNothingElse("w.h5.lock");
    }
    longer[0] ^= 1;
    try (BadServer server =
        BadServer.start((q, r) -> r.head("200 OK", "Content-Length: " + SIZE).bytes(file, 0, 5))) {
      assertFails(server, "the connection ended after 5 of 300000 bytes; gave up after");
    }
    try (BadServer server =
        BadServer.start(
            (q, r) ->
                r.head("200 OK", "Content-Length: " + SIZE).bytes(longer, 0, longer.length))) {
      assertFetches(server);
    }
  }

  @Test
  void anotherRangeThanAskedFor() throws IOException {
    Files.createDirectories(home);
    Files.write(home.resolve("w.h5.part"), new byte[1000]);
    try (BadServer server =
        BadServer.start(
            (q, r) ->
                r.head(
                    "206 Partial Content", "Content-Length: 10", "Content-Range: bytes 0-9/10"))) {
      assertFails(server, "asked for the bytes from 1000, the server sent \"bytes 0-9/10\"");
    }
  }

  @Test
  void statusCodes() throws IOException {
    try (BadServer server = BadServer.start((q, r) -> r.head("404 Not Found"))) {
      assertFails(server, "the server answered 404", server.address("/mirror/models/w.h5") + "");
      assertThat(server.requests()).hasSize(1);
    }
    try (BadServer server = BadServer.start((q, r) -> r.head("403 Forbidden"))) {
      assertFails(server, "the server answered 403");
    }
    try (BadServer server = BadServer.start((q, r) -> r.head("500 Oops"))) {
      assertFails(server, "the server answered 500", "gave up after 3 attempts");
    }
    try (BadServer server =
        BadServer.start(
            (q, r) -> {
              if (q.number() < 3) {
                r.head("503 Busy");
              } else {
                BadServer.well(q, r, file);
              }
            })) {
      assertFetches(server);
    }
  }

  @Test
  void redirections() throws IOException {
    try (BadServer server =
        BadServer.start(
            (q, r) -> {
              if (q.path().equals("/there")) {
                BadServer.well(q, r, file);
              } else {
                r.head("302 Found", "Location: /there", "Content-Length: 0");
              }
            })) {
      assertFetches(server);
    }
    Files.delete(home.resolve("w.h5"));
    try (BadServer server = BadServer.start((q, r) -> r.head("302 Found", "Location: /round"))) {
      assertFails(server, "more than 5 redirections");
    }
    try (BadServer server =
        BadServer.start((q, r) -> r.head("302 Found", "Location: file:///etc/hosts"))) {
      assertFails(server, "redirected to file:///etc/hosts, which is not followed");
    }
    try (BadServer server = BadServer.start((q, r) -> r.head("302 Found"))) {
      assertFails(server, "redirected");
    }
  }

  @Test
  void noiseInsteadOfHttp() throws IOException {
    try (BadServer server = BadServer.start((q, r) -> r.bytes(file, 0, 1000))) {
      assertFails(server, "is not HTTP");
    }
  }

  @Test
  void silence() throws IOException {
    RetryPolicy hasty =
        new RetryPolicy(Duration.ofSeconds(5), Duration.ofMillis(100), 2, Duration.ofMillis(5));
    CountDownLatch end = new CountDownLatch(1);
    try (BadServer server =
        BadServer.start(
            (q, r) -> {
              r.head("200 OK", "Content-Length: " + SIZE).bytes(file, 0, 10);
              await(end);
            })) {
      Zoo zoo = Zoo.of(home, Optional.of(server.address("")), hasty);
      assertThatThrownBy(() -> zoo.fetch(model, DownloadListener.NONE))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("no answer in time");
    } finally {
      end.countDown();
    }
  }

  @Test
  void offline() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    URI nobody = URI.create("http://127.0.0.1:" + port);
    List<String> notes = new ArrayList<>();
    DownloadListener listener =
        new DownloadListener() {
          @Override
          public void progress(String name, long bytes, long total) {}

          @Override
          public void note(String message) {
            notes.add(message);
          }
        };
    assertThatThrownBy(() -> Zoo.of(home, Optional.of(nobody), QUICK).fetch(model, listener))
        .isInstanceOf(UnavailableException.class)
        .hasMessageContaining(nobody + "/models/w.h5")
        .hasMessageContaining("no connection (Connection refused)")
        .hasMessageContaining(home.resolve("w.h5").toString());
    assertThat(notes).hasSize(2).first().asString().endsWith("trying again in 5 ms");
  }

  @Test
  void interrupted() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (BadServer server =
        BadServer.start(
            (q, r) -> {
              r.head("200 OK", "Content-Length: " + SIZE).bytes(file, 0, 200_000);
              await(end);
            })) {
      Thread main = Thread.currentThread();
      DownloadListener listener = (name, bytes, total) -> main.interrupt();
      assertThatThrownBy(() -> zoo(server).fetch(model, listener))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("interrupted");
      assertThat(Thread.interrupted()).isTrue();
    } finally {
      end.countDown();
    }
    assertThat(home.resolve("w.h5.part")).isNotEmptyFile();
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      assertFetches(server);
      assertThat(server.requests().get(0).from()).isPositive();
    }
  }

  @Test
  void twoThreadsAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      List<Future<Path>> fetched = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        fetched.add(threads.submit(() -> zoo(server).fetch(model, DownloadListener.NONE)));
      }
      for (Future<Path> path : fetched) {
        assertThat(path.get(30, TimeUnit.SECONDS)).hasBinaryContent(file);
      }
      assertThat(server.requests()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void twoProcessesAtOnce() throws Exception {
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      List<Process> processes = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        processes.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    FetchOnce.class.getName(),
                    home.toString(),
                    server.address("").toString(),
                    String.valueOf(SIZE),
                    model.hash())
                .inheritIO()
                .start());
      }
      for (Process process : processes) {
        assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
      }
      assertThat(server.requests()).hasSize(1);
      assertFetches(server);
    }
  }

  @Test
  void aFullDisk() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "skipped: no /dev/full here");
    Files.createDirectories(home);
    Files.createSymbolicLink(home.resolve("w.h5.part"), full);
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      assertFails(server, "w.h5.part cannot be written: No space left on device", "MiB free");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aHomeThatCannotBe() throws IOException {
    Files.writeString(home, "a file");
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      assertThatThrownBy(() -> zoo(server).fetch(model, DownloadListener.NONE))
          .isInstanceOf(UnavailableException.class)
          .hasMessageContaining("the folder " + home + " cannot be used")
          .hasMessageContaining("PHOSPHENE_HOME");
    }
  }

  @Test
  void aFileOfAnotherSizeIsNotTouched() throws IOException {
    Files.createDirectories(home);
    Path there = Files.write(home.resolve("w.h5"), new byte[7]);
    try (BadServer server = BadServer.start((q, r) -> BadServer.well(q, r, file))) {
      assertThatThrownBy(() -> zoo(server).fetch(model, DownloadListener.NONE))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(there + " has 7 bytes; the documented size of vgg16 is 300000");
      assertThat(server.requests()).isEmpty();
    }
    assertThat(there).hasSize(7);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
