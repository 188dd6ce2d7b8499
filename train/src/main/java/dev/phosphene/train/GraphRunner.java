package dev.phosphene.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Runs an exported graph node by node with PyTorch, to measure the exported file. */
final class GraphRunner {
  private final List<Map<String, Object>> nodes;
  private final Map<String, Tensor> weights = new LinkedHashMap<>();

  GraphRunner(Exported net, Map<String, SafetensorsExport.Entry> tensors) {
    this.nodes = net.nodes();
    tensors.forEach(
        (name, e) -> {
          long[] shape = java.util.Arrays.stream(e.shape()).asLongStream().toArray();
          weights.put(name, Tensors.of(e.values(), shape));
        });
  }

  /** Returns the logits [n,10] of network inputs [n,3,h,w]. */
  Tensor forward(Tensor input) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    values.put("input", input);
    Tensor y = input;
    for (Map<String, Object> node : nodes) {
      Tensor x = tensor(values, texts(node, "inputs").get(0));
      y = apply(node, x);
      values.put(String.valueOf(node.get("name")), y);
    }
    return y.reshape(y.size(0), -1);
  }

  private Tensor apply(Map<String, Object> node, Tensor x) {
    String op = String.valueOf(node.get("op"));
    return switch (op) {
      case "conv" -> {
        int pad = Integer.parseInt(texts(node, "padding").get(0));
        yield torch.conv2d(
            x,
            tensor(weights, String.valueOf(node.get("weight"))),
            new TensorOptional(tensor(weights, String.valueOf(node.get("bias")))),
            new long[] {1, 1},
            new long[] {pad, pad},
            new long[] {1, 1},
            1);
      }
      case "relu" -> torch.relu(x);
      case "maxpool" -> torch.max_pool2d(x, 2, 2);
      case "global_average_pool" -> x.mean(2, 3).reshape(x.size(0), x.size(1), 1, 1);
      default -> throw new IllegalArgumentException("no operation " + op);
    };
  }

  private static List<String> texts(Map<String, Object> node, String key) {
    List<String> texts = new ArrayList<>();
    if (node.get(key) instanceof List<?> list) {
      list.forEach(v -> texts.add(String.valueOf(v)));
    }
    return texts;
  }

  private static Tensor tensor(Map<String, Tensor> map, String name) {
    Tensor t = map.get(name);
    if (t == null) {
      throw new IllegalArgumentException("no tensor " + name + "; there are " + map.keySet());
    }
    return t;
  }
}
