/** Tests of the CPU engine. */
@NullMarked
package dev.phosphene.engine.onednn.winograd;

import org.jspecify.annotations.NullMarked;
