package dev.phosphene.bench.peers;

import dev.phosphene.bench.Stepper;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.global.torch;

/**
 * PyTorch through bytedeco's binding, with eager autograd.
 *
 * @param channelsLast weights and image channels-last, PyTorch's fastest; else NCHW, its default
 * @param half weights and activations in bfloat16
 */
public record TorchEngine(boolean channelsLast, boolean half) implements Engine {
  private static final String VERSION = "2.10.0"; // of the binding in the parent POM

  /** Creates PyTorch's fastest form in float32, for {@link java.util.ServiceLoader}. */
  public TorchEngine() {
    this(true);
  }

  /** Creates it in float32. */
  public TorchEngine(boolean channelsLast) {
    this(channelsLast, false);
  }

  @Override
  public String name() {
    return (channelsLast ? "torch-channels-last" : "torch") + (half ? "-bf16" : "");
  }

  @Override
  public String version() {
    return "PyTorch " + VERSION;
  }

  @Override
  public Optional<String> unavailable() {
    try {
      return torch.get_num_threads() > 0 ? Optional.empty() : Optional.of("no threads");
    } catch (LinkageError e) {
      return Optional.of("PyTorch's library does not load (is it on the class path?): " + e);
    }
  }

  @Override
  public int rank() {
    return -1;
  }

  @Override
  public Network compile(Graph graph, List<String> taps, Shape input, Options options) {
    use(options);
    return new TorchNetwork(graph, taps, input, this);
  }

  /** Returns the peer's fastest form: one forward and one backward call, its own image layout. */
  public Stepper stepper(Graph graph, String tap, int channel, Shape input, Options options) {
    use(options);
    return new TorchStepper(graph, tap, channel, input, this);
  }

  @Override
  public boolean supports(Precision precision) {
    return precision == Precision.F32;
  }

  private static void use(Options options) {
    if (options.threads() > 0) {
      torch.set_num_threads(options.threads());
    }
  }
}
