package dev.phosphene.output;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;

/**
 * Reads and writes PNG files with a text inside. Section numbers are those of the W3C's "Portable
 * Network Graphics (PNG) Specification", third edition.
 */
final class Png {
  static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  /** Ancillary chunks that affect how samples are read (11.3.1, 11.3.2). */
  private static final Set<String> KEPT = Set.of("tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD");

  private static final int LARGEST_KEPT = 1024;

  /** Limit of the compression ratio of texts; other programs reach thirty for a sheet's text. */
  private static final int BEST_TEXT = 64;

  private Png() {}

  /**
   * Encodes a PNG file of 8-bit RGB or RGBA; {@code text} goes into an iTXt chunk of our keyword.
   */
  static byte[] encode(Bitmap bitmap, Optional<String> text) {
    try {
      ByteArrayOutputStream file = new ByteArrayOutputStream(bitmap.data().length / 2 + 1024);
      DataOutputStream out = new DataOutputStream(file);
      out.write(SIGNATURE);
      byte color = (byte) (bitmap.hasAlpha() ? 6 : 2);
      chunk(
          out,
          "IHDR",
          ByteBuffer.allocate(13)
              .putInt(bitmap.width())
              .putInt(bitmap.height())
              .put((byte) 8)
              .put(color)
              .array());
      chunk(out, "sRGB", new byte[] {0});
      if (text.isPresent()) {
        // 11.3.3.4: keyword, 0, uncompressed, method 0, no language, no translated keyword
        byte[] head = (Provenance.KEYWORD + "\0\0\0\0\0").getBytes(StandardCharsets.ISO_8859_1);
        byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
        chunk(
            out,
            "iTXt",
            ByteBuffer.allocate(head.length + body.length).put(head).put(body).array());
      }
      chunk(out, "IDAT", deflate(bitmap));
      chunk(out, "IEND", new byte[0]);
      return file.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.ISO_8859_1);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.writeInt(data.length);
    out.write(name);
    out.write(data);
    out.writeInt((int) crc.getValue());
  }

  private static byte[] deflate(Bitmap bitmap) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    Deflater deflater = new Deflater(9);
    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater, 1 << 15)) {
      PngFilter filter = new PngFilter(bitmap);
      for (int y = 0; y < bitmap.height(); y++) {
        out.write(filter.row(y));
      }
    } finally {
      deflater.end();
    }
    return packed.toByteArray();
  }

  /**
   * Reads through all chunks of a PNG file up to IEND.
   *
   * @return the text of our keyword, if there is one
   * @throws IOException if the file is cut off or a checksum is wrong; says where
   */
  static Optional<String> text(byte[] file) throws IOException {
    if (!Arrays.equals(SIGNATURE, Arrays.copyOf(file, SIGNATURE.length))) {
      throw new IOException("not a PNG file");
    }
    Optional<String> text = Optional.empty();
    ByteBuffer in = ByteBuffer.wrap(file).position(SIGNATURE.length);
    while (true) {
      int at = in.position();
      if (in.remaining() < 12) {
        throw new IOException("the PNG file is cut off after " + file.length + " bytes");
      }
      int length = in.getInt();
      if (length < 0 || length > in.remaining() - 8) {
        throw new IOException("the PNG file is cut off within the chunk at byte " + at);
      }
      String type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      CRC32 crc = new CRC32();
      crc.update(file, at + 4, 4 + length);
      in.position(at + 8 + length);
      if (in.getInt() != (int) crc.getValue()) {
        throw new IOException("the PNG file is damaged: wrong checksum in the chunk at byte " + at);
      }
      if (at == SIGNATURE.length && (!type.equals("IHDR") || length != 13)) {
        throw new IOException("the PNG file does not begin with its header");
      }
      if (type.equals("IEND")) {
        return text;
      }
      if (type.equals("iTXt") && text.isEmpty()) {
        text = international(Arrays.copyOfRange(file, at + 8, at + 8 + length));
      }
    }
  }

  /** Returns the text of an iTXt chunk, 11.3.3.4, if it has our keyword. */
  private static Optional<String> international(byte[] chunk) throws IOException {
    byte[] keyword = (Provenance.KEYWORD + "\0").getBytes(StandardCharsets.ISO_8859_1);
    if (!Arrays.equals(keyword, Arrays.copyOf(chunk, keyword.length))) {
      return Optional.empty();
    }
    int start = keyword.length + 2;
    for (int skipped = 0; skipped < 2; skipped++) {
      while (start < chunk.length && chunk[start] != 0) {
        start++;
      }
      start++;
    }
    if (start > chunk.length || chunk.length > Provenance.LARGEST) {
      throw new IOException("the PNG file is damaged: bad text chunk");
    }
    byte[] text = Arrays.copyOfRange(chunk, start, chunk.length);
    boolean packed = chunk[keyword.length] == 1;
    return Optional.of(new String(packed ? inflate(text) : text, StandardCharsets.UTF_8));
  }

  /**
   * Returns only the parts needed to decode the image: texts, color profiles and the like may
   * expand without limit.
   *
   * @param file a file that {@link #text} has checked
   */
  static byte[] essential(byte[] file) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length);
    kept.write(file, 0, SIGNATURE.length);
    ByteBuffer in = ByteBuffer.wrap(file).position(SIGNATURE.length);
    String type = "";
    while (!type.equals("IEND")) {
      int at = in.position();
      int length = in.getInt();
      type = new String(file, at + 4, 4, StandardCharsets.ISO_8859_1);
      boolean critical = Character.isUpperCase(type.charAt(0)); // 5.4
      if (critical || (KEPT.contains(type) && length <= LARGEST_KEPT)) {
        kept.write(file, at, 12 + length);
      }
      in.position(at + 12 + length);
    }
    return kept.toByteArray();
  }

  private static byte[] inflate(byte[] packed) throws IOException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 13];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        out.write(buffer, 0, count);
        if (out.size() > Math.min(Provenance.LARGEST, (1 << 16) + (long) BEST_TEXT * packed.length)
            || (count == 0 && !inflater.finished())) {
          throw new IOException("the PNG file is damaged: bad compressed text");
        }
      }
      return out.toByteArray();
    } catch (DataFormatException problem) {
      throw new IOException("the PNG file is damaged: bad compressed text", problem);
    } finally {
      inflater.end();
    }
  }
}
