package dev.phosphene.spark;

import dev.phosphene.error.InputException;
import dev.phosphene.error.UnavailableException;
import dev.phosphene.gallery.SharedWork;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.VoidFunction;

/**
 * Renders the units of one task, unless they are there already. Twice the same task, after a
 * failure or by speculation, writes the same bytes.
 */
final class RenderTask implements VoidFunction<Integer> {
  private static final long serialVersionUID = 1;

  private final ArrayList<String> arguments;
  private final String plan;
  private final String folder;
  private final ArrayList<String> settings;

  /**
   * A task of a job.
   *
   * @param plan the driver's plan, which the executor's must equal
   * @param settings of Hadoop's file systems: names and values, with a line break in between
   */
  RenderTask(List<String> arguments, String plan, String folder, List<String> settings) {
    this.arguments = new ArrayList<>(arguments);
    this.plan = plan;
    this.folder = folder;
    this.settings = new ArrayList<>(settings);
  }

  @Override
  public void call(Integer task) {
    try {
      SharedWork work = ExecutorWork.get(arguments, plan, TaskContext.get().cpus());
      Configuration configuration = new Configuration();
      for (String setting : settings) {
        String[] pair = setting.split("\n", 2);
        configuration.set(pair[0], pair[1]);
      }
      Store store = Store.at(URI.create(folder), configuration);
      if (!store.exists(work.record(task))) {
        work.render(task, store::put);
      }
    } catch (InputException | UnavailableException e) {
      throw new TaskFailure(where() + e.getMessage(), e);
    } catch (TaskFailure e) {
      throw e;
    } catch (LinkageError | RuntimeException e) {
      throw new TaskFailure(where() + e, e);
    }
  }

  private static String where() {
    try {
      return "on " + InetAddress.getLocalHost().getHostName() + ": ";
    } catch (UnknownHostException e) {
      return "on an executor: ";
    }
  }
}
