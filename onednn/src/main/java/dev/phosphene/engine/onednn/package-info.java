/**
 * The CPU engine, based on oneDNN. Compiling a graph creates two flat lists of primitives with all
 * their arguments; a step runs one list, then the other, and allocates nothing.
 *
 * <p>The path of an image: {@link dev.phosphene.engine.onednn.InputCopy} applies the model's
 * preprocessing while copying into native memory. {@link dev.phosphene.engine.onednn.Forward} turns
 * every node, or several that {@link dev.phosphene.engine.onednn.Fusions} treats as one, into a
 * {@link dev.phosphene.engine.onednn.stage.Stage}; each convolution chooses its preferred layout,
 * and the others follow, so that activations stay blocked from the first convolution to the last.
 * {@link dev.phosphene.engine.onednn.ConcatPlacement} lets the parts of a concatenation be written
 * in place. {@link dev.phosphene.engine.onednn.Backward} walks the stages in reverse and adds the
 * gradients of outputs with several readers. The packages below import only from those before them:
 * {@code natives}, {@code threads}, {@code program}, {@code kernel}, {@code stage}, {@code
 * winograd}, {@code conv}.
 *
 * <pre>{@code
 * Engine engine = new OneDnnEngine();
 * try (Network network = engine.compile(graph, List.of("relu"), shape, Options.defaults())) {
 *   network.forward(picture);
 *   Tensor gradient = network.backward(Map.of("relu", cotangent));
 * }
 * }</pre>
 */
@NullMarked
package dev.phosphene.engine.onednn;

import org.jspecify.annotations.NullMarked;
