/**
 * The reference engine: every operation as plain loops over float64 arrays, short enough to be
 * checked by reading and by finite differences, and far too slow for images. Other engines must
 * agree with it.
 *
 * <p>A {@link dev.phosphene.engine.reference.Layer} is one operation with known shapes. Its forward
 * fills an output; its backward <em>adds</em> to the gradients of its inputs, so that a node with
 * several readers needs no special case.
 *
 * <pre>{@code
 * Layer relu = Layer.of(new Op.Relu(), List.of(shape), shape);
 * relu.forward(new double[][] {x}, y);
 * relu.backward(new double[][] {x}, y, dy, new double[][] {dx}); // dx += dy where y > 0
 * }</pre>
 */
@NullMarked
package dev.phosphene.engine.reference;

import org.jspecify.annotations.NullMarked;
