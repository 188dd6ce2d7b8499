package dev.phosphene.load.hdf5;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.load.WeightSource.Role;
import io.jhdf.api.Dataset;
import io.jhdf.api.dataset.ChunkedDataset;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FloatingPoint;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads names, shapes and values of the arrays in a Keras HDF5 file. */
public final class KerasArrays {
  /** {@code conv2d_1/kernel:0}, {@code block1_conv1_W_1:0}, {@code bn_1_running_mean}. */
  private static final Pattern NAME =
      Pattern.compile(
          "(?:.*[/_])?(kernel|W|bias|b|gamma|beta|(?:moving|running)_(?:mean|variance|std))"
              + "(?:_\\d+)?(?::\\d+)?");

  private static final Map<String, Role> ROLES =
      Map.of(
          "kernel", Role.KERNEL,
          "w", Role.KERNEL,
          "bias", Role.BIAS,
          "b", Role.BIAS,
          "gamma", Role.GAMMA,
          "beta", Role.BETA,
          "mean", Role.MEAN,
          "variance", Role.VARIANCE,
          "std", Role.VARIANCE); // Keras 1's name for the variance

  /** Bytes per read. */
  private static final int STRETCH = 1 << 20;

  private KerasArrays() {}

  /** Returns the role of the array with that name, or null if the name does not tell. */
  public static @Nullable Role role(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return null;
    }
    String word = matcher.group(1);
    return ROLES.get(word.substring(word.indexOf('_') + 1).toLowerCase(Locale.ROOT));
  }

  /**
   * Checks an array's shape, type and place in the file.
   *
   * @param where file, layer and role, for messages
   * @throws InputException if it is not an array of floating-point numbers of the expected shape
   */
  public static void check(Dataset array, int[] expected, String where) {
    if (!Arrays.equals(array.getDimensions(), expected)) {
      throw new InputException(
          where
              + " has the shape "
              + Arrays.toString(array.getDimensions())
              + "; expected "
              + Arrays.toString(expected));
    }
    Class<?> type = array.getJavaType();
    if (type != float.class && type != double.class) {
      throw new InputException(where + " holds values of type " + type + "; expected floats");
    }
    if (array instanceof ContiguousDataset flat
        && flat.getDataAddress() < 0
        && array.getSize() > 0) {
      throw new InputException(where + " was announced but never written");
    }
  }

  /**
   * Reads an array with {@code reading}; reports if the heap is too small for it.
   *
   * @param fileSize size of the file; an array that claims more counts as damage
   * @param where file, layer and role, for messages
   * @throws InputException if memory runs out, and the file is not to blame
   */
  public static float[] inMemory(
      Dataset array, long fileSize, String where, Supplier<float[]> reading) {
    try {
      return reading.get();
    } catch (OutOfMemoryError e) {
      if (array.getSizeInBytes() > fileSize) {
        throw e;
      }
      throw new InputException(
          where
              + ": memory ran out while reading "
              + Arrays.toString(array.getDimensions())
              + "; try a larger heap with JAVA_TOOL_OPTIONS=-Xmx8g",
          e);
    }
  }

  /**
   * Returns the values in the file's order.
   *
   * @param opener opener of the file that has the array
   * @param where file, layer and role, for messages
   * @throws InputException if it is smaller than it claims
   */
  public static float[] floats(Dataset array, Hdf5.Opener opener, String where) {
    if (array instanceof ContiguousDataset flat
        && array.getSize() > 0
        && array.getDataType() instanceof FloatingPoint type
        && (type.getSize() == Float.BYTES || type.getSize() == Double.BYTES)) {
      return read(flat, type, opener, where);
    }
    if (array instanceof ChunkedDataset chunked) {
      Chunks.check(chunked, size(opener, where), where);
    }
    Object data = array.getDataFlat();
    if (data instanceof float[] floats) {
      return floats;
    }
    double[] doubles = (double[]) data;
    float[] floats = new float[doubles.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) doubles[i];
    }
    return floats;
  }

  private static long size(Hdf5.Opener opener, String where) {
    try (SeekableByteChannel channel = opener.open()) {
      return channel.size();
    } catch (IOException e) {
      throw new InputException(where + " cannot be read: " + FileFacts.reason(e), e);
    }
  }

  /** Reads contiguous values block by block. */
  private static float[] read(
      ContiguousDataset array, FloatingPoint type, Hdf5.Opener opener, String where) {
    long at = array.getDataAddress();
    long bytes = Math.multiplyExact(array.getSize(), (long) type.getSize());
    try (SeekableByteChannel channel = opener.open()) {
      if (at < 0 || bytes > channel.size() || at > channel.size() - bytes) {
        throw new InputException(
            "%s lies at bytes %d to %d of %d; it is damaged or cut short"
                .formatted(where, at, at + bytes, channel.size()));
      }
      channel.position(at);
      float[] values = new float[Math.toIntExact(array.getSize())];
      ByteBuffer piece =
          ByteBuffer.allocate((int) Math.min(bytes, STRETCH)).order(type.getByteOrder());
      for (int done = 0; done < values.length; ) {
        piece.clear().limit((int) Math.min(STRETCH, bytes - (long) done * type.getSize()));
        while (piece.hasRemaining()) {
          if (channel.read(piece) < 0) {
            throw new EOFException("it has become shorter while it was read");
          }
        }
        piece.flip();
        for (int i = 0; i < piece.limit(); i += type.getSize()) {
          values[done++] =
              type.getSize() == Float.BYTES ? piece.getFloat(i) : (float) piece.getDouble(i);
        }
      }
      return values;
    } catch (IOException e) {
      throw new InputException(where + " cannot be read: " + FileFacts.reason(e), e);
    }
  }
}
