/**
 * 3×3 convolutions of stride 1 by Winograd's algorithm, composed of oneDNN's primitives, in bands
 * of rows that stay in the caches. {@link dev.phosphene.engine.onednn.winograd.WinogradConv} is the
 * entry point.
 */
@NullMarked
package dev.phosphene.engine.onednn.winograd;

import org.jspecify.annotations.NullMarked;
