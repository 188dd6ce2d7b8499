package dev.phosphene.output;

import java.util.Optional;

/** Makes images that carry any text in the place of their provenance. */
public final class Carrier {
  private Carrier() {}

  /** A PNG of one pixel. */
  public static byte[] png(String text) {
    return Png.encode(Bitmap.filled(1, 1, 0), Optional.of(text));
  }
}
