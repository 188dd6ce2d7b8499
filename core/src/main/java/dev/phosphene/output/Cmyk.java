package dev.phosphene.output;

import dev.phosphene.tensor.Tensor;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.List;

/**
 * Decodes JPEGs of four inks, which the JDK reads but does not convert. Adobe's programs store the
 * inks inverted, and the last byte of their APP14 segment says whether the first three are YCC
 * (Adobe Technical Note 5116, section 18).
 */
final class Cmyk {
  private Cmyk() {}

  /** Returns whether the frame header (ITU-T T.81, B.2.2) announces four components. */
  static boolean of(List<Jpeg.Segment> segments) {
    return segments.stream()
        .anyMatch(
            segment ->
                (segment.marker() & 0xf0) == 0xc0
                    && !List.of(0xc4, 0xc8, 0xcc).contains(segment.marker())
                    && segment.data().length > 5
                    && segment.data()[5] == 4);
  }

  /** Returns opaque {@code [1, 4, h, w]}; the inks are mixed as {@code (1 − ink)·(1 − black)}. */
  static Tensor rgba(Raster inks, List<Jpeg.Segment> segments) throws IOException {
    if (inks.getNumBands() != 4) {
      throw new IOException("the JPEG file has " + inks.getNumBands() + " color components");
    }
    int w = inks.getWidth();
    int h = inks.getHeight();
    boolean ycck = false;
    boolean adobe = false;
    for (Jpeg.Segment segment : segments) {
      if (segment.marker() == Jpeg.APP14 && segment.data().length >= 12) {
        adobe = true;
        ycck = segment.data()[11] == 2;
      }
    }
    Tensor picture = Tensor.zeros(1, 4, h, w);
    int plane = w * h;
    int[] row = new int[w * 4];
    for (int y = 0; y < h; y++) {
      inks.getPixels(0, y, w, 1, row);
      for (int x = 0; x < w; x++) {
        float a = row[4 * x];
        float b = row[4 * x + 1];
        float c = row[4 * x + 2];
        float black = row[4 * x + 3];
        if (ycck) { // red, green and blue by ITU-T T.871, section 7, are inverted inks
          float blue = b - 128;
          float red = c - 128;
          float luma = a;
          a = 255 - byteRange(luma + 1.402f * red);
          b = 255 - byteRange(luma - .344136f * blue - .714136f * red);
          c = 255 - byteRange(luma + 1.772f * blue);
        }
        int to = y * w + x;
        picture.data()[to] = light(a, adobe) * light(black, adobe);
        picture.data()[plane + to] = light(b, adobe) * light(black, adobe);
        picture.data()[2 * plane + to] = light(c, adobe) * light(black, adobe);
        picture.data()[3 * plane + to] = 1f;
      }
    }
    return picture;
  }

  private static float byteRange(float value) {
    return Math.max(0f, Math.min(255f, value));
  }

  private static float light(float ink, boolean inverted) {
    return (inverted ? ink : 255f - ink) / 255f;
  }
}
