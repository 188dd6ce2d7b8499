/** Weights in HDF5 files written by Keras; the only package that reads HDF5. */
@NullMarked
package dev.phosphene.load.hdf5;

import org.jspecify.annotations.NullMarked;
