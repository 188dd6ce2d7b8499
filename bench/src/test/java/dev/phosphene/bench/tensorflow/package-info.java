/** Frozen graphs against TensorFlow itself. */
@NullMarked
package dev.phosphene.bench.tensorflow;

import org.jspecify.annotations.NullMarked;
