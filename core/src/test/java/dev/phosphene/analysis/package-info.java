/** Tests of looking at networks with real pictures. */
@org.jspecify.annotations.NullMarked
package dev.phosphene.analysis;
