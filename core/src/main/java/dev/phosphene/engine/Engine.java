package dev.phosphene.engine;

import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * Compiles and runs networks. Implementations are found by {@link java.util.ServiceLoader}.
 *
 * <p>Any number of threads may use an engine at once and run compiled networks in parallel; each
 * network serves one thread at a time. Each uses as many threads as its {@link Options} say, so
 * several share the cores.
 */
public interface Engine {

  /** Returns the name for {@code --engine} and provenance, such as {@code onednn}. */
  String name();

  /** Returns the name and version of the computing library, for provenance. */
  String version();

  /** Returns why this engine cannot run here, or empty if it can. Never throws. */
  Optional<String> unavailable();

  /** Returns its rank, higher for faster; {@link Engines#best} takes the highest available. */
  int rank();

  /**
   * Compiles the graph for inputs of one shape.
   *
   * @param graph from {@code input} to the taps; nodes that no tap needs are skipped
   * @param taps names of the nodes whose activations are read and that receive cotangents
   * @param input {@code [n, c, h, w]}
   * @throws dev.phosphene.error.InputException if a tap is unknown or a layer does not fit its
   *     input
   */
  Network compile(Graph graph, List<String> taps, Shape input, Options options);

  /** The number types in which a network computes; taps, image and gradient are always float32. */
  enum Precision {
    F32,
    BF16
  }

  /**
   * Options of compilation.
   *
   * @param precision must be one that the engine supports here
   * @param threads number of threads; 0 for one per core
   * @param even whether equal neighborhoods must give equal values at every position, which rules
   *     out algorithms whose rounding depends on position; on a flat image these would break every
   *     tie of a maximum at random
   */
  record Options(Precision precision, int threads, boolean even) {
    /** Returns options with the fastest algorithms. */
    public Options(Precision precision, int threads) {
      this(precision, threads, false);
    }

    /** Returns float32 on every core. */
    public static Options defaults() {
      return new Options(Precision.F32, 0);
    }
  }

  /**
   * Returns the precision in which a network is likely faster here: a formula of its shapes, so
   * that a network gets the same answer on every machine of one kind.
   *
   * @param graph from {@code input} to the taps
   * @param input {@code [n, c, h, w]}
   * @return a precision that this engine supports
   * @throws dev.phosphene.error.InputException if a layer does not fit its input
   */
  default Precision faster(Graph graph, List<String> taps, Shape input) {
    return Precision.F32;
  }

  /** Returns whether networks of that precision run here natively. */
  boolean supports(Precision precision);
}
