/**
 * Operations in plain Java over row-major float32 arrays, for what oneDNN does not do or does
 * slowly. {@link dev.phosphene.engine.onednn.kernel.Kernel} says which class computes what.
 */
@NullMarked
package dev.phosphene.engine.onednn.kernel;

import org.jspecify.annotations.NullMarked;
