package dev.phosphene.output;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the blocks of a GIF file. Section numbers are those of CompuServe's "Graphics
 * Interchange Format, Version 89a".
 */
final class Gif {
  private static final int UNCHANGED = 255; // the transparent index
  private static final String MARK = Provenance.KEYWORD + " ";

  private Gif() {}

  /** Writes header, screen and global palette of 256 colors (17 to 19). */
  static void start(OutputStream out, int width, int height, Palette palette) throws IOException {
    out.write("GIF89a".getBytes(StandardCharsets.ISO_8859_1));
    number(out, width);
    number(out, height);
    out.write(new byte[] {(byte) 0xf7, 0, 0});
    for (int i = 0; i < 256; i++) {
      int rgb = i < palette.size() ? palette.rgb(i) : 0;
      out.write(new byte[] {(byte) (rgb >> 16), (byte) (rgb >> 8), (byte) rgb});
    }
  }

  /** Writes Netscape's extension: the number of repetitions, 0 for forever. */
  static void loop(OutputStream out, int repetitions) throws IOException {
    out.write(new byte[] {0x21, (byte) 0xff, 11});
    out.write("NETSCAPE2.0".getBytes(StandardCharsets.ISO_8859_1));
    out.write(new byte[] {3, 1});
    number(out, repetitions);
    out.write(0);
  }

  /** Writes a comment (24) of our mark and JSON, with non-ASCII characters escaped. */
  static void comment(OutputStream out, String json) throws IOException {
    StringBuilder ascii = new StringBuilder(MARK);
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      ascii.append(c < 127 ? String.valueOf(c) : String.format("\\u%04x", (int) c));
    }
    byte[] bytes = ascii.toString().getBytes(StandardCharsets.US_ASCII);
    out.write(new byte[] {0x21, (byte) 0xfe});
    for (int from = 0; from < bytes.length; from += 255) {
      int length = Math.min(255, bytes.length - from);
      out.write(length);
      out.write(bytes, from, length);
    }
    out.write(0);
  }

  /**
   * Writes one frame (20, 22, 23); of a later frame only the changed rectangle, its unchanged
   * pixels transparent where that is shorter.
   *
   * @param before the indices of the previous frame, or null for the first
   * @param delay in hundredths of a second
   */
  static void frame(
      OutputStream out, int width, int height, byte[] indices, byte @Nullable [] before, int delay)
      throws IOException {
    int left = 0;
    int top = 0;
    int right = width;
    int bottom = height;
    byte[] data = indices;
    byte[] packed;
    if (before == null) {
      packed = Lzw.encode(data);
    } else {
      left = width;
      right = 0;
      top = height;
      bottom = 0;
      for (int i = 0; i < indices.length; i++) {
        if (indices[i] != before[i]) {
          left = Math.min(left, i % width);
          right = Math.max(right, i % width + 1);
          top = Math.min(top, i / width);
          bottom = i / width + 1;
        }
      }
      if (right == 0) { // nothing changed; a frame still needs a pixel
        left = 0;
        top = 0;
        right = 1;
        bottom = 1;
      }
      data = new byte[(right - left) * (bottom - top)];
      byte[] changes = new byte[data.length];
      for (int y = top, to = 0; y < bottom; y++) {
        for (int x = left; x < right; x++, to++) {
          int from = y * width + x;
          data[to] = indices[from];
          changes[to] = indices[from] == before[from] ? (byte) UNCHANGED : indices[from];
        }
      }
      byte[] whole = Lzw.encode(data);
      byte[] sparse = Lzw.encode(changes);
      packed = sparse.length < whole.length ? sparse : whole;
    }
    // leave the frame in place (disposal 1); the transparent index is announced from the second
    out.write(new byte[] {0x21, (byte) 0xf9, 4, (byte) (before == null ? 4 : 5)});
    number(out, delay);
    out.write(new byte[] {(byte) (before == null ? 0 : UNCHANGED), 0});
    out.write(0x2c);
    number(out, left);
    number(out, top);
    number(out, right - left);
    number(out, bottom - top);
    out.write(0);
    out.write(packed);
  }

  static void end(OutputStream out) throws IOException {
    out.write(0x3b);
  }

  private static void number(OutputStream out, int value) throws IOException {
    if (value > 0xffff) {
      throw new IOException(value + " exceeds a GIF's limit of 65535");
    }
    out.write(value);
    out.write(value >> 8);
  }

  /**
   * Reads through all blocks of a GIF file.
   *
   * @return the comment of our mark, if there is one
   * @throws IOException if the file is cut off or damaged
   */
  static Optional<String> text(byte[] file) throws IOException {
    try {
      Optional<String> text = Optional.empty();
      int at = 13 + table(file[10]);
      while (file[at] != 0x3b) {
        if (file[at] == 0x2c) {
          at += 10 + table(file[at + 9]) + 1;
        } else if (file[at] == 0x21) {
          at += 2;
        } else {
          throw new IOException("the GIF file is damaged at byte " + at);
        }
        boolean comment = file[at - 2] == 0x21 && (file[at - 1] & 255) == 0xfe;
        boolean ours = comment && marked(file, at);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (file[at] != 0) {
          int length = file[at] & 255;
          if (ours) {
            body.writeBytes(Arrays.copyOfRange(file, at + 1, at + 1 + length));
          }
          if (body.size() > Provenance.LARGEST) {
            throw new IOException("the GIF file is damaged: its text is too long");
          }
          at += 1 + length;
        }
        at++;
        if (ours) {
          text = Optional.of(body.toString(StandardCharsets.UTF_8).substring(MARK.length()));
        }
      }
      return text;
    } catch (IndexOutOfBoundsException end) {
      throw new IOException("the GIF file is cut off after " + file.length + " bytes", end);
    }
  }

  /**
   * Returns whether the block at {@code at}, which starts with its length, begins with our mark.
   */
  private static boolean marked(byte[] file, int at) {
    byte[] mark = MARK.getBytes(StandardCharsets.US_ASCII);
    int end = at + 1 + mark.length;
    return (file[at] & 255) >= mark.length
        && Arrays.equals(mark, Arrays.copyOfRange(file, at + 1, end));
  }

  /**
   * Returns only the parts needed to decode the first frame: comments may be endless, and the time
   * they take grows with their square.
   *
   * @throws IOException if the file is cut off before the end of that frame, or damaged
   */
  static byte[] essential(byte[] file) throws IOException {
    try {
      ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
      int at = 13 + table(file[10]);
      kept.write(file, 0, at);
      boolean done = false;
      while (!done && file[at] != 0x3b) {
        int start = at;
        boolean frame = file[at] == 0x2c;
        boolean control = file[at] == 0x21 && (file[at + 1] & 255) == 0xf9;
        if (frame) {
          at += 10 + table(file[at + 9]) + 1;
        } else if (file[at] == 0x21) {
          at += 2;
        } else {
          throw new IOException("the GIF file is damaged at byte " + at);
        }
        while (file[at] != 0) {
          at += 1 + (file[at] & 255);
        }
        at++;
        if (frame || control) {
          kept.write(file, start, at - start);
        }
        done = frame;
      }
      kept.write(0x3b);
      return kept.toByteArray();
    } catch (IndexOutOfBoundsException end) {
      throw new IOException("the GIF file is cut off after " + file.length + " bytes", end);
    }
  }

  /** Returns the number of bytes of the palette announced by flags of 17.c or 20.c. */
  private static int table(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
  }
}
