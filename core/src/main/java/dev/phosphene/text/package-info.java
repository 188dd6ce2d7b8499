/**
 * Texts that a user writes: reading them with a caret under a fault, and the nearest known names.
 */
@NullMarked
package dev.phosphene.text;

import org.jspecify.annotations.NullMarked;
