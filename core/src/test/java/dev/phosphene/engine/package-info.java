/** Tests of the engines, and the suite that every one of them must pass. */
@NullMarked
package dev.phosphene.engine;

import org.jspecify.annotations.NullMarked;
