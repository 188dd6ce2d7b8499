package dev.phosphene.train;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import org.bytedeco.pytorch.global.torch;

/**
 * Trains the built-in network.
 *
 * <pre>
 * Train --data cifar10-jpeg.tar.gz --out FOLDER [--threads 2] [--until EPOCH] [recipe options]
 * </pre>
 *
 * Writes to the folder {@code checkpoint.bin} after every epoch, from which the same command
 * resumes after an interruption, {@code training.csv}, and the decoded images.
 */
public final class Train {
  private static final int QUICK = 5;
  private static final int FULL_EPOCHS = 3;
  private static final String COLUMNS =
      "epoch,side,rate,loss,train_accuracy,test_accuracy,test_pictures,wall_seconds,cpu_seconds\n";

  private Train() {}

  /** Runs the training. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options = new Options(args);
    torch.set_num_threads(1);
    Path out = Files.createDirectories(Path.of(options.text("out")));
    Path archive = Path.of(options.text("data"));
    Path cache = Path.of(options.text("cache", out.toString()));
    TrainingRecipe recipe = TrainingRecipe.of(options);
    int until = Math.min(recipe.epochs(), options.integer("until", recipe.epochs()));
    int threads = options.integer("threads", 2);
    options.end();
    Cifar10 train = Cifar10.read(archive, "train", cache);
    Cifar10 test = Cifar10.read(archive, "test", cache);
    System.out.println(recipe);
    try (BatchThreads team = new BatchThreads(threads)) {
      run(out, recipe, until, train, test, team);
    }
  }

  private static void run(
      Path out, TrainingRecipe recipe, int until, Cifar10 train, Cifar10 test, BatchThreads team)
      throws IOException, InterruptedException {
    Trainer trainer = new Trainer(recipe, train, team);
    Path file = out.resolve("checkpoint.bin");
    Path log = out.resolve("training.csv");
    Checkpoint.Progress done = new Checkpoint.Progress(0, 0, 0);
    if (Files.exists(file)) {
      done = Checkpoint.read(file, trainer.state());
      System.out.println("resuming after epoch " + done.epochs());
    } else {
      Files.writeString(log, COLUMNS);
    }
    Stopwatch watch = new Stopwatch(done.wallSeconds(), done.cpuSeconds());
    for (int e = done.epochs(); e < until; e++) {
      int epoch = e;
      Trainer.Epoch result = trainer.epoch(e, part -> progress(epoch, part, recipe, watch));
      Cifar10 pictures = e >= recipe.epochs() - FULL_EPOCHS ? test : test.thinned(QUICK);
      double accuracy = Evaluation.accuracy(pictures, team, trainer.average()::forward);
      String line =
          String.format(
              Locale.ROOT,
              "%d,%d,%.4f,%.4f,%.4f,%.4f,%d,%.0f,%.0f%n",
              e + 1,
              recipe.side(e),
              trainer.rate(e),
              result.loss(),
              result.accuracy(),
              accuracy,
              pictures.count(),
              watch.wall(),
              watch.cpu());
      System.out.print("\r" + line);
      Files.write(log, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
      Checkpoint.write(
          file, new Checkpoint.Progress(e + 1, watch.wall(), watch.cpu()), trainer.state());
    }
    double accuracy = Evaluation.accuracy(test, team, trainer.average()::forward);
    System.out.printf(
        Locale.ROOT,
        "test accuracy %.4f on %d pictures; %.0f s, %.0f s of processor time%n",
        accuracy,
        test.count(),
        watch.wall(),
        watch.cpu());
  }

  private static void progress(int epoch, double part, TrainingRecipe recipe, Stopwatch watch) {
    System.out.printf(
        Locale.ROOT,
        "\repoch %d of %d: %3.0f %%, %.0f s, %.0f s of processor time ",
        epoch + 1,
        recipe.epochs(),
        100 * part,
        watch.wall(),
        watch.cpu());
    System.out.flush();
  }
}
