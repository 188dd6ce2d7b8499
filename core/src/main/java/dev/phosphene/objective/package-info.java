/**
 * Objectives, to be maximized: functions of the activations of the layers they read. Each prints as
 * the text that the parser reads.
 *
 * <pre>{@code
 * Objective unit = new Channel("mixed3", 1);
 * Objective both = ObjectiveParser.parseOne("mixed3:1 + 0.5*dream(mixed4) - 0.001*tv");
 * Objective goldfish = ObjectiveParser.parseOne("logit:goldfish").on(model);
 * }</pre>
 *
 * <p>For several images the value is the mean over them, unless the objective compares images
 * ({@link dev.phosphene.objective.Objective#pictures} is 2). A new objective is a record with its
 * formula and gradient and, for a function-like text form, a line in {@code Form}.
 */
@NullMarked
package dev.phosphene.objective;

import org.jspecify.annotations.NullMarked;
