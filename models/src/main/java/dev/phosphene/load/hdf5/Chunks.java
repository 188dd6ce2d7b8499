package dev.phosphene.load.hdf5;

import dev.phosphene.error.InputException;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.filter.PipelineFilterWithData;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Checks arrays that an HDF5 file stores in chunks. jHDF trusts a chunk's declared size and unpacks
 * it to any length; these checks bound both by the array's size.
 */
final class Chunks {
  private static final int DEFLATE = 1; // H5Z_FILTER_DEFLATE
  private static final int LZF = 32000; // h5py's own; its third number is the size of a piece
  private static final int LZF_SIZE = 2;

  /** Those whose result is not larger than what they get: shuffle, Fletcher's checksum. */
  private static final List<Integer> PLAIN = List.of(2, 3);

  private static final int SMALL = 1 << 24;

  /** Weights that pack better than this, and are not small, are a bomb; zlib packs to 1 in 1032. */
  private static final int BEST = 32;

  private static final int BUFFER = 1 << 16;

  /** Minimum bytes of an index entry per chunk. */
  private static final int INDEX = 8;

  /** Chunk counts up to this are harmless. */
  private static final int SMALL_COUNT = 1 << 12;

  /** Bytes allowed for checksums and the like after a chunk. */
  private static final int SLACK = 64;

  private Chunks() {}

  /**
   * Checks every chunk.
   *
   * @param fileSize size of the file in bytes
   * @param where file, layer and role, for messages
   * @throws InputException if a chunk, or all together, would unpack to an unreasonable size
   */
  static void check(ChunkedDataset array, long fileSize, String where) {
    long chunk = array.getDataType().getSize();
    for (int extent : array.getChunkDimensions()) {
      chunk = extent < 1 ? Long.MAX_VALUE : Math.multiplyExact(chunk, (long) extent);
    }
    long packings = packings(array.getFilters(), chunk, where);
    long size = array.getSizeInBytes();
    if (size > SMALL && size / (packings == 0 ? 1 : BEST) > fileSize) {
      throw new InputException(
          where + " claims " + size + " bytes in a file of " + fileSize + "; it is damaged");
    }
    if ((chunk > SMALL && (chunk > 8 * size || chunk / BEST > fileSize)) || packings > 1) {
      throw new InputException(
          where + " is stored in pieces larger than itself, or packed twice; it is damaged");
    }
    long pieces = pieces(array);
    if (pieces > SMALL_COUNT + fileSize / INDEX) {
      throw new InputException(
          where
              + " claims "
              + pieces
              + " pieces in a file of "
              + fileSize
              + " bytes; it is damaged");
    }
    long stored = array.getStorageInBytes();
    if (stored < 0 || stored > fileSize) {
      throw new InputException(
          where
              + " claims pieces of "
              + stored
              + " bytes in a file of "
              + fileSize
              + "; it is damaged");
    }
    boolean deflated = array.getFilters().stream().anyMatch(filter -> filter.getId() == DEFLATE);
    int[] offset = new int[array.getDimensions().length];
    do {
      check(array, offset, deflated ? chunk : Long.MAX_VALUE, where);
    } while (next(offset, array));
  }

  /** How many of the filters unpack. */
  private static long packings(List<PipelineFilterWithData> filters, long chunk, String where) {
    long packings = 0;
    for (PipelineFilterWithData filter : filters) {
      int id = filter.getId();
      if (id == LZF) {
        int[] data = filter.getFilterData();
        if (data.length <= LZF_SIZE || data[LZF_SIZE] < 0 || data[LZF_SIZE] > chunk) {
          throw new InputException(where + " unpacks to more than a piece has; it is damaged");
        }
      } else if (id != DEFLATE && !PLAIN.contains(id)) {
        throw new InputException(
            "%s is packed by the filter \"%s\", which is not read; write it with gzip or none"
                .formatted(where, filter.getName()));
      }
      packings += PLAIN.contains(id) ? 0 : 1;
    }
    return packings;
  }

  private static long pieces(ChunkedDataset array) {
    int[] extents = array.getDimensions();
    int[] chunk = array.getChunkDimensions();
    long pieces = 1;
    for (int axis = 0; axis < extents.length; axis++) {
      pieces *= Math.max(1, (extents[axis] + (long) chunk[axis] - 1) / chunk[axis]);
      if (pieces > Integer.MAX_VALUE) {
        return pieces;
      }
    }
    return pieces;
  }

  private static void check(ChunkedDataset array, int[] offset, long most, String where) {
    ByteBuffer raw;
    try {
      raw = array.getRawChunkBuffer(offset);
    } catch (RuntimeException e) {
      throw new InputException(
          where + ": the piece at " + Arrays.toString(offset) + " was announced but never written",
          e);
    }
    if (most == Long.MAX_VALUE) {
      return;
    }
    Inflater inflater = new Inflater();
    byte[] buffer = new byte[BUFFER];
    try {
      inflater.setInput(raw);
      long total = 0;
      for (int got = inflater.inflate(buffer); got > 0; got = inflater.inflate(buffer)) {
        total += got;
        if (total > most + SLACK) {
          throw new InputException(
              "%s: the piece at %s unpacks to more than its %d bytes; it is damaged"
                  .formatted(where, Arrays.toString(offset), most));
        }
      }
    } catch (DataFormatException e) {
      throw new InputException(where + ": a piece is damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private static boolean next(int[] offset, ChunkedDataset array) {
    int[] extents = array.getDimensions();
    int[] chunk = array.getChunkDimensions();
    for (int axis = offset.length - 1; axis >= 0; axis--) {
      offset[axis] += chunk[axis];
      if (offset[axis] < extents[axis]) {
        return true;
      }
      offset[axis] = 0;
    }
    return false;
  }
}
