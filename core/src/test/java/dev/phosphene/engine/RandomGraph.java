package dev.phosphene.engine;

import dev.phosphene.graph.Box;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Scaling;
import dev.phosphene.graph.Selection;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A small random network with every kind of layer, branches, and taps anywhere. */
public record RandomGraph(Graph graph, List<String> taps, Shape input) {

  /** Draws a network. */
  public static RandomGraph draw(Random random) {
    return new Generator(random, Ranges.USUAL).draw();
  }

  /**
   * Draws a single layer of parameters that no sensible network has, behind and in front of layers
   * that lay its arrays out in different ways.
   */
  public static RandomGraph odd(Random random) {
    return new Generator(random, Ranges.ODD).one();
  }

  /**
   * How far the parameters of layers go.
   *
   * @param least height and width of the input
   * @param most height and width of the input
   * @param everyGroup whether a convolution may have any number of groups, and not only one or as
   *     many as it has channels
   */
  private record Ranges(
      int least, int most, int kernel, int stride, int dilation, int lrn, boolean everyGroup) {
    static final Ranges USUAL = new Ranges(5, 15, 4, 2, 2, 6, false);
    static final Ranges ODD = new Ranges(1, 24, 7, 4, 3, 19, true);
  }

  /** Normally distributed values. */
  public static Tensor tensor(Random random, Shape shape) {
    return new Tensor(shape, values(random, shape.size(), 1));
  }

  /** A parameter of normally distributed values. */
  public static Parameter parameter(Random random, double deviation, int... extents) {
    Shape shape = Shape.of(extents);
    return Parameter.of("random", shape, values(random, shape.size(), deviation));
  }

  /** A parameter of values in [0.5, 1.5]: scales and variances. */
  static Parameter positive(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = 0.5f + random.nextFloat();
    }
    return Parameter.of("random", Shape.of(size), values);
  }

  private static float[] values(Random random, int size, double deviation) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }

  /** A convolution that keeps the scale of its input. */
  static Op.Conv conv(Random random, int in, int out, Window window, int groups, boolean bias) {
    int fan = in / groups * window.kernelH() * window.kernelW();
    Parameter weight =
        parameter(
            random, Math.sqrt(2.0 / fan), out, in / groups, window.kernelH(), window.kernelW());
    return new Op.Conv(weight, bias ? parameter(random, 0.1, out) : null, window, groups);
  }

  private static final class Generator {
    private final Random random;
    private final Ranges ranges;
    private final Graph.Builder builder;
    private final Shape input;
    private final List<String> names = new ArrayList<>();
    private final List<Shape> shapes = new ArrayList<>();
    private final Set<String> inner = new LinkedHashSet<>();

    Generator(Random random, Ranges ranges) {
      this.random = random;
      this.ranges = ranges;
      int channels = random.nextInt(4) == 0 ? 1 + random.nextInt(20) : 3;
      input = Shape.of(1 + random.nextInt(3), channels, extent(), extent());
      builder = Graph.builder(channels);
      names.add("input");
      shapes.add(input);
    }

    RandomGraph draw() {
      if (random.nextBoolean()) {
        preprocess();
      }
      int layers = 3 + random.nextInt(8);
      for (int i = 0; i < layers; i++) {
        layer(recent());
      }
      List<String> candidates = new ArrayList<>(names);
      Collections.shuffle(candidates, random);
      Set<String> taps = new LinkedHashSet<>(candidates.subList(0, random.nextInt(3)));
      taps.add(names.get(names.size() - 1));
      return new RandomGraph(builder.build(), List.copyOf(taps), input);
    }

    private int extent() {
      return ranges.least + random.nextInt(ranges.most + 1 - ranges.least);
    }

    RandomGraph one() {
      switch (random.nextInt(4)) {
        case 0 -> conv(0, input, Window.same(1, 1), 1); // arrays in blocks
        case 1 -> conv(0, input, Window.same(3, 1), 1); // channels-last, by Winograd's algorithm
        case 2 -> add("first", new Op.Pointwise(ScalarFunction.LINEAR, -1.5f, 0.3f), input, 0);
        default -> {} // the layer reads the input itself
      }
      layer(names.size() - 1);
      int last = names.size() - 1;
      Shape shape = shapes.get(last);
      switch (random.nextInt(4)) {
        case 0 -> conv(last, shape, Window.same(1, 1), 1);
        case 1 -> conv(last, shape, Window.same(3, 1), 1);
        case 2 -> add("relu", new Op.Relu(), shape, last);
        default -> {} // the layer is what is looked at
      }
      return new RandomGraph(builder.build(), List.of(names.get(names.size() - 1)), input);
    }

    private void preprocess() {
      int channels = input.c();
      List<Integer> order = new ArrayList<>();
      for (int c = 0; c < channels; c++) {
        order.add(random.nextInt(channels));
      }
      add("order", new Op.SelectChannels(order), input, 0);
      add("scaled", affine(channels), input, 1);
    }

    private Op affine(int channels) {
      return new Op.Affine(positive(random, channels), parameter(random, 0.5, channels));
    }

    /** Mostly the last node, sometimes an earlier one, so that branches and joins come about. */
    private int recent() {
      int last = names.size() - 1;
      return random.nextInt(3) == 0 ? random.nextInt(names.size()) : last;
    }

    private void add(String kind, Op op, Shape shape, int... from) {
      String name = kind + names.size();
      String[] inputs = new String[from.length];
      for (int i = 0; i < from.length; i++) {
        inputs[i] = names.get(from[i]);
        inner.add(inputs[i]);
      }
      builder.add(name, op, inputs);
      names.add(name);
      shapes.add(shape);
    }

    private void layer(int from) {
      Shape in = shapes.get(from);
      switch (random.nextInt(27)) {
        case 0, 1, 2 -> conv(from, in, random.nextBoolean());
        case 3 -> add("relu", new Op.Relu(), in, from);
        case 4 -> {
          Window window = window(in);
          Op pool = new Op.MaxPool(window, random.nextBoolean());
          add("max", pool, pooled(in, window, in.c()), from);
        }
        case 5 -> {
          Window window = window(in);
          Op pool = new Op.AvgPool(window, random.nextBoolean());
          add("avg", pool, pooled(in, window, in.c()), from);
        }
        case 6 -> add("norm", norm(in.c()), in, from);
        case 7 -> add("affine", affine(in.c()), in, from);
        case 8 -> select(from, in);
        case 9 -> {
          if (random.nextInt(4) == 0) {
            add("global", new Op.GlobalAvgPool(), Shape.of(in.n(), in.c(), 1, 1), from);
          } else {
            add("relu", new Op.Relu(), in, from);
          }
        }
        case 10 -> branches(from, in);
        case 11 -> sum(from, in);
        case 12, 13 -> point(from, in);
        case 14 -> add("prelu", new Op.PRelu(parameter(random, 0.5, in.c())), in, from);
        case 15 -> binary(from, in);
        case 16 -> {
          Op lrn =
              new Op.Lrn(
                  1 + random.nextInt(ranges.lrn),
                  random.nextFloat(),
                  random.nextBoolean() ? 0.75f : 0.6f,
                  1 + random.nextInt(2));
          add("lrn", lrn, in, from);
        }
        case 17 -> resize(from, in);
        case 18 -> {
          int top = random.nextInt(in.h());
          int left = random.nextInt(in.w());
          int bottom = top + 1 + random.nextInt(in.h() - top);
          int right = left + 1 + random.nextInt(in.w() - left);
          Op crop = new Op.Crop(new Box(top, left, bottom, right));
          add("crop", crop, Graph.shape(crop, List.of(in)), from);
        }
        case 19 -> {
          int[] b = random.ints(4, 0, 3).toArray();
          Op pad = new Op.Pad(b[0], b[1], b[2], b[3], random.nextInt(2) * 0.7f);
          add("pad", pad, Graph.shape(pad, List.of(in)), from);
        }
        case 20, 21 -> tokens(from, in);
        case 22 -> transposed(from, in);
        case 23 -> {
          int axis = 1 + random.nextInt(3);
          Op op = new Op.Select(axis, selection(in.extent(axis)));
          add("places", op, Graph.shape(op, List.of(in)), from);
        }
        case 24 -> {
          Op op =
              switch (random.nextInt(5)) {
                case 0 -> new Op.Reduce(one(random, List.of(Op.Reduction.values())), 1);
                case 1 -> new Op.LayerNorm(2, 3, 0.1f);
                case 2 -> new Op.LayerNorm(1, 1, 0.1f);
                case 3 -> new Op.Softmax(1 + random.nextInt(3), random.nextBoolean());
                default -> new Op.Transpose(List.of(1, 3, 2));
              };
          add("general", op, Graph.shape(op, List.of(in)), from);
        }
        case 25 -> {
          add("twin", new Op.Pointwise(ScalarFunction.TANH), in, from);
          Op join = new Op.Join(2 + random.nextInt(2));
          add("join", join, Graph.shape(join, List.of(in, in)), names.size() - 1, from);
        }
        default -> {
          Op op =
              switch (random.nextInt(4)) {
                case 0 -> new Op.GlobalMaxPool();
                case 1 -> new Op.Flatten(random.nextInt(2) * in.c() * in.h() * in.w());
                default -> new Op.Softmax();
              };
          if (!(op instanceof Op.Flatten) || in.c() * in.h() * in.w() < 800) {
            add("head", op, Graph.shape(op, List.of(in)), from);
          }
        }
      }
    }

    /** Some functions take what is positive and not too large. */
    private void point(int from, Shape in) {
      Op.Pointwise op = pointwise(random);
      boolean positive =
          List.of(ScalarFunction.EXP, ScalarFunction.LOG, ScalarFunction.SQRT, ScalarFunction.POWER)
              .contains(op.function());
      if (positive) {
        add("positive", new Op.Pointwise(ScalarFunction.CLIP, 0.2f, 2), in, from);
      }
      add("point", op, in, positive ? names.size() - 1 : from);
    }

    /** A function with numbers that make sense. */
    private static Op.Pointwise pointwise(Random random) {
      ScalarFunction function = one(random, List.of(ScalarFunction.values()));
      return switch (function) {
        case LEAKY_RELU, ELU -> new Op.Pointwise(function, 0.1f + random.nextFloat(), 0);
        case CLIP -> new Op.Pointwise(function, -random.nextFloat(), random.nextFloat());
        case HARD_SIGMOID, HARD_SWISH -> new Op.Pointwise(function, 0.3f, 0.5f);
        case SWISH -> new Op.Pointwise(function, 1 + random.nextInt(2), 0);
        case LINEAR -> new Op.Pointwise(function, -1.5f, 0.3f);
        case POWER -> new Op.Pointwise(function, 0.7f, 1 + 2 * random.nextFloat());
        case SIGMOID, TANH, SOFTPLUS, MISH, GELU, GELU_TANH, ERF, EXP, LOG, SQRT, ABS ->
            new Op.Pointwise(function);
      };
    }

    private Selection selection(int extent) {
      return switch (random.nextInt(3)) {
        case 0 ->
            new Selection.Listed(random.ints(1 + random.nextInt(6), 0, extent).boxed().toList());
        case 1 -> new Selection.Range(random.nextInt(2) - 1, -extent - 1, -1);
        default ->
            new Selection.Border(
                random.nextInt(extent),
                random.nextInt(extent),
                one(random, List.of(Selection.Filling.values())));
      };
    }

    private void transposed(int from, Shape in) {
      int groups = in.c() % 2 == 0 ? 1 + random.nextInt(2) : 1;
      int kh = 1 + random.nextInt(ranges.kernel - 1);
      int stride = 1 + random.nextInt(ranges.stride);
      int cut = Math.min(random.nextInt(2), kh - 1);
      Window.Padding padding = new Window.Padding.Explicit(0, cut, cut, 0);
      Op.ConvTranspose op =
          new Op.ConvTranspose(
              parameter(random, 0.2, in.c(), 1 + random.nextInt(9), kh, 3),
              random.nextBoolean() ? parameter(random, 1, 1) : null,
              new Window(kh, 3, stride, 2, 1, 1 + random.nextInt(2), padding),
              random.nextInt(stride),
              random.nextInt(2),
              groups);
      int out = op.weight().shape().c() * groups;
      if (op.bias() != null) {
        op =
            new Op.ConvTranspose(
                op.weight(),
                parameter(random, 1, out),
                op.window(),
                op.extraH(),
                op.extraW(),
                groups);
      }
      if (in.h() * in.w() <= 150) {
        add("transposed", op, Graph.shape(op, List.of(in)), from);
      }
    }

    /** From an image to tokens, some of what transformers do with them, and back. */
    private void tokens(int from, Shape in) {
      int positions = in.h() * in.w();
      if (positions > 150) {
        return;
      }
      String id = "t" + names.size();
      int heads = in.c() % 2 == 0 ? 2 : 1;
      int each = in.c() / heads;
      Op.Cell cell = one(random, List.of(Op.Cell.values()));
      inner.add(names.get(from));
      builder
          .add(id + "flat", new Op.Reshape(List.of(in.c(), positions)), names.get(from))
          .add(id + "rows", new Op.Transpose(List.of(2, 1)), id + "flat")
          .add(id + "norm", new Op.LayerNorm(2, 2, 0.1f), id + "rows")
          .add(id + "qkv", linear(in.c(), in.c(), true), id + "norm")
          .add(id + "split", new Op.Reshape(List.of(positions, heads, each)), id + "qkv")
          .add(id + "q", new Op.Transpose(List.of(2, 1, 3)), id + "split")
          .add(id + "k", new Op.Transpose(List.of(2, 3, 1)), id + "split")
          .add(id + "scores", new Op.MatMul(), id + "q", id + "k")
          .add(id + "bias", new Op.Constant(parameter(random, 0.3, 1, positions, positions)))
          .add(id + "biased", new Op.Binary(Op.Arithmetic.ADD), id + "scores", id + "bias")
          .add(id + "soft", new Op.Softmax(3, false), id + "biased")
          .add(id + "mixed", new Op.MatMul(), id + "soft", id + "q")
          .add(id + "back", new Op.Transpose(List.of(2, 1, 3)), id + "mixed")
          .add(id + "one", new Op.Reshape(List.of(positions, in.c())), id + "back")
          .add(id + "shares", linear(in.c(), 3 * cell.gates, true), id + "one")
          .add(id + "states", recurrent(cell, 3, 1), id + "shares")
          .add(id + "wide", linear(3, in.c(), false), id + "states")
          .add(id + "class", new Op.Constant(parameter(random, 1, 1, in.c())))
          .add(id + "all", new Op.Join(1), id + "class", id + "wide")
          .add(id + "out", linear(in.c(), 6, false), id + "all")
          .add(id + "batch", new Op.Reshape(List.of(1, positions + 1, 6)), id + "out");
      add(id + "end", new Op.Tokens(), Shape.of(in.n(), 6, positions + 1, 1), id + "batch");
    }

    private void add(String name, Op op, Shape shape, String input) {
      builder.add(name, op, input);
      names.add(name);
      shapes.add(shape);
    }

    private Op recurrent(Op.Cell cell, int hidden, int axis) {
      int shares = hidden * cell.gates;
      return new Op.Recurrent(
          cell,
          axis,
          random.nextBoolean(),
          parameter(random, 1 / Math.sqrt(hidden), hidden, shares),
          random.nextBoolean() ? parameter(random, 0.1, shares) : null,
          new Op.Pointwise(ScalarFunction.SIGMOID),
          new Op.Pointwise(ScalarFunction.TANH));
    }

    private Op linear(int in, int out, boolean bias) {
      return new Op.Linear(
          parameter(random, 1 / Math.sqrt(in), in, out), bias ? parameter(random, 0.1, out) : null);
    }

    /** The same shape twice, or one of 1×1 positions or one channel, on either side. */
    private void binary(int from, Shape in) {
      int other = from;
      switch (random.nextInt(3)) {
        case 0 -> {
          add("gate", new Op.GlobalAvgPool(), Shape.of(in.n(), in.c(), 1, 1), from);
          other = names.size() - 1;
        }
        case 1 -> {
          select(from, in, 1);
          other = names.size() - 1;
        }
        default -> {
          add("gate", new Op.Pointwise(ScalarFunction.SIGMOID), in, from);
          other = names.size() - 1;
        }
      }
      Op.Arithmetic arithmetic =
          one(random, List.of(Op.Arithmetic.ADD, Op.Arithmetic.SUB, Op.Arithmetic.MUL));
      if (random.nextInt(3) == 0) { // a divisor well off zero
        add("divisor", new Op.Pointwise(ScalarFunction.CLIP, 1, 2), shapes.get(other), other);
        add("quotient", new Op.Binary(Op.Arithmetic.DIV), in, from, names.size() - 1);
      } else if (random.nextBoolean()) {
        add("binary", new Op.Binary(arithmetic), in, from, other);
      } else {
        add("binary", new Op.Binary(arithmetic), in, other, from);
      }
    }

    private void resize(int from, Shape in) {
      if (in.h() * in.w() <= 300) {
        Op resize = new Op.Resize(scaling(in.h()), scaling(in.w()));
        add("resize", resize, Graph.shape(resize, List.of(in)), from);
      }
    }

    private static <T> T one(Random random, List<T> all) {
      return all.get(random.nextInt(all.size()));
    }

    private Scaling scaling(int extent) {
      double[] factors = {1, 2, 1.5, 3, extent > 1 ? 0.75 : 1};
      return new Scaling(
          factors[random.nextInt(factors.length)],
          random.nextInt(5) == 0
              ? new Scaling.Crop(0.1, 0.8)
              : one(random, List.of(Scaling.Usual.values())),
          filter());
    }

    private Scaling.Filter filter() {
      return switch (random.nextInt(3)) {
        case 0 -> new Scaling.Linear(random.nextBoolean());
        case 1 -> new Scaling.Cubic(-0.75, random.nextBoolean(), random.nextBoolean());
        default -> one(random, List.of(Scaling.Nearest.values()));
      };
    }

    private Op norm(int channels) {
      return new Op.BatchNorm(
          random.nextBoolean() ? positive(random, channels) : null,
          random.nextBoolean() ? parameter(random, 0.5, channels) : null,
          parameter(random, 0.5, channels),
          positive(random, channels),
          1e-3f);
    }

    private void conv(int from, Shape in, boolean relu) {
      conv(from, in, window(in), groups(in.c()));
      if (relu) {
        int last = names.size() - 1;
        add("relu", new Op.Relu(), shapes.get(last), last);
      }
    }

    private void conv(int from, Shape in, Window window, int groups) {
      int out = groups == 1 ? channels() : groups * (1 + random.nextInt(2));
      Op conv = RandomGraph.conv(random, in.c(), out, window, groups, random.nextBoolean());
      add("conv", conv, pooled(in, window, out), from);
    }

    private int groups(int channels) {
      if (random.nextInt(5) != 0) {
        return 1;
      }
      int wanted = ranges.everyGroup ? 1 + random.nextInt(channels) : channels;
      while (channels % wanted != 0) {
        wanted--;
      }
      return wanted;
    }

    private int channels() {
      return random.nextBoolean() ? 8 * (1 + random.nextInt(4)) : 1 + random.nextInt(35);
    }

    private void select(int from, Shape in) {
      select(from, in, random.nextInt(4) == 0 ? 64 : 1 + random.nextInt(6));
    }

    private void select(int from, Shape in, int count) {
      List<Integer> chosen = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        chosen.add(random.nextInt(in.c()));
      }
      add("pick", new Op.SelectChannels(chosen), Shape.of(in.n(), count, in.h(), in.w()), from);
    }

    /** An inception block: some ways from one node, joined along the channels. */
    private void branches(int from, Shape in) {
      int count = 2 + random.nextInt(3);
      int[] ends = new int[count];
      int channels = 0;
      for (int i = 0; i < count; i++) {
        if (i > 0 && random.nextInt(5) == 0) {
          ends[i] = random.nextBoolean() ? from : ends[0];
        } else if (random.nextInt(4) == 0) {
          add("max", new Op.MaxPool(Window.same(3, 1), random.nextBoolean()), in, from);
          ends[i] = names.size() - 1;
        } else {
          int out = channels();
          Window window = Window.same(random.nextBoolean() ? 1 : 3, 1);
          Op conv = RandomGraph.conv(random, in.c(), out, window, 1, true);
          add("branch", conv, Shape.of(in.n(), out, in.h(), in.w()), from);
          ends[i] = names.size() - 1;
          if (random.nextBoolean()) {
            add("relu", new Op.Relu(), shapes.get(ends[i]), ends[i]);
            ends[i] = names.size() - 1;
          }
        }
        channels += shapes.get(ends[i]).c();
      }
      add("concat", new Op.Concat(), Shape.of(in.n(), channels, in.h(), in.w()), ends);
    }

    private void sum(int from, Shape in) {
      Op conv = RandomGraph.conv(random, in.c(), in.c(), Window.same(3, 1), 1, true);
      add("residual", conv, in, from);
      int residual = names.size() - 1;
      if (random.nextBoolean()) {
        add("sum", new Op.Add(), in, from, residual);
      } else {
        add("sum", new Op.Add(), in, residual, from, from);
      }
    }

    private static Shape pooled(Shape in, Window window, int channels) {
      Window.Placement place = window.on(in.h(), in.w());
      return Shape.of(in.n(), channels, place.outH(), place.outW());
    }

    private int dilation(int kernel, int extent) {
      int dilation = random.nextInt(4) == 0 ? 2 + random.nextInt(ranges.dilation - 1) : 1;
      return (kernel - 1) * dilation < extent ? dilation : 1;
    }

    /** A kernel that fits, with every kind of border; no window lies on the border alone. */
    private Window window(Shape in) {
      int kh = 1 + random.nextInt(Math.min(ranges.kernel, in.h()));
      int kw = 1 + random.nextInt(Math.min(ranges.kernel, in.w()));
      int sh = 1 + random.nextInt(ranges.stride);
      int sw = 1 + random.nextInt(ranges.stride);
      int dh = dilation(kh, in.h());
      int dw = dilation(kw, in.w());
      Window.Padding padding =
          switch (random.nextInt(5)) {
            case 0 -> new Window.Padding.Same();
            case 1 -> new Window.Padding.Explicit(0, 0, 0, 0);
            case 2 -> new Window.Padding.SameLower();
            case 3 ->
                new Window.Padding.Ceil(
                    random.nextInt(kh), random.nextInt(kw), random.nextInt(kh), random.nextInt(kw));
            default ->
                new Window.Padding.Explicit(
                    random.nextInt(kh), random.nextInt(kw), random.nextInt(kh), random.nextInt(kw));
          };
      return new Window(kh, kw, sh, sw, dh, dw, padding);
    }
  }
}
