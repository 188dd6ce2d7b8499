/**
 * Imports Keras models with their configuration as {@link dev.phosphene.graph.Model}s: HDF5 files
 * of Keras 2 and 3, {@code .keras} archives, and TensorFlow.js's {@code model.json}.
 *
 * <p>Each form yields two things: a JSON configuration, which {@link
 * dev.phosphene.load.keras.Topology} parses, and {@link dev.phosphene.load.keras.StoredWeights}
 * arrays, which are read on demand. {@link dev.phosphene.load.keras.KerasImporter} walks over the
 * layers in data-flow order; each is looked up by its class in {@link
 * dev.phosphene.load.keras.LayerImporters}. An unsupported layer is noted with the reason, as are
 * those after it; the others work.
 *
 * <pre>{@code
 * Model model = KerasModel.model("own", Path.of("own.keras"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.keras;

import org.jspecify.annotations.NullMarked;
