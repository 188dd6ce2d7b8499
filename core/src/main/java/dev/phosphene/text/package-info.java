/**
 * Parsing of user-written texts, with a caret under errors, and suggestions of the nearest names.
 */
@NullMarked
package dev.phosphene.text;

import org.jspecify.annotations.NullMarked;
