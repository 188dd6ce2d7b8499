package dev.phosphene.zoo;

import java.util.Locale;

/**
 * A file's documented size in bytes, which is off by at most {@code error} bytes where the
 * publisher rounds it.
 *
 * @param bytes the documented size; 0 if none is documented
 */
public record FileSize(long bytes, long error) {
  /** No file of the zoo is larger, so a server cannot fill the disk. */
  private static final long LARGEST = 4L << 30;

  /** Returns a size known to the byte. */
  static FileSize exactly(long bytes) {
    return new FileSize(bytes, 0);
  }

  /** Returns a size in MiB that is rounded to three decimals, as torchvision states it. */
  static FileSize mebibytes(double size) {
    return new FileSize(Math.round(size * (1 << 20)), (1 << 20) / 1000);
  }

  /** Returns a size in MB that is rounded to three digits, as model hubs state it. */
  static FileSize megabytes(double size) {
    return new FileSize(Math.round(size * 1e6), size < 100 ? 50_001 : 500_001);
  }

  /** Returns the size of a file whose publisher states none. */
  static FileSize unknown() {
    return new FileSize(0, LARGEST);
  }

  /** Returns whether a file of so many bytes can be the one meant. */
  public boolean fits(long actual) {
    return actual > 0 && Math.abs(actual - bytes) <= error;
  }

  /** Returns whether the size is known to the byte. */
  boolean isExact() {
    return error == 0;
  }

  /** Returns the largest size that fits. */
  long most() {
    return bytes + error;
  }

  /** Returns it as {@code 102.5 MB}; empty if none is documented. */
  public String text() {
    return bytes == 0 ? "" : String.format(Locale.ROOT, "%.1f MB", bytes * 1e-6);
  }

  /** Returns it in bytes for a message. */
  String inBytes() {
    if (bytes == 0) {
      return "at most " + LARGEST;
    }
    return isExact() ? Long.toString(bytes) : "about " + bytes;
  }
}
