/**
 * Reads weights and models from files; nothing else in the program parses files.
 *
 * <p>A {@link dev.phosphene.load.WeightSource} provides {@link dev.phosphene.graph.Parameter}s.
 * Creating one costs nothing; its values are read, checked and brought into this program's layout
 * only when requested. So a graph over a file that lacks later layers works up to the layers that
 * are there.
 *
 * <pre>{@code
 * WeightSource weights = KerasHdf5.open(Path.of("vgg19.h5"));
 * Parameter kernel =
 *     weights.parameter("block1_conv1", WeightSource.Role.KERNEL, Shape.of(64, 3, 3, 3));
 * float[] values = kernel.values(); // [out, in, kh, kw]
 * }</pre>
 *
 * <p>A {@link dev.phosphene.io.Safetensors} file that carries a graph in its metadata is a whole
 * {@link dev.phosphene.graph.Model}: {@code GraphFile.model(name, Safetensors.open(file))}.
 *
 * <p>{@link dev.phosphene.load.Wire} reads protobuf messages, on which several formats are based.
 *
 * <p>Every fault of a file becomes an {@link dev.phosphene.error.InputException} that names the
 * file and the layer. No file stays open or mapped between calls, except protobuf files, whose
 * tensors are ranges of the mapped file until they are read.
 */
@NullMarked
package dev.phosphene.load;

import org.jspecify.annotations.NullMarked;
