/**
 * Draws a network as SVG: a box for each layer, in rows from the input down.
 *
 * <pre>{@code
 * byte[] svg = Diagram.svg("vgg19", graph, graph.shapes(Shape.of(1, 3, 224, 224)));
 * }</pre>
 */
@NullMarked
package dev.phosphene.diagram;

import org.jspecify.annotations.NullMarked;
