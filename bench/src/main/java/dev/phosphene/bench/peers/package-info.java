/**
 * TensorFlow Java and PyTorch running our graphs. Each is an {@link dev.phosphene.engine.Engine},
 * so that tests can compare with it, and gives a {@link dev.phosphene.bench.Stepper}, so that it is
 * measured at its fair best. Neither is registered as a service: no user can choose it.
 */
@NullMarked
package dev.phosphene.bench.peers;

import org.jspecify.annotations.NullMarked;
