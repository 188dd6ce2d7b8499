/** From parameters to a picture and back: pixels, frequencies, colour. Each map has its vjp. */
@NullMarked
package dev.phosphene.image;

import org.jspecify.annotations.NullMarked;
