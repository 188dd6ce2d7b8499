@NullMarked
package dev.phosphene.engine.onednn.natives;

import org.jspecify.annotations.NullMarked;
