/**
 * Rewrites of graphs that avoid needless computation.
 *
 * <pre>{@code
 * List<String> taps = List.of("mixed3");
 * Graph cut = Cut.at(model.withPreprocessing(), taps);
 * KeepChannels.Kept kept = KeepChannels.of(cut, taps, Map.of("mixed3", List.of(1)));
 * Graph lean = Lean.of(kept.graph(), taps);
 * }</pre>
 */
@NullMarked
package dev.phosphene.rewrite;

import org.jspecify.annotations.NullMarked;
