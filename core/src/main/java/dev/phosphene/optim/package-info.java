/** Rules of ascent over flat arrays: Adam and friends, and normalised steps. */
@NullMarked
package dev.phosphene.optim;

import org.jspecify.annotations.NullMarked;
