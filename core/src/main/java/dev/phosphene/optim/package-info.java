/**
 * Rules of ascent over flat arrays: Adam and friends, and normalized steps. All maximize.
 *
 * <pre>{@code
 * Optimizer optimizer = Adam.of(Schedule.parse("cosine+warm-up:10").schedule(0.05, 512));
 * optimizer.step(parameters, gradient); // changes the parameters in place
 * }</pre>
 */
@NullMarked
package dev.phosphene.optim;

import org.jspecify.annotations.NullMarked;
