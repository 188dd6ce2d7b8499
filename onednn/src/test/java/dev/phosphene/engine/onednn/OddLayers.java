package dev.phosphene.engine.onednn;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Engine.Precision;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.Parity;
import dev.phosphene.engine.RandomGraph;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.program.DataType;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Runs layers of odd parameters in a process of its own, which a fault in native code may end:
 * directly and by Winograd's algorithm in float32, and in bfloat16 where the processor has it. Each
 * result is held to the reference's. It says on standard output what it is about to do.
 *
 * <p>{@code OddLayers SEED COUNT}: the seeds from {@code SEED} on.
 */
final class OddLayers {
  /** Said first, in front of what oneDNN says of itself. */
  static final String VERSION = "version ";

  /** Said in front of the number of the seed that comes next. */
  static final String SEED = "seed ";

  /** Said in front of a result that differs or a fault that was thrown. */
  static final String WRONG = "wrong ";

  /** Said when all is done. */
  static final String END = "end";

  /**
   * Wider than the parity suites': single gradients of a layer may be the rest of a cancellation.
   */
  private static final double DIRECT = 1e-4;

  private static final double WINOGRAD = 1e-3;
  private static final double ROUNDING = 5e-7;
  private static final double WINOGRAD_ROUNDING = 1e-5;

  /** Root of the mean square; bfloat16 has eight binary digits. */
  private static final double HALF = .05;

  /** Of gradients, since a rounded value may lose a maximum. */
  private static final double HALF_BACK = .3;

  private OddLayers() {}

  /** Runs. */
  public static void main(String[] arguments) {
    long first = Long.parseLong(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    System.out.println(VERSION + new OneDnnEngine().version());
    Map<String, Parity> ways = new LinkedHashMap<>();
    ways.put("direct", new Parity(new OneDnnEngine(Choice.DIRECT), DIRECT, ROUNDING));
    ways.put(
        "winograd", new Parity(new OneDnnEngine(Choice.WINOGRAD), WINOGRAD, WINOGRAD_ROUNDING));
    for (long seed = first; seed < first + count; seed++) {
      RandomGraph drawn = RandomGraph.odd(new Random(seed));
      String what = seed + ": " + drawn.input() + " " + drawn.graph().nodes();
      System.out.println(SEED + what);
      long drawing = seed;
      ways.forEach(
          (way, parity) ->
              tell(
                  drawing + " " + way,
                  () ->
                      parity.check(
                          drawn.graph(),
                          drawn.taps(),
                          drawn.input(),
                          new Random(drawing),
                          "seed " + what)));
      if (Bfloat16.missing().isEmpty()) {
        tell(seed + " bfloat16", () -> half(drawn, new Random(drawing)));
        tell(seed + " alone", () -> alone(drawn, DataType.BFLOAT16, Choice.DIRECT, drawing));
      }
      tell(seed + " alone", () -> alone(drawn, DataType.FLOAT32, Choice.DIRECT, drawing));
      tell(seed + " alone", () -> alone(drawn, DataType.FLOAT32, Choice.WINOGRAD, drawing));
    }
    System.out.println(END);
  }

  private static void tell(String what, Runnable run) {
    try {
      run.run();
    } catch (RuntimeException | AssertionError e) {
      System.out.println(WRONG + what + ": " + e.toString().replace('\n', ' '));
    }
  }

  /** One thread computes the same as two together, bit for bit. */
  private static void alone(RandomGraph drawn, DataType numbers, Choice choice, long seed) {
    try (OneDnnNetwork network =
        OneDnnNetwork.of(drawn.graph(), drawn.taps(), drawn.input(), numbers, 2, choice)) {
      List<float[]> together = values(network, drawn, false, new Random(seed));
      List<float[]> alone = values(network, drawn, true, new Random(seed));
      for (int i = 0; i < together.size(); i++) {
        if (!Arrays.equals(together.get(i), alone.get(i))) {
          String what = i < drawn.taps().size() ? drawn.taps().get(i) : "the gradient";
          throw new AssertionError(what + " depends on who computes it, in " + numbers);
        }
      }
    }
  }

  private static List<float[]> values(
      OneDnnNetwork network, RandomGraph drawn, boolean alone, Random random) {
    network.forward(RandomGraph.tensor(random, drawn.input()), alone);
    List<float[]> values = new ArrayList<>();
    Map<String, Tensor> cotangents = new HashMap<>();
    for (String tap : drawn.taps()) {
      values.add(network.activation(tap).data().clone());
      cotangents.put(tap, RandomGraph.tensor(random, network.shape(tap)));
    }
    values.add(network.backward(cotangents).data().clone());
    return values;
  }

  private static void half(RandomGraph drawn, Random random) {
    Engine engine = new OneDnnEngine();
    Options options = new Options(Precision.BF16, 0);
    try (Network network = engine.compile(drawn.graph(), drawn.taps(), drawn.input(), options);
        Network oracle =
            new ReferenceEngine()
                .compile(drawn.graph(), drawn.taps(), drawn.input(), Options.defaults())) {
      Tensor image = RandomGraph.tensor(random, drawn.input());
      network.forward(image);
      oracle.forward(image);
      Map<String, Tensor> cotangents = new HashMap<>();
      for (String tap : drawn.taps()) {
        cotangents.put(tap, RandomGraph.tensor(random, oracle.shape(tap)));
        double off = Parity.distance(network.activation(tap), oracle.activation(tap));
        if (!(off < HALF)) {
          throw new AssertionError(tap + " is off by " + off);
        }
      }
      double off = Parity.distance(network.backward(cotangents), oracle.backward(cotangents));
      if (!(off < HALF_BACK)) {
        throw new AssertionError("the gradient is off by " + off);
      }
    }
  }
}
