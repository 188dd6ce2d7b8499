/** What a gallery is to have: networks, layers, techniques, and the key of every unit. */
@NullMarked
package dev.phosphene.gallery.plan;

import org.jspecify.annotations.NullMarked;
