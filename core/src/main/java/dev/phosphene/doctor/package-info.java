/**
 * Finds out which input range and color order a network was trained with, from how it responds.
 *
 * <p>Start reading at {@link dev.phosphene.doctor.Doctor}.
 */
@NullMarked
package dev.phosphene.doctor;

import org.jspecify.annotations.NullMarked;
