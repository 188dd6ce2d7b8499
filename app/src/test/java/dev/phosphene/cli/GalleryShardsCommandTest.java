package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes at once, told their shards by a scheduler's environment, one of them killed: the
 * folder has the bytes of one process's. They start at the same moment with an empty cache, so that
 * each unpacks the native libraries beside the others.
 */
@DisabledOnOs(OS.WINDOWS)
class GalleryShardsCommandTest {
  private static final int SHARDS = 3;

  @TempDir private Path folder = Path.of("");

  private Process start(String name, String log, Map<String, String> scheduler) throws IOException {
    Object[] words = {
      "gallery",
      "mini",
      "stage1",
      "stage2",
      "--units",
      "0-14",
      "--size",
      "48",
      "--steps",
      "6",
      "-o",
      folder.resolve(name)
    };
    Map<String, String> environment = new TreeMap<>(scheduler);
    environment.put("PHOSPHENE_HOME", folder.resolve("home").toString());
    return ChildRun.start(folder.resolve(log), environment, List.of(), words);
  }

  private Process task(int number) throws IOException {
    return start(
        "shards",
        "log" + number,
        Map.of(
            "SLURM_ARRAY_TASK_ID", String.valueOf(10 + number),
            "SLURM_ARRAY_TASK_MIN", "11",
            "SLURM_ARRAY_TASK_MAX", "13",
            "SLURM_ARRAY_TASK_COUNT", String.valueOf(SHARDS),
            "SLURM_CPUS_PER_TASK", "1"));
  }

  @Test
  void threeAtOnceAndOneKilled() throws IOException, InterruptedException {
    long began = System.nanoTime();
    assertThat(ChildRun.ended(start("whole", "log", Map.of()), folder.resolve("log")).code())
        .isZero();
    long whole = System.nanoTime() - began;
    List<Process> tasks = new ArrayList<>();
    for (int number = 1; number <= SHARDS; number++) {
      tasks.add(task(number));
    }
    Process killed = tasks.remove(1);
    killed.waitFor(whole, TimeUnit.NANOSECONDS);
    killed.destroyForcibly().waitFor(); // SIGKILL
    ChildRun.ended(tasks.get(0), folder.resolve("log1"));
    ChildRun.ended(tasks.get(1), folder.resolve("log3"));
    ChildRun again = ChildRun.ended(task(2), folder.resolve("log2"));
    assertThat(again.code()).as(again.output()).isZero();
    assertThat(again.output()).contains("this is shard 2/3");
    assertThat(GalleryKillsTest.tree(folder.resolve("shards")))
        .isEqualTo(GalleryKillsTest.tree(folder.resolve("whole")));
  }
}
