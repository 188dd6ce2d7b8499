package dev.phosphene.io;

import dev.phosphene.error.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array of a NumPy {@code .npy} file: versions 1 and 2, little-endian floats of 16, 32 or 64
 * bits in C order (numpy/numpy, numpy/lib/format.py).
 *
 * @param extents outermost first; each positive
 * @param values in row-major order
 */
record Npy(int[] extents, double[] values) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9,\\s]*)\\)");

  /**
   * Parses a file's bytes. Allocates no more than the file's size justifies.
   *
   * @param name file name for messages
   * @throws InputException if the file is truncated, or of another version or type
   */
  static Npy of(String name, byte[] bytes) {
    if (!Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
      throw new InputException(name + " is not a .npy file: it does not begin with \\x93NUMPY");
    }
    int version = bytes.length > MAGIC.length ? bytes[MAGIC.length] : 0;
    if (version != 1 && version != 2) {
      throw new InputException(name + " is .npy version " + version + "; expected 1 or 2");
    }
    int width = version == 1 ? 2 : 4;
    int start = MAGIC.length + 2 + width;
    if (bytes.length < start) {
      throw new InputException(name + " is cut short: it has " + bytes.length + " bytes");
    }
    ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int lengthAt = MAGIC.length + 2;
    int length = width == 2 ? data.getShort(lengthAt) & 0xffff : data.getInt(lengthAt);
    if (length < 0 || length > bytes.length - start) {
      throw new InputException(
          "%s is cut short: a header of %s bytes in a file of %d"
              .formatted(name, Integer.toUnsignedString(length), bytes.length));
    }
    String header = new String(bytes, start, length, StandardCharsets.ISO_8859_1);
    if (field(name, header, ORDER, "fortran_order").equals("True")) {
      throw new InputException(
          name + " is in Fortran order; save numpy.ascontiguousarray(array) instead");
    }
    int[] extents = extents(name, field(name, header, SHAPE, "shape"));
    String type = field(name, header, TYPE, "descr");
    return new Npy(extents, values(name, type, extents, data.position(start + length)));
  }

  /** Returns {@code (7, 7, 512)}. */
  String shape() {
    return shape(extents);
  }

  private static String field(String name, String header, Pattern pattern, String key) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new InputException(
          name + ": the .npy header has no " + key + " of a plain array: " + header.strip());
    }
    return matcher.group(1);
  }

  private static int[] extents(String name, String shape) {
    try {
      int[] extents =
          Arrays.stream(shape.split(","))
              .map(String::strip)
              .filter(text -> !text.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      if (Arrays.stream(extents).allMatch(extent -> extent > 0)) {
        return extents;
      }
    } catch (NumberFormatException e) {
      // digits and commas only, so it is too large or has a blank inside: reported below
    }
    throw new InputException(name + ": (" + shape + ") is not the shape of a vector");
  }

  private static double[] values(String name, String type, int[] extents, ByteBuffer data) {
    int width =
        switch (type) {
          case "<f2" -> 2;
          case "<f4" -> 4;
          case "<f8" -> 8;
          default ->
              throw new InputException(
                  name
                      + " holds "
                      + type
                      + "; expected little-endian floats, <f2, <f4 or <f8: astype(\"float32\")");
        };
    double wanted = width; // a double does not overflow
    for (int extent : extents) {
      wanted *= extent;
    }
    if (data.remaining() != wanted) {
      throw new InputException(
          "%s is damaged: shape %s of %s needs %.0f bytes, but has %d"
              .formatted(name, shape(extents), type, wanted, data.remaining()));
    }
    double[] values = new double[data.remaining() / width];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (width) {
            case 2 -> HalfFloats.fromF16(data.getShort());
            case 4 -> data.getFloat();
            default -> data.getDouble();
          };
    }
    return values;
  }

  private static String shape(int[] extents) {
    return Arrays.stream(extents)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "(", extents.length == 1 ? ",)" : ")"));
  }
}
