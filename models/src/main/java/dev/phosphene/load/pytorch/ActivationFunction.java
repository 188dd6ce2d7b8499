package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;

/** Activation functions by PyTorch's names; a state dict's keys do not reveal them. */
@SuppressWarnings("ImmutableEnumChecker") // operations are values
enum ActivationFunction {
  RELU(new Op.Relu()),
  RELU6(new Op.Pointwise(ScalarFunction.CLIP, 0, 6)),
  SILU(new Op.Pointwise(ScalarFunction.SWISH, 1, 0)),
  HARDSWISH(new Op.Pointwise(ScalarFunction.HARD_SWISH, 1 / 6f, .5f)),
  HARDSIGMOID(new Op.Pointwise(ScalarFunction.HARD_SIGMOID, 1 / 6f, .5f)),
  SIGMOID(new Op.Pointwise(ScalarFunction.SIGMOID)),
  GELU(new Op.Pointwise(ScalarFunction.GELU)),
  /** CLIP's {@code x · σ(1.702 x)}. */
  QUICK_GELU(new Op.Pointwise(ScalarFunction.SWISH, 1.702f, 0)),
  TANH(new Op.Pointwise(ScalarFunction.TANH));

  private final Op op;

  ActivationFunction(Op op) {
    this.op = op;
  }

  Op op() {
    return op;
  }
}
