/** Tests of tensors. */
@NullMarked
package dev.phosphene.tensor;

import org.jspecify.annotations.NullMarked;
