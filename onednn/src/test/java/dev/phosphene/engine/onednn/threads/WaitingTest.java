package dev.phosphene.engine.onednn.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.OneDnnEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The two ways to wait, in a process of its own that leaves the choice to the program; the others
 * are told to sleep at once. What a network computes must not depend on them.
 */
final class WaitingTest {
  private static final String END = "the same, whoever waited how";

  /** Computes, switches, computes again, on several threads, and ends by itself. */
  static final class Switches {
    private static final Shape SHAPE = Shape.of(1, 16, 32, 32);

    private Switches() {}

    public static void main(String[] arguments) throws InterruptedException {
      Parameter weight = Parameter.of("w", Shape.of(16, 16, 3, 3), ramp(16 * 16 * 9));
      Op conv = new Op.Conv(weight, null, Window.same(3, 1), 1);
      Graph graph = Graph.builder(16).add("conv", conv, "input").build();
      Engine.Options options = new Engine.Options(Engine.Precision.F32, 2);
      Network network = new OneDnnEngine().compile(graph, List.of("conv"), SHAPE, options);
      float[] first = values(network);
      for (int i = 0; i < 20; i++) {
        Waiting.sleepSoon(network, i % 2 == 0, 2);
        require(network, first);
      }
      Waiting.sleepSoon(network, true, 2);
      Waiting.sleepSoon(graph, true, 2);
      Waiting.sleepSoon(graph, true, 2);
      onAnother(() -> require(network, first));
      onAnother(network::close);
      Waiting.sleepSoon(network, false, 2);
      Waiting.sleepSoon(graph, false, 2);
      System.out.println(Waiting.hasChoice() + " " + END);
    }

    private static void onAnother(Runnable work) throws InterruptedException {
      Thread thread = new Thread(work);
      thread.start();
      thread.join();
    }

    private static void require(Network network, float[] expected) {
      if (!Arrays.equals(values(network), expected)) {
        throw new AssertionError("other values");
      }
    }

    private static float[] values(Network network) {
      Tensor image = Tensor.zeros(SHAPE);
      System.arraycopy(ramp(SHAPE.size()), 0, image.data(), 0, SHAPE.size());
      network.forward(image);
      return network.activation("conv").data().clone();
    }

    private static float[] ramp(int size) {
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = i % 7 - 3;
      }
      return values;
    }
  }

  @Test
  void switchingChangesNoValueAndKeepsNoProcessAlive() throws IOException, InterruptedException {
    assumeTrue(new OneDnnEngine().unavailable().isEmpty(), "skipped: oneDNN does not load here");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-CreateCoredumpOnCrash",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Switches.class.getName());
    List.of("OMP_WAIT_POLICY", "GOMP_SPINCOUNT", "KMP_BLOCKTIME", "JAVA_TOOL_OPTIONS")
        .forEach(builder.environment()::remove);
    Process child = builder.redirectErrorStream(true).start();
    String text = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(text).isZero();
    assertThat(text).endsWith(END + System.lineSeparator());
    if (OpenMpTeam.isLinux()) {
      assertThat(text).contains("true " + END);
    }
  }
}
