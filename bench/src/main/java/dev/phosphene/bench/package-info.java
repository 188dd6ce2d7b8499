/**
 * Benchmarks, never shipped: this project beside TensorFlow Java, PyTorch and the hardware's lower
 * bound, in one run. {@code ./bench/run} builds and runs {@link dev.phosphene.bench.Bench}.
 */
@NullMarked
package dev.phosphene.bench;

import org.jspecify.annotations.NullMarked;
