/**
 * Imports frozen TensorFlow graphs, as in Lucid's model zoo, as {@link dev.phosphene.graph.Model}s.
 *
 * <p>The records that end in {@code Def} are the relevant messages of {@code
 * tensorflow/core/framework}. Weights stay in the mapped file until a {@link
 * dev.phosphene.graph.Parameter} is read. {@link dev.phosphene.load.tensorflow.FrozenGraphImporter}
 * walks over the nodes and looks each up in {@link dev.phosphene.load.tensorflow.FrozenOperators}:
 * what depends only on constants becomes a {@link dev.phosphene.load.tensorflow.FrozenConstant},
 * everything else becomes nodes of the graph. An unsupported node is noted with the reason, as are
 * those after it; the others work.
 *
 * <pre>{@code
 * Model model = FrozenGraph.model("inception", Path.of("InceptionV1.pb"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.tensorflow;

import org.jspecify.annotations.NullMarked;
