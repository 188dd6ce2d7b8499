package dev.phosphene.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;

/**
 * Stochastic gradient descent with Nesterov momentum; for kernels the step is first orthogonalized
 * (Muon: K. Jordan and others, 2024), and kernels keep a constant norm, which batch normalization
 * makes arbitrary.
 */
final class TrainingOptimizer {
  /** Newton-Schulz coefficients of Muon. */
  private static final double A = 3.4445;

  private static final double B = -4.7750;
  private static final double C = 2.0315;
  private static final int ITERATIONS = 4;

  private final Map<String, Tensor> parameters;
  private final TrainingRecipe recipe;

  private final Map<String, Tensor> gradients = new LinkedHashMap<>();

  /** Momentum by parameter name. */
  final Map<String, Tensor> momentum = new LinkedHashMap<>();

  TrainingOptimizer(Map<String, Tensor> parameters, TrainingRecipe recipe) {
    this.parameters = parameters;
    this.recipe = recipe;
    parameters.forEach((name, p) -> momentum.put(name, zeros(p)));
    parameters.forEach((name, p) -> gradients.put(name, zeros(p)));
  }

  private static Tensor zeros(Tensor like) {
    return Tensors.of(new float[(int) like.numel()], shape(like));
  }

  private static long[] shape(Tensor t) {
    long[] shape = new long[(int) t.dim()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = t.size(i);
    }
    return shape;
  }

  /** Returns where to put a parameter's gradient before a step. */
  Tensor gradient(String name) {
    return get(gradients, name);
  }

  /** Takes one descent step; {@code rate} in [0,1] scales every learning rate. */
  void step(double rate, BatchThreads team) throws InterruptedException {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (String name : parameters.keySet()) {
      tasks.add(() -> step(name, rate));
    }
    team.all(tasks);
  }

  private boolean step(String name, double rate) {
    try (PointerScope scope = new PointerScope();
        AutoGradMode off = new AutoGradMode(false)) {
      Tensor p = get(parameters, name);
      Tensor g = gradient(name);
      boolean kernel = p.dim() == 4;
      double mu = kernel ? recipe.kernelMomentum() : recipe.momentum();
      Tensor m = get(momentum, name).mul_(Tensors.scalar(mu)).add_(g);
      Tensor direction = g.add(m, Tensors.scalar(mu));
      if (kernel) {
        double norm = Math.sqrt((double) p.size(0));
        p.mul_(Tensors.scalar(norm / p.norm().item_float()));
        double lr = recipe.kernelRate() * rate * (p.size(1) == 3 ? recipe.firstRate() : 1);
        p.add_(orthogonal(direction), Tensors.scalar(-lr));
      } else if (name.equals("logits.weight")) {
        p.mul_(Tensors.scalar(1 - recipe.headRate() * rate * recipe.headDecay()));
        p.add_(direction, Tensors.scalar(-recipe.headRate() * rate));
      } else {
        p.add_(direction, Tensors.scalar(-recipe.biasRate() * rate));
      }
      return true;
    }
  }

  private static Tensor get(Map<String, Tensor> map, String name) {
    Tensor t = map.get(name);
    if (t == null) {
      throw new IllegalArgumentException("no tensor " + name + "; there are " + map.keySet());
    }
    return t;
  }

  /** Returns g, seen as [out, everything else], with all singular values brought to about one. */
  static Tensor orthogonal(Tensor g) {
    Tensor x = g.contiguous().reshape(g.size(0), -1);
    x = x.div(x.norm().add(Tensors.scalar(1e-7)));
    boolean tall = x.size(0) > x.size(1);
    if (tall) {
      x = x.t();
    }
    for (int i = 0; i < ITERATIONS; i++) {
      Tensor a = x.matmul(x.t());
      Tensor b = a.mul(Tensors.scalar(B)).add(a.matmul(a), Tensors.scalar(C));
      x = x.mul(Tensors.scalar(A)).add(b.matmul(x));
    }
    return (tall ? x.t() : x).reshape(shape(g));
  }
}
