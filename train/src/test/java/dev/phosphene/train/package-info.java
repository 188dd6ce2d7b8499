/** Tests of the training program on small made-up data. */
@NullMarked
package dev.phosphene.train;

import org.jspecify.annotations.NullMarked;
