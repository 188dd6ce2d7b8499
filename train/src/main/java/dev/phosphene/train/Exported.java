package dev.phosphene.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The network as shipped: convolutions with bias, ReLU and pooling in the usual order; batch
 * normalization is folded into the convolutions.
 *
 * @param nodes nodes as in the file's graph
 * @param tensors weights (OIHW) and biases by name
 */
record Exported(List<Map<String, Object>> nodes, Map<String, SafetensorsExport.Entry> tensors) {

  /**
   * Folds the batch normalization.
   *
   * @param values parameters and statistics by the names in {@link MiniNet}
   */
  static Exported of(List<Block> blocks, Map<String, float[]> values) {
    Exported net = new Exported(new ArrayList<>(), new LinkedHashMap<>());
    String last = "input";
    for (Block b : blocks) {
      last = net.conv(b.conv(), last, b.pad(), folded(b, values));
      net.tensors.put(
          b.conv() + ".bias", new SafetensorsExport.Entry(foldedBias(b, values), b.out()));
      last = net.node(b.relu(), "relu", last, Map.of());
      if (b.pools()) {
        Map<String, Object> pool = new LinkedHashMap<>();
        pool.put("kernel", List.of(2, 2));
        pool.put("strides", List.of(2, 2));
        pool.put("padding", List.of(0, 0, 0, 0));
        last = net.node(b.pool(), "maxpool", last, pool);
      }
    }
    last = net.node("pooled", "global_average_pool", last, Map.of());
    net.head(last, blocks.get(blocks.size() - 1).out(), values);
    return net;
  }

  private String node(String name, String op, String input, Map<String, Object> more) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("name", name);
    node.put("op", op);
    node.put("inputs", List.of(input));
    node.putAll(more);
    nodes.add(node);
    return name;
  }

  private String conv(String name, String input, int pad, SafetensorsExport.Entry weight) {
    Map<String, Object> conv = new LinkedHashMap<>();
    conv.put("strides", List.of(1, 1));
    conv.put("padding", List.of(pad, pad, pad, pad));
    conv.put("weight", name + ".weight");
    conv.put("bias", name + ".bias");
    tensors.put(name + ".weight", weight);
    return node(name, "conv", input, conv);
  }

  private static SafetensorsExport.Entry folded(Block b, Map<String, float[]> values) {
    float[] w = get(values, b.conv() + ".weight").clone();
    float[] var = get(values, b.conv() + ".var");
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (w[i] / Math.sqrt(var[i / (b.in() * 9)] + MiniNet.EPSILON));
    }
    return new SafetensorsExport.Entry(w, b.out(), b.in(), 3, 3);
  }

  private static float[] foldedBias(Block b, Map<String, float[]> values) {
    float[] bias = get(values, b.conv() + ".bias").clone();
    float[] mean = get(values, b.conv() + ".mean");
    float[] var = get(values, b.conv() + ".var");
    for (int i = 0; i < bias.length; i++) {
      bias[i] = (float) (bias[i] - mean[i] / Math.sqrt(var[i] + MiniNet.EPSILON));
    }
    return bias;
  }

  private void head(String input, int width, Map<String, float[]> values) {
    float[] w = get(values, "logits.weight").clone();
    float[] bias = get(values, "logits.bias").clone();
    float[] mean = get(values, "logits.mean");
    float[] var = get(values, "logits.var");
    for (int k = 0; k < bias.length; k++) {
      double sum = bias[k];
      for (int c = 0; c < width; c++) {
        int i = k * width + c;
        w[i] = (float) (w[i] * MiniNet.logitScale() / Math.sqrt(var[c] + MiniNet.EPSILON));
        sum -= w[i] * (double) mean[c];
      }
      bias[k] = (float) sum;
    }
    conv("logits", input, 0, new SafetensorsExport.Entry(w, bias.length, width, 1, 1));
    tensors.put("logits.bias", new SafetensorsExport.Entry(bias, bias.length));
  }

  private static float[] get(Map<String, float[]> values, String name) {
    float[] v = values.get(name);
    if (v == null) {
      throw new IllegalArgumentException("no values " + name + "; there are " + values.keySet());
    }
    return v;
  }
}
