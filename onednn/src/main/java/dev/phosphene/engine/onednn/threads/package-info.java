/**
 * Threads beside oneDNN's own: parts of a computation in Java, and chains of primitives that each
 * run on one thread.
 */
@NullMarked
package dev.phosphene.engine.onednn.threads;

import org.jspecify.annotations.NullMarked;
