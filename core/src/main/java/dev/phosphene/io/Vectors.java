package dev.phosphene.io;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringTokenizer;
import java.util.regex.Pattern;

/**
 * A direction in the space of a layer's channels, {@code [1, c, 1, 1]}, or a patch of directions,
 * {@code [1, c, h, w]}, read from a file. All values are finite and not all are zero.
 *
 * <p>The file is NumPy's {@code .npy} with an array {@code [c]}, {@code [1, c]} or {@code [h, w,
 * c]}, or {@code .txt} or {@code .csv}: numbers between white space, commas or semicolons, always
 * one direction.
 *
 * @param file as the user wrote it
 * @param sha256 of the bytes that were read
 * @param patch whether the file holds {@code [h, w, c]}, even with h = w = 1
 */
public record Vectors(Path file, String sha256, boolean patch, Tensor values) {
  /** A patch of 56×56 positions with 2048 channels in float64 has 51 megabytes. */
  private static final int MOST_BYTES = 1 << 26;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");
  private static final Pattern NOT_FINITE = Pattern.compile("(?i)[+-]?(?:nan|inf|infinity)");
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads the whole file.
   *
   * @throws InputException if it is absent, damaged or of another type, or holds a value that is
   *     not finite
   */
  public static Vectors read(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    boolean numpy = name.endsWith(".npy");
    if (!numpy && !name.endsWith(".txt") && !name.endsWith(".csv")) {
      throw new InputException(
          file + " cannot be read as a vector; its name must end in .npy, .txt or .csv");
    }
    byte[] bytes = bytes(file);
    Npy npy = numpy ? Npy.of(file.toString(), bytes) : text(file, bytes);
    int[] extents = npy.extents();
    if (extents.length == 2 && extents[0] == 1) { // a matrix with a single row
      npy = new Npy(new int[] {extents[1]}, npy.values());
      extents = npy.extents();
    }
    if (extents.length != 1 && extents.length != 3) {
      throw new InputException(
          file
              + " holds an array of shape "
              + npy.shape()
              + "; expected a direction (channels,) or a patch (height, width, channels)");
    }
    return new Vectors(file, Hash.sha256(bytes), extents.length == 3, tensor(file, npy));
  }

  private static byte[] bytes(Path file) {
    FileFacts.requireReadable(file);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new InputException(
            file + " is too large for a vector; at most " + MOST_BYTES + " bytes are read");
      }
      return bytes;
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  private static Npy text(Path file, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int start = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0;
    StringTokenizer tokens = new StringTokenizer(text.substring(start), " \t\r\n\f,;");
    double[] values = new double[tokens.countTokens()];
    for (int i = 0; i < values.length; i++) {
      String token = tokens.nextToken();
      if (NOT_FINITE.matcher(token).matches()) {
        throw new InputException(notFinite(file, i, token));
      }
      if (!NUMBER.matcher(token).matches()) {
        String shown = token.length() > 20 ? token.substring(0, 20) + "…" : token;
        throw new InputException(file + ": value " + i + " is \"" + shown + "\", not a number");
      }
      values[i] = Double.parseDouble(token);
    }
    if (values.length == 0) {
      throw new InputException(file + " holds no numbers");
    }
    return new Npy(new int[] {values.length}, values);
  }

  /** Converts {@code [h, w, c]} to {@code [1, c, h, w]}. */
  private static Tensor tensor(Path file, Npy npy) {
    int[] extents = npy.extents();
    int channels = extents[extents.length - 1];
    int h = extents.length == 3 ? extents[0] : 1;
    int w = extents.length == 3 ? extents[1] : 1;
    double[] values = npy.values();
    if (Arrays.stream(values).allMatch(value -> value == 0)) {
      throw new InputException(file + " holds only zeros, which is not a direction");
    }
    Tensor tensor = Tensor.zeros(1, channels, h, w);
    for (int i = 0; i < values.length; i++) {
      float value = (float) values[i];
      if (!Float.isFinite(value)) {
        throw new InputException(notFinite(file, i, String.valueOf(values[i])));
      }
      tensor.data()[i % channels * h * w + i / channels] = value;
    }
    return tensor;
  }

  private static String notFinite(Path file, int index, String value) {
    return file + ": value " + index + " (counted from 0) is " + value + ", not a finite float32";
  }
}
