/** What of a gallery is on the disk: the journal, safe names, numbers as text. */
@NullMarked
package dev.phosphene.gallery.store;

import org.jspecify.annotations.NullMarked;
