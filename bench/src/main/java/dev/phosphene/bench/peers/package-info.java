/**
 * TensorFlow Java and PyTorch running our graphs. Each is an {@link dev.phosphene.engine.Engine},
 * so that tests can compare with it, and gives a {@link dev.phosphene.bench.Stepper}, so that it is
 * measured at its fair best. PyTorch's is registered as a service, in this module only and below
 * all others, so that a whole command can be run through it; no user of the program can choose it.
 */
@NullMarked
package dev.phosphene.bench.peers;

import org.jspecify.annotations.NullMarked;
