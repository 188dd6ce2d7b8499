package dev.phosphene.graph;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells a graph's weights which file they are from, for messages about their values. */
final class WeightFiles {
  private WeightFiles() {}

  /** The same graph, all of whose parameters name {@code file}. */
  static Graph in(Graph graph, String file) {
    List<Node> nodes =
        graph.nodes().stream()
            .map(node -> new Node(node.name(), in(node.op(), file), node.inputs()))
            .toList();
    return Graph.of(nodes).with(graph.notes());
  }

  /** The file that the first of the parameters with one names. */
  static Optional<String> of(Graph graph) {
    return graph.nodes().stream()
        .flatMap(node -> parameters(node.op()))
        .map(Parameter::file)
        .filter(file -> !file.isEmpty())
        .findFirst();
  }

  private static Stream<Parameter> parameters(Op op) {
    Stream.Builder<Parameter> all = Stream.builder();
    each(
        op,
        parameter -> {
          all.add(parameter);
          return parameter;
        });
    return all.build();
  }

  private static Op in(Op op, String file) {
    return each(op, parameter -> parameter.in(file));
  }

  /** The operation with each of its parameters replaced. */
  private static Op each(Op op, UnaryOperator<Parameter> map) {
    if (op instanceof Op.Conv conv) {
      return new Op.Conv(
          map.apply(conv.weight()), orNull(conv.bias(), map), conv.window(), conv.groups());
    } else if (op instanceof Op.ConvTranspose conv) {
      return new Op.ConvTranspose(
          map.apply(conv.weight()),
          orNull(conv.bias(), map),
          conv.window(),
          conv.extraH(),
          conv.extraW(),
          conv.groups());
    } else if (op instanceof Op.BatchNorm norm) {
      return new Op.BatchNorm(
          orNull(norm.scale(), map),
          orNull(norm.shift(), map),
          map.apply(norm.mean()),
          map.apply(norm.variance()),
          norm.epsilon());
    } else if (op instanceof Op.Affine affine) {
      return new Op.Affine(map.apply(affine.scale()), map.apply(affine.shift()));
    } else if (op instanceof Op.PRelu prelu) {
      return new Op.PRelu(map.apply(prelu.slope()));
    } else if (op instanceof Op.Constant constant) {
      return new Op.Constant(map.apply(constant.value()));
    } else if (op instanceof Op.Linear linear) {
      return new Op.Linear(map.apply(linear.weight()), orNull(linear.bias(), map));
    } else if (op instanceof Op.Recurrent recurrent) {
      return new Op.Recurrent(
          recurrent.cell(),
          recurrent.axis(),
          recurrent.reversed(),
          map.apply(recurrent.weight()),
          orNull(recurrent.bias(), map),
          recurrent.gate(),
          recurrent.state());
    }
    return op;
  }

  private static @Nullable Parameter orNull(
      @Nullable Parameter parameter, UnaryOperator<Parameter> map) {
    return parameter == null ? null : map.apply(parameter);
  }
}
