/** Tests of the Keras reader, and a writer of small files for them. */
@NullMarked
package dev.phosphene.load.keras;

import org.jspecify.annotations.NullMarked;
