@NullMarked
package dev.phosphene.spark;

import org.jspecify.annotations.NullMarked;
