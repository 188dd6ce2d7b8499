/**
 * Convolutions, and the choice of their algorithm, which {@link
 * dev.phosphene.engine.onednn.conv.CostModel} makes from a layer's shape.
 */
@NullMarked
package dev.phosphene.engine.onednn.conv;

import org.jspecify.annotations.NullMarked;
