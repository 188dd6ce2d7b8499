package dev.phosphene.graph;

import static dev.phosphene.graph.Inference.require;

import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Infers the output shapes of operations on tensors of any rank. */
final class TensorInference {
  private TensorInference() {}

  /**
   * Returns the shape, or empty if {@code op} takes images only.
   *
   * @throws IllegalArgumentException if it does not fit its inputs
   */
  static Optional<Shape> shape(Op op, List<Shape> inputs) {
    Shape in = inputs.get(0);
    if (op instanceof Op.Pointwise || op instanceof Op.Relu) {
      return Optional.of(in);
    } else if (op instanceof Op.Add) {
      require(inputs.stream().allMatch(in::equals), "the summands differ in shape");
      return Optional.of(in);
    } else if (op instanceof Op.Binary) {
      return Optional.of(repeated(in, inputs.get(1)));
    } else if (op instanceof Op.Softmax softmax) {
      return Optional.of(with(in, softmax.axis(), in.extent(axis(in, softmax.axis()))));
    } else if (op instanceof Op.Reshape reshape) {
      Shape out = Inference.with(in.n(), ints(reshape.extents()));
      require(out.size() == in.size(), "the next layer expects %s, not %s".formatted(out, in));
      return Optional.of(out);
    } else if (op instanceof Op.Transpose transpose) {
      return Optional.of(transposed(in, transpose.order()));
    } else if (op instanceof Op.Tokens) {
      require(in.rank() == 4 && in.extent(1) == 1, "not tokens with features: " + in);
      return Optional.of(Shape.of(in.n(), in.extent(3), in.extent(2), 1));
    } else if (op instanceof Op.Select select) {
      int axis = axis(in, select.axis());
      return Optional.of(with(in, axis, select.selection().places(in.extent(axis)).length));
    } else if (op instanceof Op.Join join) {
      return Optional.of(joined(inputs, axis(in, join.axis())));
    } else if (op instanceof Op.Linear linear) {
      Shape weight = linear.weight().shape();
      int last = in.rank() - 1;
      require(
          last > 0 && in.extent(last) == weight.extent(0),
          "the matrix takes " + weight.extent(0) + " features");
      return Optional.of(with(in, last, weight.extent(1)));
    } else if (op instanceof Op.Recurrent recurrent) {
      return Optional.of(recurrent(in, recurrent));
    } else if (op instanceof Op.MatMul) {
      return Optional.of(product(in, inputs.get(1)));
    } else if (op instanceof Op.Reduce reduce) {
      return Optional.of(with(in, axis(in, reduce.axis()), 1));
    } else if (op instanceof Op.LayerNorm layerNorm) {
      require(layerNorm.first() <= axis(in, layerNorm.last()), "no axes");
      axis(in, layerNorm.first());
      return Optional.of(in);
    }
    return Optional.empty();
  }

  private static Shape recurrent(Shape in, Op.Recurrent op) {
    int last = in.rank() - 1;
    int shares = op.cell().gates * op.hidden();
    require(axis(in, op.axis()) < last, "axis " + op.axis() + " has the features, not the steps");
    require(
        op.weight().shape().equals(Shape.of(op.hidden(), shares)),
        "the matrix of %d gates and %d values of state is %s"
            .formatted(op.cell().gates, op.hidden(), op.weight().shape()));
    require(
        op.bias() == null || op.bias().shape().equals(Shape.of(shares)),
        "the bias of " + shares + " values is " + op.bias());
    require(in.extent(last) == shares, "the recurrence takes " + shares + " features");
    return with(in, last, op.hidden());
  }

  private static int axis(Shape in, int axis) {
    require(axis > 0 && axis < in.rank(), "there is no axis " + axis + " in " + in);
    return axis;
  }

  private static int[] ints(List<Integer> list) {
    return list.stream().mapToInt(i -> i).toArray();
  }

  private static Shape with(Shape in, int axis, int extent) {
    int[] extents = in.toArray();
    extents[axis] = extent;
    return Shape.of(extents);
  }

  private static Shape transposed(Shape in, List<Integer> order) {
    List<Integer> sorted = order.stream().sorted().toList();
    require(
        sorted.equals(IntStream.range(1, in.rank()).boxed().toList()),
        order + " is not an order of the axes of " + in);
    return Inference.with(in.n(), order.stream().mapToInt(in::extent).toArray());
  }

  private static Shape joined(List<Shape> inputs, int axis) {
    Shape first = inputs.get(0);
    int all = 0;
    for (Shape in : inputs) {
      require(
          in.rank() == first.rank() && with(in, axis, 1).equals(with(first, axis, 1)),
          "the parts differ in more than axis " + axis);
      all += in.extent(axis);
    }
    return with(first, axis, all);
  }

  private static Shape product(Shape a, Shape b) {
    int rank = a.rank();
    boolean fits = rank == b.rank() && rank > 2 && a.extent(rank - 1) == b.extent(rank - 2);
    for (int axis = 0; fits && axis < rank - 2; axis++) {
      fits = a.extent(axis) == b.extent(axis);
    }
    require(fits, a + " and " + b + " cannot be multiplied");
    return with(a, rank - 1, b.extent(rank - 1));
  }

  private static Shape repeated(Shape a, Shape b) {
    require(a.rank() == b.rank(), "the two shapes differ in rank");
    int[] extents = new int[a.rank()];
    for (int i = 0; i < extents.length; i++) {
      extents[i] = Math.max(a.extent(i), b.extent(i));
      boolean fits =
          a.extent(i) == b.extent(i) || (i > 0 && Math.min(a.extent(i), b.extent(i)) == 1);
      require(fits, "the two shapes are incompatible");
    }
    return Shape.of(extents);
  }
}
