/**
 * Rules of ascent over flat arrays: Adam and friends, and normalised steps. All maximise.
 *
 * <pre>{@code
 * Optimiser optimiser = Adam.of(Schedule.cosine(0.05, 512).warmUp(10));
 * optimiser.step(parameters, gradient); // changes the parameters in place
 * }</pre>
 */
@NullMarked
package dev.phosphene.optim;

import org.jspecify.annotations.NullMarked;
