package dev.phosphene.engine.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Box;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ReceptiveField;
import dev.phosphene.graph.Scaling;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Where the gradient of a position is not zero, exactly there it sees the input. */
class ReceptiveFieldTest {
  private static final int GRAPHS = 60;

  /** Positive weights and inputs: no two ways to a pixel can cancel, and no ReLU closes one. */
  @Test
  void isTheSupportOfTheGradient() {
    long seed = Seeds.next("ReceptiveFieldTest");
    Random random = new Random(seed);
    for (int i = 0; i < GRAPHS; i++) {
      Shape input = Shape.of(1, 1, 9 + random.nextInt(16), 9 + random.nextInt(16));
      Graph graph = graph(random, input);
      String top = "";
      for (String name : graph.names()) {
        top = name;
      }
      Shape shape = Objects.requireNonNull(graph.shapes(input).get(top));
      try (Network network =
          new ReferenceEngine().compile(graph, List.of(top), input, Engine.Options.defaults())) {
        Tensor picture = Tensor.zeros(input);
        picture.fill(1f);
        network.forward(picture);
        for (int k = 0; k < 6; k++) {
          int y = random.nextInt(shape.h());
          int x = random.nextInt(shape.w());
          assertThat(ReceptiveField.box(graph, input, top, y, x))
              .as("seed %d, graph %d: %s at %d,%d of %s", seed, i, graph.nodes(), x, y, input)
              .isEqualTo(support(network, top, shape, y, x));
        }
      }
    }
  }

  private static Box support(Network network, String top, Shape shape, int y, int x) {
    Tensor cotangent = Tensor.zeros(shape);
    cotangent.data()[cotangent.offset(0, 0, y, x)] = 1f;
    Tensor gradient = network.backward(Map.of(top, cotangent));
    int[] box = {Integer.MAX_VALUE, Integer.MAX_VALUE, 0, 0};
    for (int row = 0; row < gradient.shape().h(); row++) {
      for (int column = 0; column < gradient.shape().w(); column++) {
        if (gradient.at(0, 0, row, column) != 0) {
          box[0] = Math.min(box[0], row);
          box[1] = Math.min(box[1], column);
          box[2] = Math.max(box[2], row + 1);
          box[3] = Math.max(box[3], column + 1);
        }
      }
    }
    return box[2] == 0 ? new Box(0, 0, 0, 0) : new Box(box[0], box[1], box[2], box[3]);
  }

  /** Up to six layers of one channel, sometimes with two branches that are added. */
  private static Graph graph(Random random, Shape input) {
    Graph.Builder builder = Graph.builder(1);
    String last = "input";
    Shape shape = input;
    for (int i = 0; i < 6 && Math.min(shape.h(), shape.w()) > 4; i++) {
      String name = "layer" + i;
      if (random.nextInt(4) == 0) {
        builder.add(name + " left", conv(Window.same(1 + 2 * random.nextInt(2), 1)), last);
        builder.add(name + " right", new Op.AvgPool(Window.padded(3, 1, 1), true), last);
        builder.add(name, new Op.Add(), name + " left", name + " right");
      } else {
        Op op = op(random);
        builder.add(name, op, last);
        shape = Graph.shape(op, List.of(shape));
      }
      last = name;
    }
    return builder.build();
  }

  private static Op op(Random random) {
    int border = random.nextInt(2); // no pooling lies in a border alone
    Window.Padding padding =
        switch (random.nextInt(4)) {
          case 0 -> new Window.Padding.Explicit(border, random.nextInt(2), 0, border);
          case 1 -> new Window.Padding.Same();
          case 2 -> new Window.Padding.SameLower();
          default -> new Window.Padding.Ceil(random.nextInt(2), 0, 1, random.nextInt(2));
        };
    Window window =
        new Window(
            2 + random.nextInt(2),
            2 + random.nextInt(2),
            1 + random.nextInt(2),
            1 + random.nextInt(2),
            1,
            1 + random.nextInt(2),
            padding);
    Window pooling =
        new Window(
            window.kernelH(), window.kernelW(), window.strideH(), window.strideW(), 1, 1, padding);
    return switch (random.nextInt(7)) {
      case 0 -> new Op.MaxPool(pooling, true);
      case 1 -> new Op.AvgPool(pooling, false);
      case 2 -> new Op.Pad(1, 0, 2, 1, 0.5f);
      case 3 -> new Op.Relu();
      case 4 ->
          new Op.Resize(
              new Scaling(1.5, Scaling.Usual.HALF_PIXEL, new Scaling.Linear(false)),
              new Scaling(0.75, Scaling.Usual.ASYMMETRIC, Scaling.Nearest.FLOOR));
      default -> conv(window);
    };
  }

  private static Op conv(Window window) {
    float[] ones = new float[window.kernelH() * window.kernelW()];
    Arrays.fill(ones, 0.5f);
    return new Op.Conv(
        Parameter.of("w", Shape.of(1, 1, window.kernelH(), window.kernelW()), ones),
        null,
        window,
        1);
  }

  /** Two 3×3 convolutions, a pooling, another convolution: known by hand. */
  @Test
  void tellsSizeStrideAndOffset() {
    Graph graph =
        Graph.builder(1)
            .add("a", conv(Window.same(3, 1)), "input")
            .add("b", conv(Window.same(3, 1)), "a")
            .add("pool", new Op.MaxPool(Window.valid(2, 2)), "b")
            .add("c", conv(Window.same(3, 1)), "pool")
            .add("mean", new Op.GlobalAvgPool(), "c")
            .build();
    Shape input = Shape.of(1, 1, 32, 24);
    ReceptiveField c = ReceptiveField.of(graph, input, "c");
    assertThat(c.rows()).isEqualTo(new ReceptiveField.Axis(16, 2, -4, 10));
    assertThat(c.columns()).isEqualTo(new ReceptiveField.Axis(12, 2, -4, 10));
    assertThat(ReceptiveField.box(graph, input, "c", 4, 0)).isEqualTo(new Box(4, 0, 14, 6));
    ReceptiveField mean = ReceptiveField.of(graph, input, "mean");
    assertThat(mean.rows()).isEqualTo(new ReceptiveField.Axis(1, 0, 0, 32));
    assertThat(mean.columns()).isEqualTo(new ReceptiveField.Axis(1, 0, 0, 24));
    assertThat(ReceptiveField.box(graph, input, "mean", 0, 0)).isEqualTo(new Box(0, 0, 32, 24));
    assertThatThrownBy(() -> ReceptiveField.of(graph, input, "d"))
        .isInstanceOf(InputException.class);
  }

  /** A fill value of a border reaches nothing of the image. */
  @Test
  void isEmptyWhereOnlyABorderIsSeen() {
    Graph graph = Graph.builder(1).add("pad", new Op.Pad(2, 2, 2, 2, 1f), "input").build();
    Shape input = Shape.of(1, 1, 4, 4);
    assertThat(ReceptiveField.box(graph, input, "pad", 0, 3)).isEqualTo(new Box(0, 0, 0, 0));
    assertThat(ReceptiveField.box(graph, input, "pad", 2, 3)).isEqualTo(new Box(0, 1, 1, 2));
  }
}
