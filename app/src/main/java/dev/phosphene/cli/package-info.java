/** The command line; contains nothing that a user of the library needs. */
@NullMarked
package dev.phosphene.cli;

import org.jspecify.annotations.NullMarked;
