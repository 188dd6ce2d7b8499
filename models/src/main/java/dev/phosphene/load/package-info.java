/**
 * File formats become weights and models; nothing else in the program parses files.
 *
 * <p>A {@link dev.phosphene.load.WeightSource} hands out {@link dev.phosphene.graph.Parameter}s.
 * Making one costs nothing; its values are read, checked and brought into this program's layout
 * only when the parameter is asked for them. So a graph over a file with missing later layers works
 * up to the layers that are there.
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
 * <p>{@link dev.phosphene.load.Wire} reads protobuf messages, which several formats are made of.
 *
 * <p>Whatever is wrong with a file becomes an {@link dev.phosphene.error.InputException} that names
 * the file and the layer. No file stays open or mapped between calls, but for those of protobuf
 * messages, of which a tensor is an extent until it is read.
 */
@NullMarked
package dev.phosphene.load;

import org.jspecify.annotations.NullMarked;
