/**
 * Operations in plain Java over row-major float32 arrays, for what oneDNN does not support or does
 * slowly. {@link dev.phosphene.engine.onednn.kernel.Kernel} maps operations to classes.
 */
@NullMarked
package dev.phosphene.engine.onednn.kernel;

import org.jspecify.annotations.NullMarked;
