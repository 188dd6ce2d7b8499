package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.gallery.store.Shard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * Which shard this process is to render: from {@code --shard}, or from what a cluster's scheduler
 * tells the tasks of an array job in its environment.
 */
final class ArrayTask {
  /** Numbers of a task whose schedulers do not tell how many there are. */
  private static final List<String> WITHOUT_COUNT =
      List.of("JOB_COMPLETION_INDEX", "PBS_ARRAY_INDEX", "HQ_TASK_ID");

  private static final String SLURM = "SLURM_ARRAY_TASK_";

  /** The place of N in {@code --shard auto/N}. */
  private static final String AUTO = "auto/";

  private final Map<String, String> environment;

  ArrayTask(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * The shard; empty if there is no array job, and all is rendered here.
   *
   * @param option what {@code --shard} says: {@code I/N}, or {@code auto/N} for a number from the
   *     environment; empty if it was not given
   * @param note gets a sentence if the environment decides
   * @throws InputException if the option is something else, or the environment leaves it open
   */
  Optional<Shard> shard(Optional<String> option, Consumer<String> note) {
    if (option.isPresent() && !option.get().startsWith(AUTO)) {
      return Optional.of(Shard.parse(option.get()));
    }
    Optional<Shard> found =
        option.isPresent() ? Optional.of(auto(option.get())) : slurm().or(this::countless);
    found.ifPresent(shard -> note.accept("this is shard " + shard + ", by the scheduler's task"));
    return found;
  }

  /** Of N tasks with neighboring numbers, wherever these begin, each gets another shard. */
  private Shard auto(String option) {
    String count = option.substring(AUTO.length());
    if (!count.matches("[1-9]\\d{0,6}")) {
      throw new InputException(
          "--shard takes auto/N with N from 1 to 1,000,000, not \"" + option + "\"");
    }
    int of = Integer.parseInt(count);
    OptionalInt slurm = number(SLURM + "ID");
    if (slurm.isPresent()) {
      int first = number(SLURM + "MIN").orElse(0);
      int step = number(SLURM + "STEP").orElse(1);
      return new Shard(Math.floorMod((slurm.getAsInt() - first) / Math.max(1, step), of) + 1, of);
    }
    for (String name : WITHOUT_COUNT) {
      OptionalInt index = number(name);
      if (index.isPresent()) {
        return new Shard(Math.floorMod(index.getAsInt(), of) + 1, of);
      }
    }
    throw new InputException(
        "--shard auto/N takes the task's number from SLURM_ARRAY_TASK_ID, "
            + String.join(", ", WITHOUT_COUNT)
            + ", and none of them is set; give --shard I/N");
  }

  private Optional<Shard> slurm() {
    OptionalInt id = number(SLURM + "ID");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    OptionalInt count = number(SLURM + "COUNT");
    OptionalInt first = number(SLURM + "MIN");
    int step = number(SLURM + "STEP").orElse(1);
    int last = number(SLURM + "MAX").orElse(Integer.MIN_VALUE);
    if (count.isPresent() && first.isPresent() && step > 0) {
      int distance = id.getAsInt() - first.getAsInt();
      boolean regular =
          last == Integer.MIN_VALUE
              || (long) first.getAsInt() + (long) step * (count.getAsInt() - 1) == last;
      if (regular && distance % step == 0 && distance / step < count.getAsInt()) {
        return Optional.of(new Shard(distance / step + 1, count.getAsInt()));
      }
    }
    throw open(SLURM + "ID", "the array's numbers are not evenly spaced");
  }

  private Optional<Shard> countless() {
    for (String name : WITHOUT_COUNT) {
      if (number(name).isPresent()) {
        throw open(name, "the number of its tasks is not told");
      }
    }
    return Optional.empty();
  }

  private InputException open(String name, String why) {
    return new InputException(
        "this is a task of an array job (%s=%s), but %s; give --shard auto/N for N tasks, or --shard 1/1 to render all here"
            .formatted(name, environment.get(name), why));
  }

  /**
   * How many threads the scheduler gave this task; empty if it does not say.
   *
   * @throws InputException if it says something that is no number
   */
  OptionalInt threads() {
    OptionalInt threads = number("SLURM_CPUS_PER_TASK");
    return threads.isPresent() && threads.getAsInt() > 0 ? threads : OptionalInt.empty();
  }

  private OptionalInt number(String name) {
    String text = environment.get(name);
    if (text == null || text.isBlank()) {
      return OptionalInt.empty();
    }
    if (!text.strip().matches("-?\\d{1,9}")) {
      throw new InputException(
          "the environment's %s is \"%s\", which is no number; give --shard I/N"
              .formatted(name, text));
    }
    return OptionalInt.of(Integer.parseInt(text.strip()));
  }
}
