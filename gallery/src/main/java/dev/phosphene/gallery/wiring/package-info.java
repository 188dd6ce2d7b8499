/** What a network's weights say of its units: which are alike, and which feed which. */
@NullMarked
package dev.phosphene.gallery.wiring;

import org.jspecify.annotations.NullMarked;
