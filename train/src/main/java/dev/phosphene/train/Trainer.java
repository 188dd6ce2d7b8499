package dev.phosphene.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/** Trains the weights epoch by epoch, and keeps their running average. */
final class Trainer {
  /** Weight of the old value in the running average of the weights, per step. */
  private static final double AVERAGE = .95;

  private static final int MEAN_REDUCTION = 1;
  private static final int NO_CLASS = -100;

  private final TrainingRecipe recipe;
  private final Cifar10 data;
  private final MiniNet net;
  private final MiniNet average;
  private final List<MiniNet> workers = new ArrayList<>();
  private final BatchThreads team;
  private final TrainingOptimizer optimizer;

  /** Mean loss and accuracy on the augmented images of an epoch. */
  record Epoch(double loss, double accuracy) {}

  Trainer(TrainingRecipe recipe, Cifar10 data, BatchThreads team) {
    this.recipe = recipe;
    this.team = team;
    this.data = data;
    float[] first = Patches.kernels(data, Block.mini().get(0).out());
    this.net = new MiniNet(Block.mini(), first, recipe.seed());
    this.average = new MiniNet(Block.mini(), first, recipe.seed());
    for (int i = 0; i < team.size(); i++) {
      workers.add(new MiniNet(Block.mini(), first, recipe.seed()));
    }
    this.optimizer = new TrainingOptimizer(net.parameters, recipe);
  }

  /** Returns the network with the averaged weights, which is measured and shipped. */
  MiniNet average() {
    return average;
  }

  /** Returns the whole mutable state, by name. */
  Map<String, Tensor> state() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    net.parameters.forEach((k, v) -> state.put("net/" + k, v));
    net.statistics.forEach((k, v) -> state.put("net/" + k, v));
    average.parameters.forEach((k, v) -> state.put("average/" + k, v));
    average.statistics.forEach((k, v) -> state.put("average/" + k, v));
    optimizer.momentum.forEach((k, v) -> state.put("momentum/" + k, v));
    return state;
  }

  /** Returns the learning rate factor at the start of an epoch, from 0. */
  double rate(int epoch) {
    return recipe.rate(epoch);
  }

  /** Trains for one epoch; reports the fraction done, in [0,1], to {@code progress}. */
  Epoch epoch(int epoch, Consumer<Double> progress) throws InterruptedException {
    int side = recipe.side(epoch);
    Augmentation augmentation =
        new Augmentation(side, recipe.shift(), recipe.cutout(epoch), (float) recipe.noise());
    int steps = data.count() / recipe.batch();
    double loss = 0;
    double accuracy = 0;
    try (Batches batches =
        new Batches(data, augmentation, side, recipe.part(), recipe.seed(), epoch)) {
      for (int s = 0; s < steps; s++) {
        Epoch e = gradients(batches, side);
        loss += e.loss() / steps;
        accuracy += e.accuracy() / steps;
        optimizer.step(recipe.rate(epoch + (s + .5) / steps), team);
        follow();
        progress.accept((s + 1.0) / steps);
      }
    }
    return new Epoch(loss, accuracy);
  }

  /** Computes the gradients of a batch; every worker does the same share of its parts. */
  private Epoch gradients(Batches batches, int side) throws InterruptedException {
    int parts = recipe.batch() / recipe.part();
    List<Batches.Batch> batch = new ArrayList<>();
    for (int i = 0; i < parts; i++) {
      batch.add(batches.next());
    }
    List<Callable<Epoch>> shares = new ArrayList<>();
    for (int w = 0; w < workers.size(); w++) {
      int first = w;
      shares.add(() -> share(batch, first, side));
    }
    double loss = 0;
    double accuracy = 0;
    for (Epoch e : team.all(shares)) {
      loss += e.loss();
      accuracy += e.accuracy();
    }
    gather();
    return new Epoch(loss, accuracy);
  }

  /** Runs forward and backward for parts first, first + workers, …; on a thread of its own. */
  private Epoch share(List<Batches.Batch> batch, int first, int side) {
    MiniNet worker = workers.get(first);
    worker.copy(net);
    double loss = 0;
    double accuracy = 0;
    for (int i = first; i < batch.size(); i += workers.size()) {
      Epoch e = part(worker, batch.get(i), side);
      loss += e.loss() / batch.size();
      accuracy += e.accuracy() / batch.size();
    }
    return new Epoch(loss, accuracy);
  }

  private Epoch part(MiniNet worker, Batches.Batch batch, int side) {
    try (PointerScope scope = new PointerScope()) {
      int n = batch.labels().length;
      Tensor logits =
          worker.train(Tensors.channelsLast(batch.pixels(), n, side), recipe.precision().type());
      Tensor loss =
          torch.cross_entropy_loss(
              logits,
              Tensors.of(batch.labels()),
              new TensorOptional(),
              MEAN_REDUCTION,
              NO_CLASS,
              recipe.smoothing());
      loss.mul(Tensors.scalar(recipe.part() / (double) recipe.batch())).backward();
      byte[] labels = new byte[n];
      for (int i = 0; i < n; i++) {
        labels[i] = (byte) batch.labels()[i];
      }
      int right = Evaluation.right(Tensors.values(logits), labels, 0);
      return new Epoch(loss.item_float(), right / (double) n);
    }
  }

  /** Sums the workers' gradients and averages their statistics, always in the same order. */
  private void gather() {
    try (PointerScope scope = new PointerScope();
        AutoGradMode off = new AutoGradMode(false)) {
      for (String name : net.parameters.keySet()) {
        Tensor sum = optimizer.gradient(name).zero_();
        for (MiniNet worker : workers) {
          Tensor g = worker.parameter(name).grad();
          sum.add_(g);
          g.zero_();
        }
      }
      for (String name : net.statistics.keySet()) {
        Tensor mean = net.statistic(name).zero_();
        for (MiniNet worker : workers) {
          mean.add_(worker.statistic(name), Tensors.scalar(1.0 / workers.size()));
        }
      }
    }
  }

  private void follow() {
    try (PointerScope scope = new PointerScope();
        AutoGradMode off = new AutoGradMode(false)) {
      for (String name : net.parameters.keySet()) {
        average.parameter(name).lerp_(net.parameter(name), Tensors.scalar(1 - AVERAGE));
      }
      for (String name : net.statistics.keySet()) {
        average.statistic(name).lerp_(net.statistic(name), Tensors.scalar(1 - AVERAGE));
      }
    }
  }
}
