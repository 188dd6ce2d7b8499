package dev.phosphene.output;

/**
 * Ordered dithering with any palette: a color becomes a mix of {@value #MIX} palette colors with
 * the right mean, sorted by luma, and the threshold of the position picks one (T. Knoll, US patent
 * 6606166, expired; see also J. Yliluoma, "Arbitrary-palette positional dithering"). The index
 * depends only on the color and the position, so still areas do not flicker.
 */
final class Dither {
  static final int MIX = 16;
  private static final int CACHED = 1 << 18;

  private final Palette palette;
  private final int[] keys = new int[CACHED];
  private final byte[] mixes = new byte[CACHED * MIX];

  Dither(Palette palette) {
    this.palette = palette;
  }

  /** Returns the palette indices of an RGB image, row by row. */
  byte[] indices(Bitmap bitmap) {
    byte[] data = bitmap.data();
    byte[] indices = new byte[bitmap.width() * bitmap.height()];
    for (int y = 0, i = 0; y < bitmap.height(); y++) {
      for (int x = 0; x < bitmap.width(); x++, i++) {
        int rgb =
            (data[3 * i] & 255) << 16 | (data[3 * i + 1] & 255) << 8 | (data[3 * i + 2] & 255);
        indices[i] = mixes[mix(rgb) + BlueNoise.threshold(x, y, MIX)];
      }
    }
    return indices;
  }

  /** Returns the start of a color's mix in {@link #mixes}. */
  private int mix(int rgb) {
    int slot = (rgb * 0x9e3779b1) >>> 14;
    if (keys[slot] != rgb + 1) {
      fill(slot * MIX, rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
      keys[slot] = rgb + 1;
    }
    return slot * MIX;
  }

  private void fill(int at, int r, int g, int b) {
    float y = LumaChroma.y(r, g, b);
    float u = LumaChroma.u(r, g, b);
    float v = LumaChroma.v(r, g, b);
    float missingY = 0;
    float missingU = 0;
    float missingV = 0;
    for (int i = 0; i < MIX; i++) {
      int nearest = palette.nearest(y + missingY, u + missingU, v + missingV);
      missingY += y - palette.y(nearest);
      missingU += u - palette.u(nearest);
      missingV += v - palette.v(nearest);
      int slot = i; // indices rise with luma, so sorting them sorts by luma
      while (slot > 0 && (mixes[at + slot - 1] & 255) > nearest) {
        mixes[at + slot] = mixes[at + slot - 1];
        slot--;
      }
      mixes[at + slot] = (byte) nearest;
    }
  }
}
