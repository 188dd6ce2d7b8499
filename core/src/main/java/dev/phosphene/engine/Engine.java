package dev.phosphene.engine;

import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * A way to run networks. Implementations are found by {@link java.util.ServiceLoader}.
 *
 * <p>Any number of threads may use an engine at once, and run what they compile side by side; each
 * network serves one of them at a time. Each has as many threads as its {@link Options} say, so
 * several at once share the cores.
 */
public interface Engine {

  /** The name for {@code --engine} and provenance, such as {@code onednn}. */
  String name();

  /** Name and version of what computes, for provenance. */
  String version();

  /** Why this engine cannot run here, or empty if it can. Never throws. */
  Optional<String> unavailable();

  /** The higher, the faster; {@link Engines#best} takes the highest that is available. */
  int rank();

  /**
   * Makes the graph ready to run on inputs of one shape.
   *
   * @param graph from {@code input} to the taps; nodes that no tap needs are not computed
   * @param taps names of the nodes whose activations are read and whose cotangents are given
   * @param input {@code [n, c, h, w]}
   * @throws dev.phosphene.error.InputException if a tap is unknown or a layer cannot take its input
   */
  Network compile(Graph graph, List<String> taps, Shape input, Options options);

  /** The types that a network computes in; taps, image and gradient are float32 always. */
  enum Precision {
    F32,
    BF16
  }

  /**
   * How to compile.
   *
   * @param precision must be one that the engine supports here
   * @param threads how many threads to use; 0 for one on each core
   * @param even whether equal neighborhoods must give equal values wherever they lie, which rules
   *     out algorithms that round by place; on a flat image these turn every tie of a maximum into
   *     chance
   */
  record Options(Precision precision, int threads, boolean even) {
    /** By whatever algorithm is fastest. */
    public Options(Precision precision, int threads) {
      this(precision, threads, false);
    }

    /** Float32 on every core. */
    public static Options defaults() {
      return new Options(Precision.F32, 0);
    }
  }

  /**
   * In what a network is likely computed faster here: a formula of its shapes, so that the same
   * network has the same answer on every machine of one kind.
   *
   * @param graph from {@code input} to the taps
   * @param input {@code [n, c, h, w]}
   * @return one that this engine supports
   * @throws dev.phosphene.error.InputException if a layer cannot take its input
   */
  default Precision faster(Graph graph, List<String> taps, Shape input) {
    return Precision.F32;
  }

  /** Whether networks of that precision run here natively. */
  boolean supports(Precision precision);
}
