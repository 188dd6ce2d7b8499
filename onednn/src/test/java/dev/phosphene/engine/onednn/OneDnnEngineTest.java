package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Engine.Precision;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.threads.ThreadCount;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is particular to this engine: loading, threads, and who frees the native memory. */
class OneDnnEngineTest {
  private static final Shape INPUT = Shape.of(1, 3, 32, 32);

  private final OneDnnEngine engine = new OneDnnEngine();

  @BeforeEach
  void needsTheLibrary() {
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  private static Graph graph() {
    return Graph.builder(3)
        .add("conv1", conv(3, 64), "input")
        .add("relu1", new Op.Relu(), "conv1")
        .add("pool", new Op.MaxPool(Window.valid(2, 2)), "relu1")
        .add("conv2", conv(64, 64), "pool")
        .build();
  }

  private static Op conv(int in, int out) {
    Shape shape = Shape.of(out, in, 3, 3);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.sin(i) / 10;
    }
    return new Op.Conv(Parameter.of("w", shape, values), null, Window.same(3, 1), 1);
  }

  private Tensor step(Network network) {
    Tensor picture = Tensor.zeros(INPUT);
    picture.fill(0.5f);
    Tensor cotangent = Tensor.zeros(network.shape("conv2"));
    cotangent.fill(1);
    network.forward(picture);
    return network.backward(Map.of("conv2", cotangent));
  }

  private Network compile(int threads) {
    return engine.compile(graph(), List.of("conv2"), INPUT, new Options(Precision.F32, threads));
  }

  @Test
  void isTheBestEngineAndSaysWhatItIs() {
    assertThat(Engines.best()).isInstanceOf(OneDnnEngine.class);
    assertThat(Engines.all())
        .extracting(Engine::name)
        .containsExactly("onednn", "reference", "rounded");
    assertThat(engine.version()).matches("oneDNN \\d+\\.\\d+\\.\\d+, .+");
  }

  @Test
  void refusesWhatItCannotDo() {
    assertThatThrownBy(() -> compile(-1)).isInstanceOf(InputException.class);
  }

  @Test
  void closedNetworksSaySo() {
    Network network = compile(0);
    network.close();
    network.close();
    assertThatThrownBy(() -> step(network)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void anyNumberOfThreadsGivesNearlyTheSame() {
    try (Network one = compile(1);
        Network two = compile(2);
        Network all = compile(0)) {
      Tensor gradient = step(one);
      assertThat(ThreadCount.current()).isEqualTo(1);
      assertThat(step(two).data())
          .usingComparatorWithPrecision(1e-4f)
          .containsExactly(gradient.data());
      assertThat(ThreadCount.current()).isEqualTo(2);
      step(all);
      assertThat(ThreadCount.current()).isGreaterThanOrEqualTo(1);
    }
  }

  /** Java would wait for them when it ends. */
  @Test
  void noThreadIsLeftBehind() {
    assumeTrue(ThreadCount.canBeSet(), "the number of threads cannot be set");
    OneDnnEngine winograd = new OneDnnEngine(Choice.WINOGRAD);
    Options options = new Options(Precision.F32, 3);
    for (int i = 0; i < 2; i++) { // the second finds threads that were dismissed
      try (Network network = winograd.compile(graph(), List.of("conv2"), INPUT, options)) {
        step(network);
        assertThat(team()).isGreaterThan(0);
      }
      assertThat(team()).isZero();
    }
  }

  private static long team() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("phosphene-(team|crew).*"))
        .count();
  }

  @Test
  void memoryStaysFlatOverManyNetworks() {
    long before = 0;
    for (int i = 0; i < 200; i++) {
      try (Network network = compile(0)) {
        step(network);
      }
      if (i % 5 == 0) {
        System.gc(); // so that the resident set is that of native memory, not of Java's garbage
      }
      if (i == 50) {
        before = Pointer.physicalBytes();
      }
    }
    // Each network holds 1 MB of arrays and weights: a leak of a third would show.
    assertThat(Pointer.physicalBytes() - before).isLessThan(40L << 20);
    assertThat(Pointer.totalBytes()).isZero();
  }
}
