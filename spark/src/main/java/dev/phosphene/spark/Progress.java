package dev.phosphene.spark;

import dev.phosphene.gallery.SharedWork;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Tells how many units are done, at most every ten seconds. */
final class Progress extends SparkListener {
  private static final long NANOS = 10_000_000_000L;

  private final int units;
  private final double each;
  private final PrintWriter err;
  private final Set<Integer> done = new HashSet<>();
  private final long began = System.nanoTime();
  private long told = System.nanoTime();

  Progress(SharedWork work, int units, PrintWriter err) {
    this.units = units;
    this.err = err;
    int tasks = Math.max(1, work.tasks());
    int all = 0;
    for (int task = 0; task < work.tasks(); task++) {
      all += work.units(task);
    }
    each = (double) all / tasks;
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (end.reason() != Success$.MODULE$ || !done.add(end.taskInfo().index())) {
      return; // a failure, or a second copy of a task
    }
    long now = System.nanoTime();
    if (now - told > NANOS) {
      told = now;
      long count = Math.min(units, Math.round(done.size() * each));
      double rate = count / ((now - began) / 60e9);
      err.printf(Locale.ROOT, "about %,d of %,d units, %.0f a minute%n", count, units, rate);
    }
  }
}
