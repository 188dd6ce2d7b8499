package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.reals;
import static dev.phosphene.load.onnx.OnnxBuilder.text;
import static dev.phosphene.load.onnx.OnnxBuilder.texts;

import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.ProtoWriter;
import java.util.List;
import java.util.stream.Stream;

/** LSTM, GRU and RNN over the columns of an image, as readers of text have them. */
class RecurrentOperatorsTest extends OperatorSuite {
  private static final int HIDDEN = 5;

  @Override
  void models() {
    for (String direction : new String[] {"forward", "reverse", "bidirectional"}) {
      ProtoWriter way = text("direction", direction);
      all("RNN", direction, 1, 14, way);
      all("GRU", direction, 3, 7, way);
      all("GRU", direction + ", reset after", 3, 14, way, integer("linear_before_reset", 1));
      all("LSTM", direction, 4, 14, way);
      last("RNN", direction, 1, way);
      last("GRU", direction, 3, way);
      last("LSTM", direction, 4, way);
    }
    all(
        "LSTM",
        "with hard gates",
        4,
        14,
        texts("activations", "HardSigmoid", "Softplus", "Softplus"));
    all(
        "GRU",
        "with functions of its own",
        3,
        14,
        texts("activations", "HardSigmoid", "LeakyRelu"),
        reals("activation_alpha", 0.3f, 0.7f),
        reals("activation_beta", 0.4f));
    all(
        "RNN",
        "with a function of two numbers",
        1,
        14,
        texts("activations", "Affine"),
        reals("activation_alpha", 0.1f),
        reals("activation_beta", 0.2f));
    all("RNN", "with ReLU", 1, 14, texts("activations", "Relu"));
    tensors("LSTM of zeros, without bias", 14, b -> fromZeros(b));
    tensors("LSTM over rows and columns", 14, this::several);
    tensors("a reader of text", 14, this::reader);
  }

  /** All states, made tokens again: {@code [t, d, n, h]} to {@code [n, t, d · h]}. */
  private void all(String op, String title, int gates, long opset, ProtoWriter... attributes) {
    boolean both = title.startsWith("bidirectional");
    tensors(
        op + " " + title,
        opset,
        b -> {
          columns(b);
          node(b, op, List.of("steps", "", ""), gates, both ? 2 : 1, attributes);
          b.integers("flat", 8, 1, -1)
              .node("Transpose", "turned", List.of("all"), ints("perm", 0, 2, 1, 3));
          b.node("Reshape", "joined", List.of("turned", "flat"));
          b.node("Transpose", "y", List.of("joined"), ints("perm", 1, 0, 2));
        });
  }

  private void last(String op, String title, int gates, ProtoWriter... attributes) {
    boolean both = title.startsWith("bidirectional");
    tensors(
        "the last states of " + op + " " + title,
        14,
        b -> {
          columns(b);
          node(b, op, List.of("steps", "", ""), gates, both ? 2 : 1, attributes);
          b.node("Transpose", "y", List.of("end"), ints("perm", 1, 0, 2));
        });
  }

  /** The columns as steps, {@code [8, 1, 54]}, small enough that slopes barely change in a step. */
  private static void columns(OnnxBuilder b) {
    b.weight("tenth", new long[] {}, 0.1f).node("Mul", "small", List.of("x", "tenth"));
    b.integers("s", 1, 54, 8).node("Reshape", "r", List.of("small", "s"));
    b.node("Transpose", "steps", List.of("r"), ints("perm", 2, 0, 1));
  }

  private void node(
      OnnxBuilder b, String op, List<String> in, int gates, int directions, ProtoWriter... more) {
    weights(b, gates, directions, 54);
    List<String> inputs = List.of(in.get(0), "w", "r0", "b0", in.get(1), in.get(2));
    ProtoWriter[] attributes =
        Stream.concat(Stream.of(more), Stream.of(integer("hidden_size", HIDDEN)))
            .toArray(ProtoWriter[]::new);
    b.node(op, op, inputs, List.of("all", "end"), attributes);
  }

  private void weights(OnnxBuilder b, int gates, int directions, int features) {
    weight(b, "w", directions, gates * HIDDEN, features);
    weight(b, "r0", directions, gates * HIDDEN, HIDDEN);
    weight(b, "b0", directions, 2 * gates * HIDDEN);
  }

  private void fromZeros(OnnxBuilder b) {
    columns(b);
    weights(b, 4, 1, 54);
    b.weight("zeros", new long[] {1, 1, HIDDEN}, new float[HIDDEN]);
    b.node(
        "LSTM",
        "lstm",
        List.of("steps", "w", "r0", "", "", "zeros", "zeros"),
        List.of("", "end"),
        integer("hidden_size", HIDDEN));
    b.node("Transpose", "y", List.of("end"), ints("perm", 1, 0, 2));
  }

  /** Each row of the image is a sequence of its own. */
  private void several(OnnxBuilder b) {
    weights(b, 4, 2, 6);
    b.integers("s", 6, 9, 8).integers("t", 1, 8, 9, 10).node("Reshape", "r", List.of("x", "s"));
    b.node("Transpose", "steps", List.of("r"), ints("perm", 2, 1, 0));
    b.node(
        "LSTM",
        "all",
        List.of("steps", "w", "r0", "b0"),
        integer("hidden_size", HIDDEN),
        text("direction", "bidirectional"));
    b.node("Transpose", "turned", List.of("all"), ints("perm", 0, 2, 1, 3));
    b.node("Reshape", "y", List.of("turned", "t"));
  }

  /** Convolution, pooling of the rows, two bidirectional LSTMs, and a class for each column. */
  private void reader(OnnxBuilder b) {
    weight(b, "k", 7, 6, 3, 3);
    b.node("Conv", "c", List.of("x", "k"), ints("pads", 1, 1, 1, 1))
        .node("Tanh", "a", List.of("c"));
    b.node("AveragePool", "p", List.of("a"), ints("kernel_shape", 9, 1));
    b.integers("two", 2).node("Squeeze", "q", List.of("p", "two"));
    b.node("Transpose", "steps", List.of("q"), ints("perm", 2, 0, 1));
    weights(b, 4, 2, 7);
    ProtoWriter both = text("direction", "bidirectional");
    ProtoWriter size = integer("hidden_size", HIDDEN);
    b.node("LSTM", "first", List.of("steps", "w", "r0", "b0"), both, size);
    b.node("Transpose", "side", List.of("first"), ints("perm", 0, 2, 1, 3));
    b.integers("joined", 0, 0, -1).node("Reshape", "features", List.of("side", "joined"));
    weight(b, "w1", 1, 3 * HIDDEN, 2 * HIDDEN);
    weight(b, "r1", 1, 3 * HIDDEN, HIDDEN);
    b.node("GRU", "second", List.of("features", "w1", "r1"), size);
    b.integers("one", 1).node("Squeeze", "states", List.of("second", "one"));
    weight(b, "classes", HIDDEN, 4);
    b.node("MatMul", "scores", List.of("states", "classes"));
    b.node("Transpose", "y", List.of("scores"), ints("perm", 1, 0, 2));
  }
}
