/** What can go wrong for a user, told so that they can mend it. */
@NullMarked
package dev.phosphene.error;

import org.jspecify.annotations.NullMarked;
