package dev.phosphene.spark;

import dev.phosphene.cli.GalleryArguments;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.Gallery;
import dev.phosphene.gallery.GalleryListener;
import dev.phosphene.gallery.SharedWork;
import dev.phosphene.gallery.plan.GalleryPlan;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** The driver's part: divides the work, hands it out, and completes the folder. */
final class Job {
  private final SentFiles files;
  private final Gallery gallery;
  private final GalleryPlan plan;
  private final SharedWork work;
  private final URI folder;

  private Job(SentFiles files, Gallery gallery, URI folder) {
    this.files = files;
    this.gallery = gallery;
    this.plan = gallery.plan();
    this.work = SharedWork.of(plan);
    this.folder = folder;
  }

  /**
   * Reads the arguments and the model, before any executor is started.
   *
   * @throws InputException if they are not understood, or a file is missing
   */
  static Job of(List<String> arguments, PrintWriter err) {
    Destination destination = Destination.of(arguments);
    SentFiles files = SentFiles.of(destination.others());
    Gallery gallery = new GalleryArguments(destination.others()).gallery(err);
    return new Job(files, gallery, destination.folder());
  }

  void run(JavaSparkContext spark, PrintWriter err) {
    Store store = Store.at(folder, spark.hadoopConfiguration());
    agree(store);
    Set<String> present = store.names(work.plan().name());
    List<Integer> missing = new ArrayList<>();
    int units = 0;
    for (int task = 0; task < work.tasks(); task++) {
      if (!present.contains(work.record(task)) && !work.isDone(task, store.finished())) {
        missing.add(task);
        units += work.units(task);
      }
    }
    err.printf(
        Locale.ROOT,
        "%s: %,d of %,d units are missing, in %,d tasks%n",
        plan.id(),
        units,
        plan.units(),
        missing.size());
    if (!missing.isEmpty()) {
      files.send(spark);
      spark.sc().addSparkListener(new Progress(work, units, err));
      RenderTask task =
          new RenderTask(files.arguments(), text(work.plan()), folder.toString(), settings(spark));
      try {
        spark.parallelize(missing, missing.size()).foreach(task);
      } catch (Exception e) {
        throw failure(e);
      }
    }
    finish(store, err);
  }

  /** The first driver writes the plan, and a later one must have the same. */
  private void agree(Store store) {
    SharedWork.Output mine = work.plan();
    if (!store.exists(mine.name())) {
      store.put(mine);
    } else if (!store.text(mine.name()).equals(text(mine))) {
      throw new InputException(
          folder
              + " was begun with another plan of "
              + plan.id()
              + " ("
              + Difference.of(store.text(mine.name()), text(mine))
              + "); give the same arguments, or another folder");
    }
  }

  private static String text(SharedWork.Output file) {
    return new String(file.bytes(), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** What executors need to reach the folder as the driver does. */
  private static List<String> settings(JavaSparkContext spark) {
    List<String> settings = new ArrayList<>();
    for (var each : spark.hadoopConfiguration()) {
      if (each.getKey().startsWith("fs.")) {
        settings.add(each.getKey() + "\n" + each.getValue());
      }
    }
    return settings;
  }

  /** The cause in one sentence: what a task said is in a long text with its stack. */
  private static RuntimeException failure(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      int at = text.indexOf(TaskFailure.MARK);
      if (at >= 0) {
        String line = text.substring(at + TaskFailure.MARK.length()).lines().findFirst().orElse("");
        return new InputException(line.strip() + "; what was finished is kept", e);
      }
    }
    if (e instanceof SparkException || e.getCause() instanceof SparkException) {
      String text = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      return new InputException("the job failed: " + text + "; what was finished is kept", e);
    }
    return new IllegalStateException(e);
  }

  /** Makes sheets, data and site: in place, or in a copy if the folder is on another system. */
  private void finish(Store store, PrintWriter err) {
    err.println("all units are there; making sheets and site");
    GalleryListener listener =
        new GalleryListener() {
          @Override
          public void note(String text) {
            err.println("phosphene: " + text);
          }
        };
    if (store.isLocal()) {
      gallery.run(Path.of(folder), listener);
    } else {
      try (Copy copy = Copy.of(store)) {
        gallery.run(copy.path(), listener);
        copy.upload();
      }
    }
    err.println(folder);
  }
}
