package dev.phosphene.gallery;

import com.google.gson.JsonObject;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.gallery.plan.Technique;
import dev.phosphene.gallery.store.FinishedWork;
import dev.phosphene.gallery.store.Journal;
import dev.phosphene.gallery.store.ShardFolder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A gallery's work in tasks that a scheduler hands to machines, with what each task has to write.
 * When all tasks are done, {@link Gallery#run} makes everything else from what they wrote.
 */
public final class SharedWork {
  private final GalleryPlan plan;
  private final List<Task> tasks = new ArrayList<>();

  /** A batch of units of one layer. */
  private record Task(Technique technique, LayerPlan layer, List<Integer> units) {}

  /**
   * A file that a task leaves.
   *
   * @param name relative to the gallery's folder, with {@code /}
   */
  public record Output(String name, byte[] bytes) {}

  /** Takes files in the order in which they must appear: images, then the record of them. */
  public interface Sink {
    /** Writes a file whole or not at all. */
    void put(Output file);
  }

  private SharedWork(GalleryPlan plan) {
    this.plan = plan;
  }

  /** Divides a plan; the same plan gives the same tasks on every machine. */
  public static SharedWork of(GalleryPlan plan) {
    SharedWork work = new SharedWork(plan);
    UnitRenderer renderer = new UnitRenderer(plan, (name, png) -> {}, () -> true);
    for (LayerPlan layer : plan.layers()) {
      for (Technique technique : plan.techniques()) {
        int most = renderer.batch(technique, layer);
        for (int from = 0; from < layer.units().size(); from += most) {
          int to = Math.min(layer.units().size(), from + most);
          work.tasks.add(new Task(technique, layer, layer.units().subList(from, to)));
        }
      }
    }
    return work;
  }

  /** How many tasks there are. */
  public int tasks() {
    return tasks.size();
  }

  /** How many units a task renders. */
  public int units(int task) {
    return tasks.get(task).units().size();
  }

  /** The file that says that a task is done, relative to the gallery's folder. */
  public String record(int task) {
    return ShardFolder.journalFile(plan.id(), task);
  }

  /** The shared plan and its file: machines whose plans differ must not work together. */
  public Output plan() {
    JsonObject json = ShardPlan.json(plan, Optional.empty(), 1);
    return new Output(
        ShardFolder.planFile(plan.id()), (json + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** What a gallery's journal says is done already. */
  public boolean isDone(int task, FinishedWork finished) {
    Task one = tasks.get(task);
    return finished
        .units(plan.id(), one.layer().name(), one.technique().id())
        .keySet()
        .containsAll(one.units());
  }

  /** Renders a task's units; each file goes to {@code sink} when it is complete. */
  public void render(int task, Sink sink) {
    Task one = tasks.get(task);
    UnitRenderer renderer =
        new UnitRenderer(
            plan, (name, png) -> sink.put(new Output(plan.id() + "/" + name, png)), () -> true);
    List<JsonObject> lines = new ArrayList<>();
    for (Technique technique : plan.techniques()) {
      lines.add(FinishedWork.settingsLine(plan.id(), technique.id(), plan.settings(technique)));
    }
    renderer
        .render(one.technique(), one.layer(), one.units())
        .orElseThrow()
        .forEach(unit -> lines.add(unit.record().json()));
    sink.put(new Output(record(task), Journal.content(lines)));
  }
}
