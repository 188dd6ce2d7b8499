/**
 * Determines which input range and color order a network was trained with, from its responses.
 *
 * <p>Start reading at {@link dev.phosphene.doctor.Doctor}.
 */
@NullMarked
package dev.phosphene.doctor;

import org.jspecify.annotations.NullMarked;
