package dev.phosphene.output;

import java.text.Normalizer;

/**
 * Draws and measures lines of text in Phosphene's own lettering.
 *
 * @param scale pixels per unit; small letters are {@code 10 · scale} high, capitals 14
 * @param pen width of the strokes in units
 */
record Lettering(float scale, float pen) {
  /** Extent above and below the baseline of the tallest and deepest letters, in units. */
  static final int ASCENT = 16;

  static final int DESCENT = 6;

  /** Extra space after every glyph, in units. */
  private static final float TRACKING = .5f;

  private static final String ELLIPSIS = "…";

  static Lettering of(float scale) {
    // Small letters need a pen of more than a pixel to be as dark as large ones.
    return new Lettering(scale, Math.max(1.6f, 1.1f / scale));
  }

  /** Returns the height of a line in pixels. */
  int height() {
    return Math.round((ASCENT + DESCENT) * scale);
  }

  /** Returns the width of a line in pixels. */
  int width(String text) {
    float units = 0;
    for (int character : characters(text)) {
      units += Glyph.of(character).advance() + TRACKING;
    }
    return (int) Math.ceil(units * scale);
  }

  /** Returns the text, its middle replaced by an ellipsis if it is wider than {@code pixels}. */
  String fit(String text, int pixels) {
    return fit(text, pixels, 0);
  }

  /** Returns the text shortened so that {@code end} characters at its end go last. */
  String fit(String text, int pixels, int end) {
    int[] characters = characters(text);
    int kept = characters.length;
    String fitting = new String(characters, 0, kept);
    while (width(fitting) > pixels && kept > 0) {
      kept--;
      int tail = Math.max(kept / 2, Math.min(kept, end));
      int head = kept - tail;
      fitting =
          new String(characters, 0, head).stripTrailing()
              + ELLIPSIS
              + new String(characters, characters.length - tail, tail).stripLeading();
    }
    return fitting;
  }

  /** Draws a line on an RGB image, its top left corner at {@code (left, top)}. */
  void draw(Bitmap on, String text, int left, int top, int rgb) {
    float x = left;
    int baseline = top + Math.round(ASCENT * scale);
    for (int character : characters(text)) {
      Glyph glyph = Glyph.of(character);
      draw(on, glyph, x, baseline + .5f, rgb);
      x += (glyph.advance() + TRACKING) * scale;
    }
  }

  /** Returns the characters without accents, which the lettering lacks. */
  private static int[] characters(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
    return plain.replaceAll("\\s+", " ").codePoints().toArray();
  }

  private void draw(Bitmap on, Glyph glyph, float x, float y, int rgb) {
    int fromX = Math.max(0, (int) Math.floor(x - 2 * scale));
    int toX = Math.min(on.width(), (int) Math.ceil(x + (glyph.advance() + 2) * scale));
    int fromY = Math.max(0, (int) Math.floor(y - (ASCENT + 2) * scale));
    int toY = Math.min(on.height(), (int) Math.ceil(y + (DESCENT + 2) * scale));
    for (int row = fromY; row < toY; row++) {
      for (int column = fromX; column < toX; column++) {
        float distance = Float.MAX_VALUE;
        for (float[] s : glyph.segments()) {
          float atX = (column + .5f - x) / scale;
          float atY = (y - row - .5f) / scale;
          distance = Math.min(distance, squaredDistance(atX, atY, s));
        }
        float inside = (pen / 2 - (float) Math.sqrt((double) distance)) * scale + .5f;
        blend(on, column, row, rgb, Math.max(0f, Math.min(1f, inside)));
      }
    }
  }

  private static float squaredDistance(float x, float y, float[] s) {
    float dx = s[2] - s[0];
    float dy = s[3] - s[1];
    float length = dx * dx + dy * dy;
    float along = length == 0 ? 0 : ((x - s[0]) * dx + (y - s[1]) * dy) / length;
    along = Math.max(0f, Math.min(1f, along));
    float offX = x - s[0] - along * dx;
    float offY = y - s[1] - along * dy;
    return offX * offX + offY * offY;
  }

  private static void blend(Bitmap on, int x, int y, int rgb, float coverage) {
    int at = (y * on.width() + x) * 3;
    for (int c = 0; c < 3 && coverage > 0; c++) {
      int below = on.data()[at + c] & 255;
      int ink = rgb >> (16 - 8 * c) & 255;
      on.data()[at + c] = (byte) Math.round(below + (ink - below) * coverage);
    }
  }
}
