/**
 * Native code from the jars, unpacked where nobody else can change it: {@link
 * dev.phosphene.engine.onednn.natives.Natives} runs before anything native is loaded.
 */
@NullMarked
package dev.phosphene.engine.onednn.natives;

import org.jspecify.annotations.NullMarked;
