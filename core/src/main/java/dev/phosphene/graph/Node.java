package dev.phosphene.graph;

import java.util.List;

/**
 * A named operation of a network.
 *
 * @param name the layer's name in the model's framework; unique in its graph
 * @param inputs names of earlier nodes, in the order that the op expects
 */
public record Node(String name, Op op, List<String> inputs) {
  public Node {
    inputs = List.copyOf(inputs);
  }

  /** Returns the only input of a node that has one. */
  public String input() {
    if (inputs.size() != 1) {
      throw new IllegalStateException(name + " has " + inputs.size() + " inputs");
    }
    return inputs.get(0);
  }
}
