/** Tests of the reader of frozen graphs, and writers of them. */
@NullMarked
package dev.phosphene.load.tensorflow;

import org.jspecify.annotations.NullMarked;
