/**
 * What a picture is optimised for. An objective is a function of the activations at the taps; it is
 * maximised, always. Its text is what it prints and what is parsed.
 *
 * <pre>{@code
 * Objective unit = new Channel("mixed3", 1);
 * Objective both = ObjectiveParser.parse("mixed3:1 + 0.5*mixed3:7").get(0);
 * }</pre>
 */
@NullMarked
package dev.phosphene.objective;

import org.jspecify.annotations.NullMarked;
