package dev.phosphene.load.keras;

import dev.phosphene.load.hdf5.Hdf5;
import dev.phosphene.load.hdf5.KerasArrays;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.util.Arrays;
import java.util.function.Function;

/**
 * One array of an HDF5 file as {@link StoredWeights} has it: looked at once, read when it is
 * needed.
 */
final class Hdf5Arrays {
  private Hdf5Arrays() {}

  /**
   * An array.
   *
   * @param file what the file is called, for messages
   * @param name what the array is called
   * @param array as it was found
   * @param again finds it anew in the file, which is opened for each reading
   */
  static StoredWeights.Array of(
      String file,
      Hdf5.Opener opener,
      String name,
      Dataset array,
      Function<HdfFile, Dataset> again) {
    int[] extents = array.getDimensions();
    String where = file + ", \"" + name + "\"";
    return new StoredWeights.Array(
        name,
        Arrays.stream(extents).boxed().toList(),
        () ->
            Hdf5.read(
                file,
                opener,
                "\"" + name + "\"",
                hdf -> {
                  Dataset found = again.apply(hdf);
                  KerasArrays.check(found, extents, where);
                  return KerasArrays.inMemory(
                      found, hdf.size(), where, () -> KerasArrays.floats(found, opener, where));
                }));
  }
}
