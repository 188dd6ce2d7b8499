package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.zoo.ZooModel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Disks that are full, and homes that cannot be written: code 0, 2 or 3 and one line, and nothing
 * half-written. Wants the right to mount. Not in every build: {@code mvn verify -P campaign}.
 */
@Tag("campaign")
class CampaignDisksTest {
  @TempDir private Path root = Path.of("");
  private Path disk = Path.of("");
  private Path log = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    disk = Files.createDirectories(root.resolve("disk"));
    log = root.resolve("log");
  }

  private void mount(String options) throws IOException, InterruptedException {
    boolean mounted = command("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString()) == 0;
    assumeTrue(mounted, "skipped: no right to mount");
  }

  @AfterEach
  void unmount() throws IOException, InterruptedException {
    command("umount", disk.toString());
  }

  private static int command(String... words) throws IOException, InterruptedException {
    try {
      return new ProcessBuilder(words)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      System.err.println("skipped: no " + words[0]);
      return -1;
    }
  }

  /** Fills the disk but for so many kilobytes. */
  private void fill(int left) throws IOException, InterruptedException {
    mount("size=2m");
    Files.write(disk.resolve("filler"), new byte[(2048 - left) << 10]);
  }

  private List<String> beside() throws IOException {
    try (Stream<Path> files = Files.walk(disk)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> disk.relativize(file).toString())
          .filter(name -> !name.equals("filler"))
          .toList();
    }
  }

  private static String at(Object... arguments) {
    return Stream.of(arguments).map(Object::toString).reduce("", (a, b) -> a + " " + b);
  }

  private Path pictures() throws IOException {
    Path pictures = Files.createDirectories(root.resolve("pictures"));
    for (int i = 0; i < 8; i++) {
      byte[] data = new byte[3 * 64 * 64];
      new Random(i).nextBytes(data);
      ImageFiles.write(pictures.resolve(i + ".png"), new Bitmap(64, 64, 3, data));
    }
    return pictures;
  }

  @Test
  void nothingHalfWrittenOnAFullDisk() throws IOException, InterruptedException {
    Path pictures = pictures();
    List<Object[]> commands = new ArrayList<>();
    String unit = "stage2_conv1:3";
    for (String out : new String[] {"u.png", "u.jpg", "u.gif"}) {
      commands.add(
          new Object[] {
            "render", "mini", unit, "--size", "96", "--steps", "2", "-q", "-o", disk.resolve(out)
          });
    }
    commands.add(
        new Object[] {
          "render",
          "mini",
          unit,
          "--size",
          "96",
          "--steps",
          "9",
          "-q",
          "-o",
          root.resolve("u.png"),
          "--animate",
          disk.resolve("g.gif"),
          "--every",
          "1"
        });
    commands.add(
        new Object[] {
          "render",
          "mini",
          "stage2_conv1:3,4,5",
          "--size",
          "96",
          "--steps",
          "2",
          "-q",
          "-o",
          root.resolve("u.png"),
          "--sheet",
          disk.resolve("s.png")
        });
    commands.add(
        new Object[] {
          "spectrum", pictures, "-o", disk.resolve("s.safetensors"), "--side", "64", "--quiet"
        });
    commands.add(new Object[] {"layers", "mini", "--graph", disk.resolve("g.svg")});
    commands.add(
        new Object[] {
          "activations",
          "mini",
          pictures.resolve("0.png"),
          "--map",
          unit,
          "-o",
          disk.resolve("m.png")
        });
    for (int left : new int[] {0, 4}) {
      fill(left);
      for (Object[] arguments : commands) {
        Cli cli = Cli.run(arguments);
        assertThat(cli.code()).as(at(arguments) + "\n" + cli.err()).isEqualTo(2);
        assertThat(cli.err().strip().lines()).as(at(arguments)).hasSize(1);
        assertThat(cli.err()).contains("No space left on device").doesNotContain("Exception");
        assertThat(beside()).as(at(arguments)).isEmpty();
      }
      unmount();
    }
  }

  /** The cache, the temporary folder and home lie on a full disk. */
  @Test
  void homesOnAFullDisk() throws IOException, InterruptedException {
    Path pictures = pictures();
    for (int left : new int[] {0, 64}) {
      fill(left);
      everything(pictures);
      unmount();
    }
  }

  @Test
  void homesThatCannotBeWritten() throws IOException, InterruptedException {
    Path pictures = pictures();
    mount("size=2m,ro");
    everything(pictures);
  }

  /** Sends as many zeros as are asked for, of a model that is larger than the disk. */
  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          long size = ZooModel.named("squeezenet").orElseThrow().size().bytes();
          exchange.sendResponseHeaders(200, size);
          try (OutputStream out = exchange.getResponseBody()) {
            byte[] piece = new byte[1 << 14];
            for (long sent = 0; sent < size; sent += piece.length) {
              out.write(piece, 0, (int) Math.min(piece.length, size - sent));
            }
          } catch (IOException e) {
            // whoever asked has no room for more
          }
        });
    server.start();
    return server;
  }

  private void everything(Path pictures) throws IOException, InterruptedException {
    HttpServer server = server();
    try {
      everything(pictures, "http://127.0.0.1:" + server.getAddress().getPort());
    } finally {
      server.stop(0);
    }
  }

  private void everything(Path pictures, String mirror) throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of(
            "PHOSPHENE_MIRROR", mirror,
            "PHOSPHENE_HOME", disk.resolve("home").toString(),
            "HOME", disk.toString(),
            "XDG_CACHE_HOME", disk.resolve("cache").toString(),
            "TMPDIR", disk.toString());
    List<String> options =
        List.of(
            "-Djava.io.tmpdir=" + disk, "-Duser.home=" + disk, "-XX:+SuppressFatalErrorMessage");
    List<Object[]> commands =
        List.of(
            new Object[] {"--version"},
            new Object[] {"models"},
            new Object[] {"layers", "mini"},
            new Object[] {
              "render",
              "mini",
              "stage1_conv1:3",
              "--size",
              "32",
              "--steps",
              "1",
              "-q",
              "-o",
              root.resolve("u.png")
            },
            new Object[] {
              "render",
              "mini",
              "stage1_conv1:3",
              "--size",
              "32",
              "--steps",
              "4",
              "-q",
              "-o",
              root.resolve("u.png"),
              "--animate",
              root.resolve("g.gif"),
              "--every",
              "1"
            },
            new Object[] {
              "examples",
              "mini",
              "stage1_conv1:3",
              "--images",
              pictures,
              "--quiet",
              "--sheet",
              root.resolve("e.png")
            },
            new Object[] {"models", "fetch", "squeezenet"});
    for (Object[] arguments : commands) {
      Files.deleteIfExists(root.resolve("g.gif"));
      ChildRun run = ChildRun.run(log, environment, options, arguments);
      String first = run.lines().isEmpty() ? "" : run.lines().get(0);
      System.out.println("code " + run.code() + at(arguments) + ": " + first);
      assertThat(run.code()).as(at(arguments) + "\n" + run.output()).isIn(0, 2, 3);
      assertThat(run.output()).doesNotContain("\tat ").doesNotContain("Exception");
      if (run.code() == 2) {
        assertThat(run.lines().stream().filter(line -> !line.contains("the engine is")))
            .as(at(arguments))
            .hasSize(1);
      }
      assertThat(beside().stream().filter(name -> name.endsWith(".tmp"))).isEmpty();
    }
  }

  /** Wherever the disk is full, the next run goes on, and the folder is as if nothing had been. */
  @Test
  void galleries() throws IOException, InterruptedException {
    Object[] whole = gallery(root.resolve("whole"));
    assertThat(ChildRun.run(log, Map.of(), List.of(), whole).code()).isZero();
    for (int kilobytes = 40; kilobytes < 700; kilobytes += 60) {
      fill(kilobytes);
      ChildRun full = ChildRun.run(log, Map.of(), List.of(), gallery(disk.resolve("g")));
      assertThat(full.code()).as(full.output()).isIn(0, 2);
      assertThat(full.lines()).hasSize(1);
      Files.delete(disk.resolve("filler"));
      ChildRun next = ChildRun.run(log, Map.of(), List.of(), gallery(disk.resolve("g")));
      assertThat(next.code()).as(next.output()).isZero();
      assertThat(GalleryKillsTest.tree(disk.resolve("g")))
          .isEqualTo(GalleryKillsTest.tree(root.resolve("whole")));
      unmount();
    }
  }

  private static Object[] gallery(Path folder) {
    return new Object[] {
      "gallery", "mini", "stage1", "stage2", "--units", "0-7", "--size", "64", "--steps", "6", "-q",
      "-o", folder
    };
  }
}
