/** What tests of several packages share. */
@NullMarked
package dev.phosphene;

import org.jspecify.annotations.NullMarked;
