package dev.phosphene.load.keras;

import dev.phosphene.load.hdf5.Hdf5;
import dev.phosphene.load.hdf5.KerasArrays;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import java.util.Arrays;
import java.util.function.Function;

/** Arrays of an HDF5 file as {@link StoredWeights}: checked once, read on demand. */
final class Hdf5Arrays {
  private Hdf5Arrays() {}

  /**
   * Returns an array.
   *
   * @param file the file's name, for messages
   * @param name the array's name
   * @param array the array as found
   * @param again finds it in the file again, which is reopened for each read
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
