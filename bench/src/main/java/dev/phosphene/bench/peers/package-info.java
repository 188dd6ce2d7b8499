/**
 * TensorFlow Java and PyTorch running our graphs. Each is an {@link dev.phosphene.engine.Engine},
 * so that tests can compare with it, and provides a {@link dev.phosphene.bench.Stepper}, so that it
 * is measured in its fastest form. PyTorch's is registered as a service, in this module only and
 * with the lowest priority, so that a whole command can run on it; no user of the program can
 * choose it.
 */
@NullMarked
package dev.phosphene.bench.peers;

import org.jspecify.annotations.NullMarked;
