/**
 * Arrays and JSON in files: safetensors, NumPy arrays, direction vectors, hashes. Formats of whole
 * models are in the module {@code models}.
 *
 * <p>Every problem with a file becomes an {@link dev.phosphene.error.InputException} that names the
 * file and the place in it.
 */
@NullMarked
package dev.phosphene.io;

import org.jspecify.annotations.NullMarked;
