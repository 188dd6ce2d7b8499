/** Phosphene's libraries as other people's projects see them. */
@NullMarked
package dev.phosphene.examples;

import org.jspecify.annotations.NullMarked;
