/**
 * Native code out of the jars, unpacked where nobody else can change it: {@link
 * dev.phosphene.engine.onednn.natives.Natives} before anything native is loaded.
 */
@NullMarked
package dev.phosphene.engine.onednn.natives;

import org.jspecify.annotations.NullMarked;
