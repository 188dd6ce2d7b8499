package dev.phosphene.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * The network in training: per block a convolution without bias, max pooling, batch normalization
 * with a bias but without a gain, ReLU; then global average pooling, normalization, and a linear
 * layer to the ten logits.
 *
 * <p>Batch normalization with a gain of one is increasing, so pooling before it and before the ReLU
 * gives the same as the usual order of convolution, ReLU and pooling, at a quarter of the cost.
 * {@link Export} writes the usual order.
 */
final class MiniNet {
  static final double EPSILON = 1e-5;
  private static final double BN_MOMENTUM = .1;
  private static final double LOGIT_SCALE = .2;

  private final List<Block> blocks;

  /**
   * Learned: "conv.weight" [out,in,3,3], "conv.bias" [out], "logits.weight" [10,c], "logits.bias".
   */
  final Map<String, Tensor> parameters = new LinkedHashMap<>();

  /**
   * Running "conv.mean" and "conv.var" [out] of each batch normalization, and "logits.mean/var".
   */
  final Map<String, Tensor> statistics = new LinkedHashMap<>();

  private final Map<String, Tensor> ones = new LinkedHashMap<>();

  MiniNet(List<Block> blocks, float[] firstKernels, long seed) {
    this.blocks = blocks;
    Random random = new Random(seed);
    for (Block b : blocks) {
      float[] w = b.in() == 3 ? firstKernels : kernels(b, random);
      learn(b.conv() + ".weight", Tensors.of(w, b.out(), b.in(), 3, 3));
      learn(b.conv() + ".bias", Tensors.of(new float[b.out()], b.out()));
      normalize(b.conv(), b.out());
    }
    int width = blocks.get(blocks.size() - 1).out();
    float[] w = new float[10 * width];
    for (int i = 0; i < w.length; i++) {
      w[i] = (float) (random.nextGaussian() / Math.sqrt(3.0 * width));
    }
    learn("logits.weight", Tensors.of(w, 10, width));
    learn("logits.bias", Tensors.of(new float[10], 10));
    normalize("logits", width);
  }

  private void learn(String name, Tensor value) {
    parameters.put(name, value.set_requires_grad(true));
  }

  private void normalize(String name, int width) {
    float[] one = new float[width];
    java.util.Arrays.fill(one, 1);
    statistics.put(name + ".mean", Tensors.of(new float[width], width));
    statistics.put(name + ".var", Tensors.of(one, width));
    ones.put(name, Tensors.of(one, width));
  }

  /**
   * Returns initial kernels: the first pass their input on (Dirac), the others are uniform (He).
   */
  private static float[] kernels(Block b, Random random) {
    float[] w = new float[b.out() * b.in() * 9];
    float bound = (float) Math.sqrt(1.0 / (b.in() * 9));
    for (int i = 0; i < w.length; i++) {
      int o = i / (b.in() * 9);
      boolean center = i % (b.in() * 9) == o * 9 + 4;
      w[i] = o < b.in() ? (center ? 1 : 0) : bound * (2 * random.nextFloat() - 1);
    }
    return w;
  }

  List<Block> blocks() {
    return blocks;
  }

  /** Returns logits [n,10] of inputs [n,3,h,w] in float32, using the training's statistics. */
  Tensor forward(Tensor input) {
    return forward(input, false, ScalarType.Float);
  }

  /**
   * Returns logits [n,10] of inputs [n,3,h,w]; uses and updates batch statistics.
   *
   * @param numbers type the blocks compute in: float32, or bfloat16 with float32 parameters
   */
  Tensor train(Tensor input, ScalarType numbers) {
    return forward(input, true, numbers);
  }

  private Tensor forward(Tensor input, boolean training, ScalarType numbers) {
    Tensor x = input.to(numbers);
    for (Block b : blocks) {
      x =
          torch.conv2d(
              x,
              parameter(b.conv() + ".weight").to(numbers),
              new TensorOptional(),
              new long[] {1, 1},
              new long[] {b.pad(), b.pad()},
              new long[] {1, 1},
              1);
      if (b.pools()) {
        x = torch.max_pool2d(x, 2, 2);
      }
      x =
          torch.relu(
              normalized(x, b.conv(), new TensorOptional(parameter(b.conv() + ".bias")), training));
    }
    x = x.to(ScalarType.Float).mean(2, 3);
    x = normalized(x, "logits", new TensorOptional(zeros(x)), training);
    Tensor logits = x.mul(Tensors.scalar(LOGIT_SCALE)).matmul(parameter("logits.weight").t());
    return logits.add(parameter("logits.bias"));
  }

  private static Tensor zeros(Tensor x) {
    return torch.zeros(x.size(1));
  }

  private Tensor normalized(Tensor x, String name, TensorOptional bias, boolean training) {
    return torch.batch_norm(
        x,
        new TensorOptional(get(ones, name)),
        bias,
        new TensorOptional(get(statistics, name + ".mean")),
        new TensorOptional(get(statistics, name + ".var")),
        training,
        BN_MOMENTUM,
        EPSILON,
        false);
  }

  Tensor parameter(String name) {
    return get(parameters, name);
  }

  Tensor statistic(String name) {
    return get(statistics, name);
  }

  /** Copies another network's parameters and statistics. */
  void copy(MiniNet other) {
    try (PointerScope scope = new PointerScope();
        AutoGradMode off = new AutoGradMode(false)) {
      parameters.forEach((name, p) -> p.copy_(other.parameter(name)));
      statistics.forEach((name, s) -> s.copy_(other.statistic(name)));
    }
  }

  /** Returns the scale of the linear layer's weights. */
  static double logitScale() {
    return LOGIT_SCALE;
  }

  private static Tensor get(Map<String, Tensor> map, String name) {
    Tensor t = map.get(name);
    if (t == null) {
      throw new IllegalArgumentException("no tensor " + name + "; there are " + map.keySet());
    }
    return t;
  }
}
