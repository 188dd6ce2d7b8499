/**
 * Keras models with their configuration become {@link dev.phosphene.graph.Model}s: HDF5 files of
 * Keras 2 and 3, {@code .keras} archives, and the {@code model.json} of TensorFlow.js.
 *
 * <p>Each form gives two things: a configuration in JSON, which {@link
 * dev.phosphene.load.keras.Topology} understands, and {@link
 * dev.phosphene.load.keras.StoredWeights} arrays, which are read when they are needed. {@link
 * dev.phosphene.load.keras.KerasImporter} walks over the layers in the order of their data; each is
 * looked up by its class in {@link dev.phosphene.load.keras.LayerImporters}. A layer that cannot be
 * done is noted with the reason, as are those behind it; the others work.
 *
 * <pre>{@code
 * Model model = KerasModel.model("own", Path.of("own.keras"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.keras;

import org.jspecify.annotations.NullMarked;
