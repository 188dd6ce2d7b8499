package dev.phosphene.output;

import dev.phosphene.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The orientation of a photograph: tag 0x0112 of "Exif 2.32" (CIPA DC-008), section 4.6.4. */
final class Exif {
  private static final byte[] MARK = "Exif\0\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int ORIENTATION = 0x0112;

  private Exif() {}

  /** Returns 1…8, 1 being upright; also 1 if the tag is missing or invalid. */
  static int orientation(List<Jpeg.Segment> segments) {
    for (Jpeg.Segment segment : segments) {
      byte[] data = segment.data();
      if (segment.marker() == Jpeg.APP1 && Arrays.equals(MARK, Arrays.copyOf(data, MARK.length))) {
        return orientation(ByteBuffer.wrap(data, MARK.length, data.length - MARK.length).slice());
      }
    }
    return 1;
  }

  private static int orientation(ByteBuffer tiff) {
    if (tiff.remaining() < 8) {
      return 1;
    }
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = tiff.getInt(4);
    if (directory < 8 || directory > tiff.limit() - 2) {
      return 1;
    }
    int entries = tiff.getShort(directory) & 0xffff;
    for (int i = 0; i < entries; i++) {
      int entry = directory + 2 + 12 * i;
      if (entry > tiff.limit() - 12) {
        return 1;
      }
      if ((tiff.getShort(entry) & 0xffff) == ORIENTATION) {
        int value = tiff.getShort(entry + 8);
        return value >= 1 && value <= 8 ? value : 1;
      }
    }
    return 1;
  }

  /** Returns the image {@code [1, c, h, w]} turned upright; itself for orientation 1. */
  static Tensor upright(Tensor picture, int orientation) {
    if (orientation == 1) {
      return picture;
    }
    int channels = picture.shape().c();
    int h = picture.shape().h();
    int w = picture.shape().w();
    boolean turned = orientation >= 5;
    Tensor upright = Tensor.zeros(1, channels, turned ? w : h, turned ? h : w);
    // Stored row y and column x are: 1 top left, 2 top right, 3 bottom right, 4 bottom left,
    // 5 left top, 6 right top, 7 right bottom, 8 left bottom.
    boolean mirrorX = List.of(2, 3, 6, 7).contains(orientation);
    boolean mirrorY = List.of(3, 4, 7, 8).contains(orientation);
    int to = 0;
    for (int c = 0; c < channels; c++) {
      for (int y = 0; y < upright.shape().h(); y++) {
        for (int x = 0; x < upright.shape().w(); x++) {
          int across = mirrorX ? upright.shape().w() - 1 - x : x;
          int down = mirrorY ? upright.shape().h() - 1 - y : y;
          upright.data()[to++] =
              turned ? picture.at(0, c, across, down) : picture.at(0, c, down, across);
        }
      }
    }
    return upright;
  }
}
