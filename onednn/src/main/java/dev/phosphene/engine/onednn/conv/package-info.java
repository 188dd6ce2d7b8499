/**
 * Convolutions, and the choice between the ways to compute them, which is measured once for each
 * kind of layer and remembered.
 */
@NullMarked
package dev.phosphene.engine.onednn.conv;

import org.jspecify.annotations.NullMarked;
