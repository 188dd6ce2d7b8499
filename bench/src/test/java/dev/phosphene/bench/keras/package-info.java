/** What a Keras configuration means is what TensorFlow makes of it. */
@NullMarked
package dev.phosphene.bench.keras;

import org.jspecify.annotations.NullMarked;
