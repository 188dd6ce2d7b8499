package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.load.tensorflow.GraphDefBuilder.Attr;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Writes a network of ours as a frozen graph, in the forms that go round: with the operators of
 * Lucid's graphs, or with those of TF-Slim's.
 */
public final class FrozenForm {
  /** How batch normalizations and what has several forms are written. */
  public enum Style {
    /** {@code Concat} with its axis in front; {@code LRN}. */
    LUCID,
    /** {@code ConcatV2}; normalizations taken apart to arithmetic. */
    SLIM,
    /** As {@link #SLIM}, with {@code FusedBatchNormV3}. */
    FUSED,
    /**
     * As {@link #SLIM}, with local normalizations taken apart, because TensorFlow's C++ gradient of
     * {@code LRN} drops its attributes.
     */
    ORACLE
  }

  private final GraphDefBuilder out = new GraphDefBuilder();
  private final Style style;
  private final UnaryOperator<String> rename;
  private final Map<String, String> names = new HashMap<>();
  private final Set<String> flat = new HashSet<>();
  private final Map<String, Shape> shapes;

  private FrozenForm(Style style, UnaryOperator<String> rename, Map<String, Shape> shapes) {
    this.style = style;
    this.rename = rename;
    this.shapes = shapes;
  }

  /**
   * The file.
   *
   * @param input {@code [1, c, h, w]}, as which the placeholder is written
   * @param names from ours to the file's; of a convolution with a bias, that of the sum
   * @param ends identities behind nodes of the file, by their names
   */
  public static byte[] of(
      Graph graph,
      Shape input,
      Style style,
      UnaryOperator<String> names,
      Map<String, String> ends) {
    FrozenForm form = new FrozenForm(style, names, graph.reach(input).shapes());
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Input) {
        String name = names.apply(node.name());
        form.out.placeholder(name, 1, input.h(), input.w(), input.c());
        form.names.put(node.name(), name);
      } else if (form.shapes.containsKey(node.name())) {
        form.add(node);
      }
    }
    ends.forEach((name, from) -> form.out.add("Identity", name, List.of(from)));
    return form.out.toBytes();
  }

  private String name(String node) {
    return Objects.requireNonNull(names.get(node), node);
  }

  private Shape shape(String node) {
    return Objects.requireNonNull(shapes.get(node), node);
  }

  private void add(Node node) {
    String name = rename.apply(node.name());
    List<String> in = node.inputs().stream().map(this::name).toList();
    Op op = node.op();
    if (op instanceof Op.Conv conv) {
      convolution(name, conv, node.input(), in.get(0));
    } else if (op instanceof Op.BatchNorm norm) {
      normalization(name, norm, in.get(0));
    } else if (op instanceof Op.Relu) {
      out.add("Relu", name, in);
    } else if (op instanceof Op.Pointwise one
        && one.function() == ScalarFunction.CLIP
        && one.alpha() == 0
        && one.beta() == 6) {
      out.add("Relu6", name, in);
    } else if (op instanceof Op.Lrn norm) {
      lrn(name, norm, in.get(0), shape(node.name()).c());
    } else if (op instanceof Op.MaxPool pool) {
      pool(name, "MaxPool", pool.window(), in.get(0));
    } else if (op instanceof Op.AvgPool pool) {
      pool(name, "AvgPool", pool.window(), in.get(0));
    } else if (op instanceof Op.Concat) {
      concat(name, in);
    } else if (op instanceof Op.Add) {
      out.add("Add", name, in);
    } else if (op instanceof Op.GlobalAvgPool) {
      out.ints(name + "/axes", 1, 2);
      out.add(
          "Mean",
          name,
          List.of(in.get(0), name + "/axes"),
          Attr.type("Tidx", 3),
          Attr.truth("keep_dims", true));
    } else if (op instanceof Op.Pad pad) {
      pad(name, in.get(0), pad.top(), pad.left(), pad.bottom(), pad.right());
    } else if (op instanceof Op.Flatten) {
      out.ints(name + "/shape", -1, shape(node.name()).c());
      out.add("Reshape", name, List.of(in.get(0), name + "/shape"), Attr.type("Tshape", 3));
      flat.add(node.name());
    } else if (op instanceof Op.Softmax) {
      out.add("Softmax", name, in);
    } else {
      throw new UnsupportedOperationException(String.valueOf(op));
    }
    if (node.inputs().stream().anyMatch(flat::contains)) {
      flat.add(node.name());
    }
    names.put(node.name(), name);
  }

  private void convolution(String name, Op.Conv conv, String input, String in) {
    boolean biased = conv.bias() != null;
    Shape k = conv.weight().shape();
    boolean depthwise = conv.groups() > 1 && k.c() == 1;
    String product = biased ? name + (flat.contains(input) ? "/matmul" : "/conv") : name;
    float[] values = last(conv.weight());
    if (flat.contains(input)) {
      out.floats(product + "/weights", new long[] {k.c(), k.n()}, values);
      out.add("MatMul", product, List.of(in, product + "/weights"));
    } else {
      long[] extents =
          depthwise
              ? new long[] {k.h(), k.w(), conv.groups(), k.n() / conv.groups()}
              : new long[] {k.h(), k.w(), k.c(), k.n()};
      out.floats(product + "/weights", extents, values);
      out.add("Identity", product + "/weights/read", List.of(product + "/weights"));
      Window window = conv.window();
      String from = in;
      String padding = "SAME";
      if (!same(window)) {
        padding = "VALID";
        from = bordered(product, window, in);
      }
      out.add(
          depthwise ? "DepthwiseConv2dNative" : "Conv2D",
          product,
          List.of(from, product + "/weights/read"),
          Attr.ints("strides", 1, window.strideH(), window.strideW(), 1),
          Attr.text("padding", padding));
    }
    Parameter bias = conv.bias();
    if (bias != null) {
      out.floats(name + "/bias", new long[] {k.n()}, bias.values());
      out.add("BiasAdd", name, List.of(product, name + "/bias"));
    }
  }

  /** Whether TensorFlow's "same" is what the border is. */
  private static boolean same(Window window) {
    return window.padding() instanceof Window.Padding.Same
        || window.padding() instanceof Window.Padding.Ceil
        || (window.padding() instanceof Window.Padding.Explicit e
            && window.strideH() == 1
            && window.strideW() == 1
            && e.top() * 2 == window.kernelH() - 1
            && e.left() * 2 == window.kernelW() - 1
            && e.top() == e.bottom()
            && e.left() == e.right());
  }

  private String bordered(String name, Window window, String in) {
    Window.Padding.Explicit e = (Window.Padding.Explicit) window.padding();
    if (e.top() + e.left() + e.bottom() + e.right() == 0) {
      return in;
    }
    pad(name + "/pad", in, e.top(), e.left(), e.bottom(), e.right());
    return name + "/pad";
  }

  private void pad(String name, String in, int top, int left, int bottom, int right) {
    out.ints(name + "/paddings", new long[] {4, 2}, 0, 0, top, bottom, left, right, 0, 0);
    out.add("Pad", name, List.of(in, name + "/paddings"), Attr.type("Tpaddings", 3));
  }

  private void pool(String name, String op, Window window, String in) {
    boolean same = same(window);
    out.add(
        op,
        name,
        List.of(same ? in : bordered(name, window, in)),
        Attr.ints("ksize", 1, window.kernelH(), window.kernelW(), 1),
        Attr.ints("strides", 1, window.strideH(), window.strideW(), 1),
        Attr.text("padding", same ? "SAME" : "VALID"));
  }

  private void concat(String name, List<String> in) {
    boolean old = style == Style.LUCID;
    String axis = name + (old ? "/concat_dim" : "/axis");
    out.integer(axis, 3);
    List<String> all = new ArrayList<>(in);
    all.add(old ? 0 : in.size(), axis);
    Attr count = Attr.integer("N", in.size());
    if (old) {
      out.add("Concat", name, all, count);
    } else {
      out.add("ConcatV2", name, all, count, Attr.type("Tidx", 3));
    }
  }

  private void lrn(String name, Op.Lrn norm, String in, int channels) {
    int radius = norm.size() / 2;
    float alpha = norm.alpha() / norm.size();
    if (style != Style.ORACLE) {
      out.add(
          "LRN",
          name,
          List.of(in),
          Attr.integer("depth_radius", radius),
          Attr.real("bias", norm.k()),
          Attr.real("alpha", alpha),
          Attr.real("beta", norm.beta()));
      return;
    }
    float[] band = new float[channels * channels];
    for (int i = 0; i < channels; i++) {
      for (int j = Math.max(0, i - radius); j <= Math.min(channels - 1, i + radius); j++) {
        band[i * channels + j] = alpha;
      }
    }
    out.floats(name + "/band", new long[] {1, 1, channels, channels}, band);
    out.floats(name + "/k", new long[] {}, norm.k());
    out.floats(name + "/beta", new long[] {}, -norm.beta());
    out.add("Mul", name + "/square", List.of(in, in));
    out.add(
        "Conv2D",
        name + "/sum",
        List.of(name + "/square", name + "/band"),
        Attr.ints("strides", 1, 1, 1, 1),
        Attr.text("padding", "VALID"));
    out.add("Add", name + "/base", List.of(name + "/sum", name + "/k"));
    out.add("Pow", name + "/factor", List.of(name + "/base", name + "/beta"));
    out.add("Mul", name, List.of(in, name + "/factor"));
  }

  private void normalization(String name, Op.BatchNorm norm, String in) {
    int channels = norm.mean().shape().size();
    long[] each = {channels};
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    Parameter scale = norm.scale();
    Parameter shift = norm.shift();
    String at = name + "/BatchNorm";
    out.floats(at + "/beta", each, shift == null ? new float[channels] : shift.values());
    out.floats(at + "/moving_mean", each, norm.mean().values());
    out.floats(at + "/moving_variance", each, norm.variance().values());
    if (style == Style.FUSED) {
      out.floats(at + "/gamma", each, scale == null ? ones : scale.values());
      out.add(
          "FusedBatchNormV3",
          name,
          List.of(in, at + "/gamma", at + "/beta", at + "/moving_mean", at + "/moving_variance"),
          Attr.type("U", 1),
          Attr.real("epsilon", norm.epsilon()),
          Attr.truth("is_training", false));
      return;
    }
    out.floats(at + "/add/y", new long[] {}, norm.epsilon());
    out.add("Add", at + "/add", List.of(at + "/moving_variance", at + "/add/y"));
    out.add("Rsqrt", at + "/Rsqrt", List.of(at + "/add"));
    String factor = at + "/Rsqrt";
    if (scale != null) {
      out.floats(at + "/gamma", each, scale.values());
      out.add("Mul", at + "/mul", List.of(factor, at + "/gamma"));
      factor = at + "/mul";
    }
    out.add("Mul", at + "/mul_1", List.of(in, factor));
    out.add("Mul", at + "/mul_2", List.of(at + "/moving_mean", factor));
    out.add("Sub", at + "/sub", List.of(at + "/beta", at + "/mul_2"));
    out.add("Add", name, List.of(at + "/mul_1", at + "/sub"));
  }

  /** {@code [out, in, kh, kw]} as {@code [kh, kw, in, out]}. */
  private static float[] last(Parameter weight) {
    Shape s = weight.shape();
    float[] ours = weight.values();
    float[] theirs = new float[ours.length];
    int area = s.h() * s.w();
    for (int o = 0; o < s.n(); o++) {
      for (int i = 0; i < s.c(); i++) {
        for (int p = 0; p < area; p++) {
          theirs[(p * s.c() + i) * s.n() + o] = ours[(o * s.c() + i) * area + p];
        }
      }
    }
    return theirs;
  }
}
