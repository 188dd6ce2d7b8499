/** Tests of the CPU engine. */
@NullMarked
package dev.phosphene.engine.onednn;

import org.jspecify.annotations.NullMarked;
