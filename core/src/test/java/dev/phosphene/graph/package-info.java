/** Tests of graphs. */
@NullMarked
package dev.phosphene.graph;

import org.jspecify.annotations.NullMarked;
