/**
 * Graph to graph: do no work that nobody asked for.
 *
 * <pre>{@code
 * Graph cut = Cut.at(model.withPreprocessing(), List.of("mixed3"));
 * KeepChannels.Kept kept = KeepChannels.of(cut, Map.of("mixed3", List.of(1)));
 * Graph lean = FoldBatchNorm.in(kept.graph(), List.of("mixed3"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.rewrite;

import org.jspecify.annotations.NullMarked;
