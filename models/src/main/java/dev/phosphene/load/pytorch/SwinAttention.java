package dev.phosphene.load.pytorch;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.pytorch.TransformerLayers.Value;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Builds attention within an image's windows, which may be shifted cyclically. */
final class SwinAttention {
  private static final float MASKED = -100;

  /** Logarithm of Swin V2's largest scale (arXiv:2111.09883, 3.2). */
  private static final double MOST_SCALE = Math.log(100);

  private final NetworkBuilder net;
  private final TransformerLayers tensors;
  private final String name;
  private final boolean second;

  SwinAttention(NetworkBuilder net, TransformerLayers tensors, String name, boolean second) {
    this.net = net;
    this.tensors = tensors;
    this.name = name;
    this.second = second;
  }

  /** Returns the image {@code x} of that size after attention, without the shortcut. */
  String of(String x, int rows, int window, boolean shifted) {
    int c = net.channels(x);
    int padded = (rows + window - 1) / window * window;
    int shift = shifted && window < padded ? window / 2 : 0;
    String y = x;
    if (padded > rows) {
      y = net.same(name + "/padded", new Op.Pad(0, 0, padded - rows, padded - rows, 0), y);
    }
    y = rolled(name + "/shifted", y, shift, padded);
    int along = padded / window;
    int tokens = window * window;
    Value image = tensors.image(y, padded, padded);
    Value split = tensors.reshape(name + "/rows", image, c, along, window, along, window);
    Value turned = tensors.transpose(name + "/windows", split, 2, 4, 3, 5, 1);
    Value in = tensors.reshape(name + "/tokens", turned, along * along, tokens, c);
    Value out = attention(in, window, along, shift);
    Value back = tensors.reshape(name + "/grid", out, along, along, window, window, c);
    Value untwisted = tensors.transpose(name + "/image", back, 5, 1, 3, 2, 4);
    String z =
        net.add(
            name + "/image/joined",
            c,
            new Op.Reshape(List.of(c, padded, padded)),
            untwisted.node());
    z = rolled(name + "/back", z, padded - shift, padded);
    if (padded > rows) {
      z = net.same(name + "/cut", new Op.Crop(new dev.phosphene.graph.Box(0, 0, rows, rows)), z);
    }
    return z;
  }

  /** Rolls: position i becomes that of i + shift, cyclically. */
  private String rolled(String path, String x, int shift, int extent) {
    if (shift % extent == 0) {
      return x;
    }
    List<Integer> places =
        IntStream.range(0, extent).map(i -> (i + shift) % extent).boxed().toList();
    Selection selection = new Selection.Listed(places);
    String rows = net.same(path + "/rows", new Op.Select(2, selection), x);
    return net.same(path, new Op.Select(3, selection), rows);
  }

  private Value attention(Value in, int window, int along, int shift) {
    int c = in.last();
    int heads = heads();
    Value all = qkv(in, c);
    List<Value> qkv = tensors.heads(name + ".qkv", all, heads);
    Value scores;
    if (second) {
      Value q = unit(name + "/q/unit", qkv.get(0));
      scores = tensors.product(name + "/cosine", q, unit(name + "/k/unit", qkv.get(1)));
      Parameter log = net.weight(name + ".logit_scale", heads);
      Parameter scale = new Parameter(log.name(), Shape.of(1, heads, 1, 1), () -> scales(log));
      Value factor = tensors.constant(name + "/scale", scale, 1, heads, 1, 1);
      scores = tensors.add(name + "/scores", new Op.Binary(Op.Arithmetic.MUL), scores, factor);
    } else {
      float factor = (float) (1 / Math.sqrt(qkv.get(0).last()));
      Value q = tensors.scaled(name + "/scaled", qkv.get(0), factor);
      scores = tensors.product(name + "/scores", q, qkv.get(1));
    }
    int tokens = window * window;
    Parameter table = table(heads, window);
    Shape square = Shape.of(1, heads, tokens, tokens);
    Parameter spread =
        new Parameter(table.name(), square, () -> bias(table.values(), heads, window));
    Value bias = tensors.constant(name + "/bias", spread, 1, heads, tokens, tokens);
    scores = tensors.add(name + "/biased", new Op.Binary(Op.Arithmetic.ADD), scores, bias);
    if (shift > 0) {
      Parameter mask =
          new Parameter(
              name + " mask",
              Shape.of(along * along, 1, tokens, tokens),
              () -> mask(window, along, shift));
      Value masked = tensors.constant(name + "/mask", mask, along * along, 1, tokens, tokens);
      scores = tensors.add(name + "/masked", new Op.Binary(Op.Arithmetic.ADD), scores, masked);
    }
    Value shares = tensors.add(name + "/softmax", new Op.Softmax(4, false), scores);
    Value z = tensors.attended(name, shares, qkv.get(2));
    return tensors.linear(name + ".proj", z);
  }

  private int heads() {
    return second
        ? net.shape(name + ".logit_scale").n()
        : net.shape(name + ".relative_position_bias_table").extent(1);
  }

  /** Adds queries, keys and values; in V2 the keys have no bias, whatever the file says. */
  private Value qkv(Value in, int c) {
    String path = name + ".qkv";
    if (!second || !net.has(path + ".bias")) {
      return tensors.linear(path, in);
    }
    Parameter whole = net.weight(path + ".bias", 3 * c);
    Parameter bias =
        new Parameter(
            whole.name(),
            whole.shape(),
            () -> {
              float[] values = whole.source().get();
              Arrays.fill(values, c, 2 * c, 0);
              return values;
            });
    return tensors.linear(path, in, path + ".weight", bias);
  }

  /** Adds {@code x / max(|x|, 1e-12)} over the last axis, as PyTorch's normalize. */
  private Value unit(String path, Value x) {
    Value squared = tensors.add(path + "/squared", new Op.Binary(Op.Arithmetic.MUL), x, x);
    Value sum = tensors.add(path + "/sum", new Op.Reduce(Op.Reduction.SUM, 4), squared);
    Value safe =
        tensors.add(
            path + "/safe", new Op.Pointwise(ScalarFunction.CLIP, 1e-24f, Float.MAX_VALUE), sum);
    Value length = tensors.add(path + "/length", new Op.Pointwise(ScalarFunction.SQRT), safe);
    return tensors.add(path, new Op.Binary(Op.Arithmetic.DIV), x, length);
  }

  private static float[] scales(Parameter log) {
    float[] values = log.source().get();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.exp(Math.min(values[i], MOST_SCALE));
    }
    return values;
  }

  /** Returns the biases by relative position: {@code [(2 · window − 1)², heads]}. */
  private Parameter table(int heads, int window) {
    int places = (2 * window - 1) * (2 * window - 1);
    if (!second) {
      return net.weight(name + ".relative_position_bias_table", places, heads);
    }
    Parameter distances = distances(window);
    int hidden = net.shape(name + ".cpb_mlp.0.weight").n();
    Parameter first = net.weight(name + ".cpb_mlp.0.weight", hidden, 2);
    Parameter bias = net.weight(name + ".cpb_mlp.0.bias", hidden);
    Parameter last = net.weight(name + ".cpb_mlp.2.weight", heads, hidden);
    return new Parameter(
        last.name(),
        Shape.of(places, heads),
        () -> continuous(distances.values(), first.values(), bias.values(), last.values()));
  }

  /** Returns the file's distances {@code [(2 · window − 1)², 2]}, or else the paper's. */
  private Parameter distances(int window) {
    int side = 2 * window - 1;
    String key = name + ".relative_coords_table";
    if (net.has(key)) {
      return net.weight(key, side * side, 2);
    }
    return new Parameter(
        key,
        Shape.of(side * side, 2),
        () -> {
          float[] table = new float[side * side * 2];
          for (int place = 0; place < side * side; place++) {
            table[2 * place] = logarithmic(place / side - window + 1, window);
            table[2 * place + 1] = logarithmic(place % side - window + 1, window);
          }
          return table;
        });
  }

  /** Returns {@code sign(d) · log₂(1 + |d|) / 3} of a distance scaled to at most 8 (equation 4). */
  private static float logarithmic(int distance, int window) {
    double d = 8.0 * distance / (window - 1);
    return (float) (Math.signum(d) * Math.log(1 + Math.abs(d)) / Math.log(2) / 3);
  }

  /** Computes Swin V2's continuous bias (arXiv:2111.09883, equation 3): {@code 16 · σ(MLP)}. */
  private static float[] continuous(float[] distances, float[] first, float[] bias, float[] last) {
    int heads = last.length / bias.length;
    float[] table = new float[distances.length / 2 * heads];
    for (int place = 0; place < distances.length / 2; place++) {
      for (int head = 0; head < heads; head++) {
        double sum = 0;
        for (int i = 0; i < bias.length; i++) {
          double hidden =
              (double) first[2 * i] * distances[2 * place]
                  + (double) first[2 * i + 1] * distances[2 * place + 1]
                  + bias[i];
          sum += Math.max(hidden, 0) * last[head * bias.length + i];
        }
        table[place * heads + head] = (float) (16 / (1 + Math.exp(-sum)));
      }
    }
    return table;
  }

  /** Returns the bias of each pair of positions in a window: {@code [heads, tokens, tokens]}. */
  private static float[] bias(float[] table, int heads, int window) {
    int tokens = window * window;
    int side = 2 * window - 1;
    float[] bias = new float[heads * tokens * tokens];
    for (int i = 0; i < tokens; i++) {
      for (int j = 0; j < tokens; j++) {
        int y = i / window - j / window + window - 1;
        int x = i % window - j % window + window - 1;
        for (int head = 0; head < heads; head++) {
          bias[(head * tokens + i) * tokens + j] = table[(y * side + x) * heads + head];
        }
      }
    }
    return bias;
  }

  /** Masks pairs of positions from opposite edges: {@code [windows, tokens, tokens]}. */
  private static float[] mask(int window, int along, int shift) {
    int tokens = window * window;
    int extent = window * along;
    float[] mask = new float[along * along * tokens * tokens];
    for (int w = 0; w < along * along; w++) {
      for (int i = 0; i < tokens; i++) {
        for (int j = 0; j < tokens; j++) {
          boolean same =
              region(w / along * window + i / window, extent, window, shift)
                      == region(w / along * window + j / window, extent, window, shift)
                  && region(w % along * window + i % window, extent, window, shift)
                      == region(w % along * window + j % window, extent, window, shift);
          mask[(w * tokens + i) * tokens + j] = same ? 0 : MASKED;
        }
      }
    }
    return mask;
  }

  private static int region(int place, int extent, int window, int shift) {
    return place < extent - window ? 0 : place < extent - shift ? 1 : 2;
  }
}
