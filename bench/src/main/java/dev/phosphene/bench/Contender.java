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

/** A contender in the benchmarks. */
enum Contender {
  /** This project's fastest engine, as render runs it: only the wanted channel at the end. */
  PHOSPHENE("phosphene"),
  /** The same with every channel of the last layer. */
  PHOSPHENE_UNCUT("phosphene-uncut"),
  /** TensorFlow Java with its defaults. */
  TENSORFLOW("tensorflow"),
  /** PyTorch with its defaults. */
  TORCH("torch"),
  /** PyTorch with weights and image channels-last, its best in float32. */
  TORCH_CHANNELS_LAST("torch-channels-last"),
  /** The bare convolutions. */
  FLOOR("floor"),
  /** The bare convolutions in bfloat16. */
  FLOOR_BF16("floor-bf16"),
  /** This project in bfloat16, as render runs it if the processor supports it. */
  PHOSPHENE_BF16("phosphene-bf16"),
  /** TensorFlow Java with its optimizer's bfloat16 rewriter. */
  TENSORFLOW_BF16("tensorflow-bf16"),
  /** PyTorch with weights and activations in bfloat16. */
  TORCH_BF16("torch-bf16"),
  /** The same channels-last. */
  TORCH_CHANNELS_LAST_BF16("torch-channels-last-bf16");

  private final String label;

  Contender(String label) {
    this.label = label;
  }

  /** Returns the name on the command line and in the table. */
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

  /** Returns the default contenders: those in bfloat16 only if the processor supports it. */
  static List<String> usual() {
    return Arrays.stream(values())
        .filter(contender -> !contender.half() || Cpu.bfloat16())
        .map(Contender::label)
        .toList();
  }

  /** Returns whether it is only the bare convolutions. */
  boolean floor() {
    return this == FLOOR || this == FLOOR_BF16;
  }

  /** Returns whether it computes in bfloat16. */
  boolean half() {
    return label.endsWith("-bf16");
  }

  /** Prepares it for steps. Loads native libraries: call it in a process of its own. */
  Stepper start(Workload work) {
    if (half() && !Cpu.bfloat16()) {
      throw new InputException("this processor does not compute in bfloat16 (no avx512_bf16)");
    }
    Graph graph = work.graph();
    Shape input = work.input();
    Engine.Options options = work.options(half() ? Engine.Precision.BF16 : Engine.Precision.F32);
    return switch (this) {
      case PHOSPHENE, PHOSPHENE_BF16 ->
          new CompiledObjectiveStepper(
              Engines.best(), graph, work.layer(), work.channel(), input, options);
      case PHOSPHENE_UNCUT ->
          new EngineStepper(Engines.best(), graph, work.layer(), work.channel(), input, options);
      case TENSORFLOW, TENSORFLOW_BF16 ->
          checked(new TensorFlowEngine())
              .stepper(graph, work.layer(), work.channel(), input, options);
      case TORCH, TORCH_BF16 ->
          checked(new TorchEngine(false, half()))
              .stepper(graph, work.layer(), work.channel(), input, options);
      case TORCH_CHANNELS_LAST, TORCH_CHANNELS_LAST_BF16 ->
          checked(new TorchEngine(true, half()))
              .stepper(graph, work.layer(), work.channel(), input, options);
      case FLOOR, FLOOR_BF16 -> new Floor(graph, work.layer(), input, options.precision());
    };
  }

  /** Returns the computing library with its version. */
  String version() {
    return switch (this) {
      case PHOSPHENE, PHOSPHENE_UNCUT, PHOSPHENE_BF16 -> Engines.best().version();
      case TENSORFLOW, TENSORFLOW_BF16 -> new TensorFlowEngine().version();
      case TORCH, TORCH_CHANNELS_LAST, TORCH_BF16, TORCH_CHANNELS_LAST_BF16 ->
          new TorchEngine(false).version();
      case FLOOR, FLOOR_BF16 -> "oneDNN primitives";
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
