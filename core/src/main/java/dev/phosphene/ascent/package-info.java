/**
 * Gradient ascent: an objective compiled with the part of a network that it reads, and the loop
 * over its steps.
 *
 * <p>{@link dev.phosphene.ascent.CompiledObjective} is the network cut down to an objective; {@link
 * dev.phosphene.ascent.Ascent} is the loop.
 */
@NullMarked
package dev.phosphene.ascent;

import org.jspecify.annotations.NullMarked;
