/** The ONNX importer against ONNX Runtime. */
@NullMarked
package dev.phosphene.bench.onnx;

import org.jspecify.annotations.NullMarked;
