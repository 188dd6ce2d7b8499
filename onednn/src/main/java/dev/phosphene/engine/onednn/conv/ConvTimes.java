package dev.phosphene.engine.onednn.conv;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.engine.onednn.conv.TimedContest.Times;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.threads.Threads;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What the convolutions of a network cost that can be computed in two ways, for measurements.
 *
 * @param task direction and shapes
 * @param count how many layers have this task
 * @param products multiplications of the direct way
 * @param direct seconds
 * @param winograd seconds
 */
public record ConvTimes(String task, int count, long products, double direct, double winograd) {

  /**
   * Runs each distinct task of the layers that {@code tap} needs, whole, by both ways in turn.
   *
   * @param threads 0 for one on each core
   * @param runs of which the fastest counts
   */
  public static List<ConvTimes> of(Graph graph, String tap, Shape input, int threads, int runs) {
    Library.failure()
        .ifPresent(
            reason -> {
              throw new IllegalStateException(reason);
            });
    Graph cut = Cut.at(graph, Set.of(tap));
    Map<String, Shape> shapes = cut.shapes(input);
    Map<Task, Integer> tasks = new LinkedHashMap<>();
    for (Node node : cut.nodes()) {
      if (node.op() instanceof Op.Conv conv) {
        Shape in = Objects.requireNonNull(shapes.get(node.input()), node.input());
        Shape out = Objects.requireNonNull(shapes.get(node.name()), node.name());
        boolean relu =
            cut.nodes().stream()
                .anyMatch(next -> next.op() instanceof Op.Relu && next.input().equals(node.name()));
        if (Task.possible(conv, in)) {
          tasks.merge(Task.forward(conv, in, out, relu), 1, Integer::sum);
          tasks.merge(Task.backward(conv, in, out, relu), 1, Integer::sum);
        }
      }
    }
    List<ConvTimes> all = new ArrayList<>();
    int number = threads == 0 ? Threads.all() : threads;
    tasks.forEach(
        (task, count) -> {
          Times times = TimedContest.times(task, number, runs, runs);
          all.add(
              new ConvTimes(task.text(), count, task.products(), times.direct(), times.winograd()));
        });
    return all;
  }
}
