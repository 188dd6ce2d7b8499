/** Weights in HDF5 files as Keras writes them; the only package that reads HDF5. */
@NullMarked
package dev.phosphene.load.hdf5;

import org.jspecify.annotations.NullMarked;
