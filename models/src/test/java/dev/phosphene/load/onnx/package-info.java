/** Tests of the ONNX reader, and a writer of small files for them. */
@NullMarked
package dev.phosphene.load.onnx;

import org.jspecify.annotations.NullMarked;
