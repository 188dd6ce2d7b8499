package dev.phosphene.spark;

import dev.phosphene.error.InputException;
import dev.phosphene.error.UnavailableException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * {@code spark-submit --class dev.phosphene.spark.SparkGallery phosphene-spark.jar MODEL [LAYER…]
 * -o FOLDER}: {@code phosphene gallery} on a cluster, with the same arguments. The folder may be on
 * any file system that Hadoop knows.
 */
public final class SparkGallery {
  private SparkGallery() {}

  /** Runs the job; exit codes are those of {@code phosphene}. */
  public static void main(String[] arguments) {
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(List.of(arguments), err);
    if (code != 0) {
      System.exit(code); // the driver's exit code is the application's
    }
  }

  private static int run(List<String> arguments, PrintWriter err) {
    try {
      SparkConf conf = new SparkConf();
      requireClassic(conf);
      conf.setIfMissing("spark.app.name", "phosphene gallery");
      if (conf.contains("spark.executor.cores")) {
        conf.setIfMissing("spark.task.cpus", conf.get("spark.executor.cores"));
      }
      Job job = Job.of(arguments, err);
      try (JavaSparkContext spark = new JavaSparkContext(conf)) {
        job.run(spark, err);
      }
      return 0;
    } catch (InputException e) {
      err.println("phosphene: " + e.getMessage());
      return 2;
    } catch (UnavailableException e) {
      err.println("phosphene: " + e.getMessage());
      return 3;
    }
  }

  /** An RDD is what hands out units, and only a cluster's own driver has these. */
  private static void requireClassic(SparkConf conf) {
    boolean connects =
        conf.contains("spark.remote")
            || conf.get("spark.api.mode", "classic").equals("connect")
            || System.getenv("SPARK_REMOTE") != null;
    if (connects) {
      throw new InputException(
          "Spark Connect and serverless Spark have no RDD, which hands out the units; submit to the"
              + " cluster itself, with --master");
    }
  }
}
