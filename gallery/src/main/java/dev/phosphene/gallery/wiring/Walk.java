package dev.phosphene.gallery.wiring;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Goes from channels back to all that they come from, step by step. */
final class Walk {
  /** More ways than this are not followed; a dense block has one for each of its layers. */
  private static final int MOST = 512;

  private final Graph graph;
  private final Steps steps;
  private final Map<String, Integer> order = new HashMap<>();

  Walk(Graph graph, Steps steps) {
    this.graph = graph;
    this.steps = steps;
    graph.names().forEach(name -> order.put(name, order.size()));
  }

  /** Where a walk ends, and what it passes. */
  interface Rule {
    /** The name of the end that these channels are, or null to go on. */
    @Nullable String end(Place place);

    /**
     * Whether the walk goes on to the inputs.
     *
     * @param behindSum whether it came through a sum
     */
    boolean passes(Place place, boolean behindSum);

    /**
     * Whether the kernels of depthwise convolutions matter, not only how much they let through;
     * such a convolution is the end where nothing lies before it.
     */
    boolean comparesFilters();
  }

  /** Channels, and whether the walk to them came through a sum. */
  private record State(Place place, boolean behindSum) {}

  /** Whether a node adds two activations or more. */
  static boolean isSum(Graph graph, Node node) {
    boolean adds =
        node.op() instanceof Op.Add
            || (node.op() instanceof Op.Binary binary
                && (binary.arithmetic() == Op.Arithmetic.ADD
                    || binary.arithmetic() == Op.Arithmetic.SUB));
    return adds
        && node.inputs().stream()
                .filter(input -> !(graph.node(input).op() instanceof Op.Constant))
                .count()
            > 1;
  }

  /** All ways from {@code from} to an end; empty if there is none, or there are too many. */
  List<Strand> back(Place from, Rule rule) {
    Map<State, List<Step>> reached = new HashMap<>();
    Deque<State> open = new ArrayDeque<>();
    State start = new State(from, false);
    open.add(start);
    while (!open.isEmpty()) {
      State state = open.remove();
      if (!reached.containsKey(state)) {
        List<Step> onwards = onwards(state, rule);
        reached.put(state, onwards);
        onwards.forEach(step -> open.add(next(state, step)));
      }
    }
    List<State> inOrder = new ArrayList<>(reached.keySet());
    inOrder.sort(Comparator.comparing(state -> order.getOrDefault(state.place.node(), 0)));
    Map<State, List<Strand>> strands = new HashMap<>();
    for (State state : inOrder) {
      strands.put(state, strands(state, Objects.requireNonNull(reached.get(state)), rule, strands));
    }
    return Objects.requireNonNull(strands.get(start));
  }

  private State next(State state, Step step) {
    Node node = graph.node(state.place.node());
    return new State(step.from(), state.behindSum || isSum(graph, node));
  }

  private List<Step> onwards(State state, Rule rule) {
    if (rule.end(state.place) != null || !rule.passes(state.place, state.behindSum)) {
      return List.of();
    }
    try {
      return steps.from(state.place);
    } catch (InputException e) {
      return List.of(); // weights that the file lacks tell nothing
    }
  }

  private List<Strand> strands(
      State state, List<Step> onwards, Rule rule, Map<State, List<Strand>> before) {
    Place place = state.place;
    int size = steps.shape(place.node()).map(shape -> shape.extent(place.axis())).orElse(0);
    String end = rule.end(place);
    if (end != null) {
      return List.of(Strand.at(end, size));
    }
    boolean depthwise = Kernel.isDepthwise(graph.node(place.node()).op());
    List<Strand> all = new ArrayList<>();
    for (Step step : onwards) {
      for (Strand strand : before.getOrDefault(next(state, step), List.of())) {
        boolean compared = depthwise && rule.comparesFilters();
        Strand one = strand.behind(compared ? step.withoutSigns() : step);
        if (one.leadsAnywhere()) {
          merge(compared ? one.filtered(place.node()) : one, all);
        }
      }
    }
    if (all.isEmpty() && depthwise && rule.comparesFilters() && place.axis() == Place.CHANNELS) {
      return List.of(Strand.at(place.node(), size));
    }
    return all.size() > MOST ? List.of() : all;
  }

  private static void merge(Strand strand, List<Strand> all) {
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).isParallelTo(strand)) {
        all.set(i, all.get(i).plus(strand));
        return;
      }
    }
    all.add(strand);
  }
}
