/**
 * Frozen graphs of TensorFlow, as in Lucid's model zoo, become {@link dev.phosphene.graph.Model}s.
 *
 * <p>The records that end in {@code Def} are the messages of {@code tensorflow/core/framework} that
 * matter here. Weights stay in the mapped file until a {@link dev.phosphene.graph.Parameter} is
 * read. {@link dev.phosphene.load.tensorflow.FrozenGraphImporter} walks over the nodes and looks
 * each up in {@link dev.phosphene.load.tensorflow.FrozenOperators}: what depends on constants alone
 * is computed as a {@link dev.phosphene.load.tensorflow.FrozenConstant}, everything else becomes
 * nodes of the graph. A node that cannot be done is noted with the reason, as are those behind it;
 * the others work.
 *
 * <pre>{@code
 * Model model = FrozenGraph.model("inception", Path.of("InceptionV1.pb"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.tensorflow;

import org.jspecify.annotations.NullMarked;
