/**
 * Convolutions, and the choice between the ways to compute them, which {@link
 * dev.phosphene.engine.onednn.conv.CostModel} makes from a layer's shape.
 */
@NullMarked
package dev.phosphene.engine.onednn.conv;

import org.jspecify.annotations.NullMarked;
