/**
 * What an image is optimized for. An objective is a function of the activations at the taps; it is
 * maximized, always. Its text is what it prints and what is parsed.
 *
 * <pre>{@code
 * Objective unit = new Channel("mixed3", 1);
 * Objective both = ObjectiveParser.parseOne("mixed3:1 + 0.5*dream(mixed4) - 0.001*tv");
 * Objective goldfish = ObjectiveParser.parseOne("logit:goldfish").on(model);
 * }</pre>
 *
 * <p>For several images an objective has the mean of what it has for each, unless it compares them
 * ({@link dev.phosphene.objective.Objective#pictures} is 2). A new one is a record with a formula
 * and its gradient, and, to be written like a function, a line in {@code Form}.
 */
@NullMarked
package dev.phosphene.objective;

import org.jspecify.annotations.NullMarked;
