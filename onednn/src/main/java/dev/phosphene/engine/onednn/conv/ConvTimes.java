package dev.phosphene.engine.onednn.conv;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.engine.onednn.conv.ConvTimer.Times;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.threads.ThreadCount;
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
 * Measured cost of a network's convolutions that can be computed in two ways.
 *
 * @param task direction and shapes
 * @param count number of layers with this task
 * @param products multiplications of the direct way
 * @param direct seconds
 * @param winograd seconds
 * @param modelled {@code winograd / direct} according to {@link CostModel}
 * @param chosen whether a network uses Winograd's algorithm
 */
public record ConvTimes(
    String task,
    int count,
    long products,
    double direct,
    double winograd,
    double modelled,
    boolean chosen) {
  /** Input and output channels of the grid. */
  private static final int[][] CHANNELS = {
    {16, 16},
    {32, 32},
    {32, 64},
    {48, 64},
    {64, 64},
    {64, 128},
    {96, 96},
    {64, 192},
    {128, 128},
    {160, 320},
    {256, 256},
    {256, 512},
    {512, 512}
  };

  /** Heights and widths of the grid. */
  private static final int[] EXTENTS = {4, 6, 7, 8, 10, 14, 17, 28, 37, 56, 75, 112, 150, 300};

  /** Minimum and maximum multiplications of a task of the grid. */
  private static final long LEAST = 2_000_000;

  private static final long MOST = 4_000_000_000L;

  /**
   * Times each distinct task of the layers before {@code tap} both ways, alternately.
   *
   * @param threads 0 for one per core
   * @param runs runs, of which the fastest counts
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
    return times(tasks, threads, runs);
  }

  /**
   * Times a grid of channels and sizes, to which {@link CostModel} is fitted.
   *
   * @param threads 0 for one per core
   * @param runs runs, of which the fastest counts
   */
  public static List<ConvTimes> grid(int threads, int runs) {
    Map<Task, Integer> tasks = new LinkedHashMap<>();
    for (int[] channels : CHANNELS) {
      for (int extent : EXTENTS) {
        Shape in = Shape.of(1, channels[0], extent, extent);
        Shape out = Shape.of(1, channels[1], extent, extent);
        Task forward = new Task(false, in, out, 1, 1, true);
        if (forward.products() >= LEAST && forward.products() <= MOST) {
          tasks.put(forward, 1);
          tasks.put(new Task(true, out, in, 1, 1, true), 1);
        }
      }
    }
    return times(tasks, threads, runs);
  }

  private static List<ConvTimes> times(Map<Task, Integer> tasks, int threads, int runs) {
    List<ConvTimes> all = new ArrayList<>();
    int number = threads == 0 ? ThreadCount.all() : threads;
    CostModel model = CostModel.here();
    tasks.forEach(
        (task, count) -> {
          Times times = ConvTimer.times(task, number, runs);
          all.add(
              new ConvTimes(
                  task.text(),
                  count,
                  task.products(),
                  times.direct(),
                  times.winograd(),
                  model.ratio(task),
                  model.worthIt(task)));
        });
    return all;
  }
}
