/**
 * Engines: each compiles a graph for one input shape and runs it forward to its taps and backward
 * from the taps' cotangents to the input. Automatic differentiation covers only the network;
 * everything outside is a small map with its own {@code apply} and {@code vjp}.
 *
 * <pre>{@code
 * Engine engine = Engines.best();
 * Shape shape = Shape.of(1, 3, 64, 64);
 * try (Network network = engine.compile(graph, List.of("relu"), shape, Options.defaults())) {
 *   network.forward(picture);
 *   Tensor activation = network.activation("relu");
 *   Tensor gradient = network.backward(Map.of("relu", cotangent));
 * }
 * }</pre>
 */
@NullMarked
package dev.phosphene.engine;

import org.jspecify.annotations.NullMarked;
