package dev.phosphene.bench.peers;

import dev.phosphene.bench.Stepper;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RewriterConfig;

/** TensorFlow Java with its defaults: a peer to measure and an oracle to compare with. */
public final class TensorFlowEngine implements Engine {

  @Override
  public String name() {
    return "tensorflow";
  }

  @Override
  public String version() {
    return "TensorFlow " + TensorFlow.version();
  }

  @Override
  public Optional<String> unavailable() {
    try {
      return TensorFlow.version().isEmpty() ? Optional.of("no version") : Optional.empty();
    } catch (LinkageError | RuntimeException e) {
      return Optional.of("TensorFlow's library does not load: " + e);
    }
  }

  @Override
  public int rank() {
    return -1;
  }

  @Override
  public Network compile(Graph graph, List<String> taps, Shape input, Options options) {
    return new TensorFlowNetwork(graph, taps, input, config(options));
  }

  /** Returns the peer's fastest form: objective and gradient in one run of the session. */
  public Stepper stepper(Graph graph, String tap, int channel, Shape input, Options options) {
    return new TensorFlowStepper(graph, tap, channel, input, config(options));
  }

  @Override
  public boolean supports(Precision precision) {
    return precision == Precision.F32;
  }

  /** Returns a session's configuration; in bfloat16 its optimizer rewrites what it deems safe. */
  static ConfigProto config(Options options) {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    if (options.precision() == Precision.BF16) {
      config
          .getGraphOptionsBuilder()
          .getRewriteOptionsBuilder()
          .setAutoMixedPrecisionOnednnBfloat16(RewriterConfig.Toggle.ON);
    }
    if (options.threads() > 0) {
      config.setIntraOpParallelismThreads(options.threads());
    }
    return config.build();
  }
}
