/**
 * Rules of ascent over flat arrays: Adam and friends, and normalised steps. All maximise.
 *
 * <pre>{@code
 * Optimiser optimiser = Adam.of(Pace.parse("cosine+warm-up:10").schedule(0.05, 512));
 * optimiser.step(parameters, gradient); // changes the parameters in place
 * }</pre>
 */
@NullMarked
package dev.phosphene.optim;

import org.jspecify.annotations.NullMarked;
