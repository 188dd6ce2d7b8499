package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.gallery.store.Shard;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayTaskTest {
  private final List<String> notes = new ArrayList<>();

  private static Map<String, String> environment(String text) {
    Map<String, String> all = new HashMap<>();
    for (String each : text.isBlank() ? new String[0] : text.strip().split("\\s+")) {
      String[] pair = each.replace("SLURM_", "SLURM_ARRAY_TASK_").split("=", 2);
      all.put(pair[0], pair[1]);
    }
    return all;
  }

  private Optional<Shard> shard(String text, String option) {
    return new ArrayTask(environment(text))
        .shard(Optional.ofNullable(option.isEmpty() ? null : option), notes::add);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 2/3, 2/3",
    "SLURM_ID=0 SLURM_MIN=0 SLURM_MAX=7 SLURM_COUNT=8, '', 1/8",
    "SLURM_ID=8 SLURM_MIN=1 SLURM_MAX=8 SLURM_COUNT=8, '', 8/8",
    "SLURM_ID=15 SLURM_MIN=5 SLURM_MAX=20 SLURM_COUNT=4 SLURM_STEP=5, '', 3/4",
    "SLURM_ID=3 SLURM_MIN=3 SLURM_MAX=3 SLURM_COUNT=1, '', 1/1",
    "SLURM_ID=0 SLURM_MIN=0 SLURM_MAX=7 SLURM_COUNT=8, 4/5, 4/5",
    "SLURM_ID=9 SLURM_MIN=1 SLURM_MAX=99 SLURM_COUNT=3, auto/3, 3/3",
    "JOB_COMPLETION_INDEX=0, auto/4, 1/4",
    "JOB_COMPLETION_INDEX=3, auto/4, 4/4",
    "PBS_ARRAY_INDEX=4, auto/4, 1/4",
    "HQ_TASK_ID=5, auto/4, 2/4",
  })
  void shards(String environment, String option, String expected) {
    assertThat(shard(environment, option)).contains(Shard.parse(expected));
    assertThat(notes).hasSize(option.contains("auto") || option.isEmpty() ? 1 : 0);
  }

  @Test
  void withoutAnArrayAllIsRendered() {
    assertThat(shard("", "")).isEmpty();
    assertThat(shard("HOME=/home SLURM_ID= HQ_TASK_ID=", "")).isEmpty();
    assertThat(notes).isEmpty();
  }

  /** Wherever a scheduler's numbers begin. */
  @Test
  void neighboringNumbersMakeEveryShard() {
    for (String name : List.of("JOB_COMPLETION_INDEX", "PBS_ARRAY_INDEX", "HQ_TASK_ID")) {
      for (int first = 0; first < 3; first++) {
        Set<Shard> all = new HashSet<>();
        for (int i = 0; i < 7; i++) {
          all.add(shard(name + "=" + (first + i), "auto/7").orElseThrow());
        }
        assertThat(all).hasSize(7);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SLURM_ID=4",
        "SLURM_ID=4 SLURM_MIN=1 SLURM_MAX=9 SLURM_COUNT=3",
        "JOB_COMPLETION_INDEX=0",
        "PBS_ARRAY_INDEX=1",
        "HQ_TASK_ID=1"
      })
  void whatIsOpenIsAsked(String environment) {
    assertThatThrownBy(() -> shard(environment, ""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("this is a task of an array job")
        .hasMessageContaining("--shard auto/N");
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "auto/", "auto/0", "auto/x", "auto/-1", "auto/3"})
  void anUnusableAuto(String option) {
    assertThatThrownBy(() -> shard("", option)).isInstanceOf(InputException.class);
  }

  @Test
  void whatIsNoNumberIsNamed() {
    assertThatThrownBy(() -> shard("SLURM_ID=x", ""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("SLURM_ARRAY_TASK_ID is \"x\", which is no number");
  }

  @Test
  void threads() {
    assertThat(new ArrayTask(Map.of("SLURM_CPUS_PER_TASK", "3")).threads()).hasValue(3);
    assertThat(new ArrayTask(Map.of()).threads()).isEmpty();
  }
}
