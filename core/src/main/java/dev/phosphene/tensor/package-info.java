/** Float32 arrays and their shapes, without arithmetic beyond indexing. */
@NullMarked
package dev.phosphene.tensor;

import org.jspecify.annotations.NullMarked;
