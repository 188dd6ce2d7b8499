/** Random views of the picture, drawn from a passed-down generator, each with its vjp. */
@NullMarked
package dev.phosphene.transform;

import org.jspecify.annotations.NullMarked;
