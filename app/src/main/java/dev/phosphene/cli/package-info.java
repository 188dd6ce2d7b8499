/** The command line. Nothing here that a user of the library would miss. */
@NullMarked
package dev.phosphene.cli;

import org.jspecify.annotations.NullMarked;
