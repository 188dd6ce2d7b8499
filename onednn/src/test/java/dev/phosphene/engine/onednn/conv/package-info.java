/** Tests of the CPU engine. */
@NullMarked
package dev.phosphene.engine.onednn.conv;

import org.jspecify.annotations.NullMarked;
