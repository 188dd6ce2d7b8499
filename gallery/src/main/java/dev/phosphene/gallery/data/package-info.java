/** The files of a gallery that are made of the others: JSON, sprite sheets, covers. */
@NullMarked
package dev.phosphene.gallery.data;

import org.jspecify.annotations.NullMarked;
