/**
 * What each kind of node becomes: a {@link dev.phosphene.engine.onednn.stage.Stage} that has
 * appended its way forward, and appends its way back when asked.
 */
@NullMarked
package dev.phosphene.engine.onednn.stage;

import org.jspecify.annotations.NullMarked;
