package dev.phosphene.bench;

import dev.phosphene.bench.peers.TensorFlowEngine;
import dev.phosphene.bench.peers.TorchEngine;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/** Who is measured. */
enum Contender {
  /** This project's fastest engine here. */
  PHOSPHENE("phosphene"),
  /** TensorFlow Java, as it comes. */
  TENSORFLOW("tensorflow"),
  /** PyTorch, as it comes. */
  TORCH("torch"),
  /** PyTorch with weights and picture channels-last, its best in float32. */
  TORCH_CHANNELS_LAST("torch-channels-last"),
  /** The bare convolutions. */
  FLOOR("floor");

  private final String label;

  Contender(String label) {
    this.label = label;
  }

  /** The name on the command line and in the table. */
  String label() {
    return label;
  }

  static Contender named(String label) {
    return Arrays.stream(values())
        .filter(contender -> contender.label.equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "no contender \"" + label + "\"; there are " + String.join(", ", labels())));
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Contender::label).toList();
  }

  /** Makes it ready to step. Loads native libraries: call it in a process of its own. */
  Stepper start(Workload work) {
    Graph graph = work.graph();
    Shape input = work.input();
    Engine.Options options = work.options(Engine.Precision.F32);
    return switch (this) {
      case PHOSPHENE ->
          new EngineStepper(Engines.best(), graph, work.layer(), work.channel(), input, options);
      case TENSORFLOW ->
          checked(new TensorFlowEngine())
              .stepper(graph, work.layer(), work.channel(), input, options);
      case TORCH ->
          checked(new TorchEngine(false))
              .stepper(graph, work.layer(), work.channel(), input, options);
      case TORCH_CHANNELS_LAST ->
          checked(new TorchEngine(true))
              .stepper(graph, work.layer(), work.channel(), input, options);
      case FLOOR -> new Floor(graph, work.layer(), input);
    };
  }

  /** What computes, with its version. */
  String version() {
    return switch (this) {
      case PHOSPHENE -> Engines.best().version();
      case TENSORFLOW -> new TensorFlowEngine().version();
      case TORCH, TORCH_CHANNELS_LAST -> new TorchEngine(false).version();
      case FLOOR -> "oneDNN primitives";
    };
  }

  private static <E extends Engine> E checked(E engine) {
    engine
        .unavailable()
        .ifPresent(
            reason -> {
              throw new InputException(engine.name() + " cannot run here: " + reason);
            });
    return engine;
  }
}
