package dev.phosphene.output;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * LZW with codes of 9 to 12 bits as in "Graphics Interchange Format, Version 89a", appendix F, for
 * bytes, cut into sub-blocks of at most 255 bytes.
 */
final class Lzw {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int LIMIT = 4096;
  private static final int TABLE = 1 << 14;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final int[] keys = new int[TABLE];
  private final short[] codes = new short[TABLE];
  private final byte[] block = new byte[255];
  private int filled;
  private int bits;
  private int bitCount;
  private int width = 9;
  private int next;

  private Lzw() {}

  /** Returns the image data of a frame: code size, sub-blocks, terminator. */
  static byte[] encode(byte[] indices) {
    Lzw lzw = new Lzw();
    lzw.out.write(8);
    lzw.clear();
    lzw.run(indices);
    return lzw.out.toByteArray();
  }

  private void run(byte[] indices) {
    int prefix = indices[0] & 255;
    for (int i = 1; i < indices.length; i++) {
      int value = indices[i] & 255;
      int key = (prefix << 8 | value) + 1;
      int slot = (key * 0x9e3779b1) >>> 18;
      while (keys[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & (TABLE - 1);
      }
      if (keys[slot] == key) {
        prefix = codes[slot];
        continue;
      }
      put(prefix);
      if (next == LIMIT) {
        clear();
      } else {
        keys[slot] = key;
        codes[slot] = (short) next;
        if (next == 1 << width) {
          width++;
        }
        next++;
      }
      prefix = value;
    }
    put(prefix);
    if (next == 1 << width && next < LIMIT) {
      width++; // the decoder has added a last entry, which nothing here needs
    }
    put(END);
    if (bitCount > 0) {
      put((byte) bits);
    }
    flush();
    out.write(0);
  }

  private void clear() {
    put(CLEAR);
    Arrays.fill(keys, 0);
    width = 9;
    next = END + 1;
  }

  private void put(int code) {
    bits |= code << bitCount;
    bitCount += width;
    while (bitCount >= 8) {
      put((byte) bits);
      bits >>>= 8;
      bitCount -= 8;
    }
  }

  private void put(byte value) {
    block[filled++] = value;
    if (filled == block.length) {
      flush();
    }
  }

  private void flush() {
    if (filled > 0) {
      out.write(filled);
      out.write(block, 0, filled);
      filled = 0;
    }
  }
}
