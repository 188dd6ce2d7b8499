/**
 * The compiled form of each kind of node: a {@link dev.phosphene.engine.onednn.stage.Stage} that
 * has appended its forward pass, and appends its backward pass on demand.
 */
@NullMarked
package dev.phosphene.engine.onednn.stage;

import org.jspecify.annotations.NullMarked;
