/** Exceptions for errors that the user can fix. */
@NullMarked
package dev.phosphene.error;

import org.jspecify.annotations.NullMarked;
