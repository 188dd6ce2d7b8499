/** Tests of looking at networks with real images. */
@org.jspecify.annotations.NullMarked
package dev.phosphene.analysis;
