package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpServer;
import dev.phosphene.doctor.DeadLeaves;
import dev.phosphene.io.Hash;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The cache on the command line, in processes of their own, with a cache and a list of their own.
 */
@Timeout(120)
class ModelsCommandTest {
  @TempDir private Path folder = Path.of("");

  private record Run(int code, String text) {}

  private Run run(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+IgnoreUnrecognizedVMOptions");
    command.add("--enable-native-access=ALL-UNNAMED"); // as the jar's manifest says
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("dev.phosphene.cli.Main");
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PHOSPHENE_HOME", folder.toString());
    builder.environment().remove("PHOSPHENE_ZOO");
    builder.environment().remove("PHOSPHENE_MIRROR");
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), text);
  }

  @Test
  void fetchVerifyRemove() throws IOException, InterruptedException {
    Path own =
        new OnnxBuilder(13)
            .input("picture", 1, 3, 8, 8)
            .output("out")
            .node("Relu", "r", List.of("picture"), List.of("out"))
            .write(folder.resolve("original.onnx"));
    byte[] bytes = Files.readAllBytes(own);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    List<String> requested = new CopyOnWriteArrayList<>();
    server.createContext(
        "/",
        exchange -> {
          requested.add(exchange.getRequestURI().getPath());
          if (exchange.getRequestURI().getPath().equals("/own.onnx")) {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
          } else {
            exchange.sendResponseHeaders(404, -1);
          }
          exchange.close();
        });
    server.start();
    try {
      Files.writeString(
          folder.resolve("zoo.json"),
          """
          {"mirror": "http://127.0.0.1:%d",
           "models": [{"name": "own", "address": "https://host/own.onnx", "classes": "imagenet",
                       "size": %d, "sha256": "%s", "license": "mine"}]}
          """
              .formatted(server.getAddress().getPort(), bytes.length, Hash.of(own, "SHA-256")));
      assertThat(run("models", "verify").text()).contains("nothing is in the cache");
      assertThat(run("models", "verify", "own").text())
          .contains("not in the cache: own; 'phosphene models fetch NAME' downloads it");
      assertThat(run("models").text())
          .containsPattern("own +to fetch +0.0 MB +.*; mine")
          .containsPattern("mini +built in +ten classes");
      assertThat(JsonParser.parseString(run("models", "--json").text()).getAsJsonObject())
          .satisfies(all -> assertThat(all.getAsJsonArray("models")).hasSizeGreaterThan(10));
      Run fetched = run("models", "fetch", "own");
      assertThat(fetched.code()).as(fetched.text()).isZero();
      assertThat(requested).containsExactly("/own.onnx");
      assertThat(run("models").text()).containsPattern("own +cached");
      assertThat(run("models", "verify").text()).contains("own  right, SHA-256");
      bytes[bytes.length - 1] ^= 1;
      Files.write(folder.resolve("own.onnx"), bytes);
      Run wrong = run("models", "verify");
      assertThat(wrong.code()).isEqualTo(2);
      assertThat(wrong.text()).contains("own  WRONG").contains("not as documented: own");
      assertThat(run("models", "remove", "own").text()).contains("own  removed");
      assertThat(folder.resolve("own.onnx")).doesNotExist();
      Files.writeString(folder.resolve("zoo.json"), "{\"models\": [");
      assertThat(run("models").text())
          .contains("zoo.json is not valid JSON: End of input at line 1")
          .doesNotContain("Exception");
    } finally {
      server.stop(0);
    }
  }

  /** A command that has nothing to save ends by a signal as those do that have. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aSignalEndsADownload() throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    CountDownLatch requested = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          requested.countDown();
          try {
            ended.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    try {
      ProcessBuilder builder = Cli.process("models", "fetch", "squeezenet", "-q");
      builder.environment().put("PHOSPHENE_HOME", folder.toString());
      builder.environment().remove("PHOSPHENE_ZOO");
      builder
          .environment()
          .put("PHOSPHENE_MIRROR", "http://127.0.0.1:" + server.getAddress().getPort());
      Process process = builder.start();
      requested.await();
      assertThat(process.toHandle().destroy()).isTrue(); // SIGTERM
      Cli run = Cli.of(process);
      assertThat(run.code()).as(run.err()).isEqualTo(130);
      assertThat(run.err()).isEmpty();
    } finally {
      ended.countDown();
      server.stop(0);
    }
  }

  /** Also without a network and with an empty cache. */
  @Test
  void labelsOfImageNetByName() throws IOException, InterruptedException {
    Path network =
        new OnnxBuilder(13)
            .input("picture", 1, 3, 8, 8)
            .output("out")
            .node("GlobalAveragePool", "pool", List.of("picture"))
            .weight("w", new long[] {1000, 3, 1, 1}, new float[3000])
            .node("Conv", "out", List.of("pool", "w"), List.of("out"))
            .write(folder.resolve("pool.onnx"));
    Path picture = folder.resolve("leaves.png");
    ImageFiles.write(picture, Bitmap.of(DeadLeaves.draw(8, 1)));
    Run run = run("activations", network.toString(), picture.toString(), "--labels", "imagenet");
    assertThat(run.code()).as(run.text()).isZero();
    assertThat(run.text()).contains("tench").contains("goldfish");
    assertThat(folder.resolve("imagenet_class_index.json")).doesNotExist();
  }

  @Test
  void unknownNames() {
    Cli run = Cli.run("models", "fetch", "vgg18");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("vgg18").contains("did you mean vgg16");
  }
}
