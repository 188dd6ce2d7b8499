package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** The functions of gates and states that a recurrent node names, with their parameters. */
final class RecurrentFunctions {
  private final Iterator<Float> alphas;
  private final Iterator<Float> betas;

  private RecurrentFunctions(NodeCall call) {
    alphas = call.reals("activation_alpha").iterator();
    betas = call.reals("activation_beta").iterator();
  }

  /** Returns the functions of all directions: gates, then candidates, then LSTM's shown memory. */
  static List<Op.Pointwise> of(NodeCall call, Op.Cell cell, int directions) {
    List<String> usual =
        switch (cell) {
          case SIMPLE -> List.of("Tanh");
          case LSTM -> List.of("Sigmoid", "Tanh", "Tanh");
          case GRU, GRU_RESET_AFTER -> List.of("Sigmoid", "Tanh");
        };
    List<String> names = call.texts("activations");
    if (names.isEmpty()) {
      names = Collections.nCopies(directions, usual).stream().flatMap(List::stream).toList();
    }
    if (names.size() != directions * usual.size()) {
      throw new UnsupportedNode(
          "it names the functions %s; expected %d".formatted(names, directions * usual.size()));
    }
    RecurrentFunctions functions = new RecurrentFunctions(call);
    List<Op.Pointwise> all = new ArrayList<>();
    names.forEach(name -> all.add(functions.named(name)));
    return all;
  }

  /** Returns a function; those with parameters take the next of the node's lists. */
  private Op.Pointwise named(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "sigmoid" -> new Op.Pointwise(ScalarFunction.SIGMOID);
      case "tanh" -> new Op.Pointwise(ScalarFunction.TANH);
      case "relu" -> new Op.Pointwise(ScalarFunction.LEAKY_RELU);
      case "softplus" -> new Op.Pointwise(ScalarFunction.SOFTPLUS);
      case "leakyrelu" -> new Op.Pointwise(ScalarFunction.LEAKY_RELU, next(alphas, 0.01f), 0);
      case "elu" -> new Op.Pointwise(ScalarFunction.ELU, next(alphas, 1), 0);
      case "hardsigmoid" ->
          new Op.Pointwise(ScalarFunction.HARD_SIGMOID, next(alphas, 0.2f), next(betas, 0.5f));
      case "affine" -> new Op.Pointwise(ScalarFunction.LINEAR, next(alphas, 1), next(betas, 0));
      default -> throw new UnsupportedNode("the function \"" + name + "\" is not supported");
    };
  }

  private static float next(Iterator<Float> numbers, float otherwise) {
    return numbers.hasNext() ? numbers.next() : otherwise;
  }
}
