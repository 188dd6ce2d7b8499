/**
 * Networks as data: named nodes, each an {@link dev.phosphene.graph.Op} over the outputs of earlier
 * ones. A graph is immutable, infers its shapes for a given input, and reads its weights only on
 * request.
 *
 * <pre>{@code
 * Graph graph =
 *     Graph.builder(3)
 *         .add("conv", new Op.Conv(weight, bias, Window.same(3, 1), 1), "input")
 *         .add("relu", new Op.Relu(), "conv")
 *         .build();
 * Shape activation = graph.shapes(Shape.of(1, 3, 224, 224)).get("relu");
 * }</pre>
 */
@NullMarked
package dev.phosphene.graph;

import org.jspecify.annotations.NullMarked;
