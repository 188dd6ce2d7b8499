/**
 * Optimizers over flat arrays: Adam and relatives, and normalized ascent. All maximize.
 *
 * <pre>{@code
 * Optimizer optimizer = Adam.of(Schedule.parse("cosine+warm-up:10").schedule(0.05, 512));
 * optimizer.step(parameters, gradient); // changes the parameters in place
 * }</pre>
 */
@NullMarked
package dev.phosphene.optim;

import org.jspecify.annotations.NullMarked;
