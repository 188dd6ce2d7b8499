/**
 * Known networks: their architectures, and where to get their weights.
 *
 * <p>An architecture is a function from a {@link dev.phosphene.load.WeightSource} to a {@link
 * dev.phosphene.graph.Graph} with Keras's layer names. It needs no file:
 *
 * <pre>{@code
 * Graph trained = Vgg.vgg19(KerasHdf5.open(Path.of("vgg19.h5")));
 * Graph untrained = InceptionV3.graph(RandomWeights.seeded(1));
 * }</pre>
 *
 * <p>{@code block4_conv1} of a VGG is the activation after ReLU, as in Keras; the bare convolution
 * is {@code block4_conv1/linear}.
 */
@NullMarked
package dev.phosphene.zoo;

import org.jspecify.annotations.NullMarked;
