package dev.phosphene.output;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Reads and writes JPEG files with a text inside: quality 95, full chroma resolution. Marker codes
 * are those of ITU-T T.81, table B.1.
 */
final class Jpeg {
  static final int APP1 = 0xe1;
  static final int APP14 = 0xee;
  private static final int COMMENT = 0xfe;
  private static final int START_OF_SCAN = 0xda;
  private static final int END_OF_IMAGE = 0xd9;
  private static final float QUALITY = .95f;
  private static final String METADATA = "javax_imageio_jpeg_image_1.0";
  private static final byte[] MARK =
      (Provenance.KEYWORD + "\0").getBytes(StandardCharsets.ISO_8859_1);

  /** Progressive files have about ten; a profile or thumbnail adds few by accident. */
  private static final int MOST_SCANS = 500;

  private Jpeg() {}

  /** A marker segment before the first scan: its code and its data without the length. */
  record Segment(int marker, byte[] data) {}

  /** Encodes a JPEG file; {@code text} goes into as many comment segments as it needs. */
  static byte[] encode(Bitmap bitmap, Optional<String> text) {
    byte[] plain = compress(bitmap);
    if (text.isEmpty()) {
      return plain;
    }
    byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
    int largest = 65533 - MARK.length;
    // start of image and JFIF header come first
    int head = 4 + (((plain[4] & 255) << 8) | (plain[5] & 255));
    ByteArrayOutputStream file = new ByteArrayOutputStream(plain.length + body.length + 64);
    file.write(plain, 0, head);
    for (int from = 0; from < body.length; from += largest) {
      int part = Math.min(largest, body.length - from);
      int length = part + MARK.length + 2;
      file.writeBytes(new byte[] {(byte) 0xff, (byte) COMMENT});
      file.writeBytes(new byte[] {(byte) (length >> 8), (byte) length});
      file.writeBytes(MARK);
      file.write(body, from, part);
    }
    file.write(plain, head, plain.length - head);
    return file.toByteArray();
  }

  private static byte[] compress(Bitmap bitmap) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam how = writer.getDefaultWriteParam();
      how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      how.setCompressionQuality(QUALITY);
      BufferedImage image = image(bitmap);
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), how);
      Node tree = metadata.getAsTree(METADATA);
      NodeList components = ((Element) tree).getElementsByTagName("componentSpec");
      for (int i = 0; i < components.getLength(); i++) {
        Element component = (Element) components.item(i);
        component.setAttribute("HsamplingFactor", "1");
        component.setAttribute("VsamplingFactor", "1");
      }
      metadata.setFromTree(METADATA, tree);
      writer.setOutput(out);
      writer.write(null, new IIOImage(image, null, metadata), how);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }

  private static BufferedImage image(Bitmap bitmap) {
    BufferedImage image =
        new BufferedImage(bitmap.width(), bitmap.height(), BufferedImage.TYPE_INT_RGB);
    int[] row = new int[bitmap.width()];
    for (int y = 0; y < bitmap.height(); y++) {
      for (int x = 0; x < row.length; x++) {
        row[x] = bitmap.at(x, y, 0) << 16 | bitmap.at(x, y, 1) << 8 | bitmap.at(x, y, 2);
      }
      image.setRGB(0, y, row.length, 1, row, 0, row.length);
    }
    return image;
  }

  /**
   * Returns the marker segments before the image data.
   *
   * @throws IOException if the file is not a JPEG or is cut off before the data
   */
  static List<Segment> segments(byte[] file) throws IOException {
    if (file.length < 4 || (file[0] & 255) != 0xff || (file[1] & 255) != 0xd8) {
      throw new IOException("not a JPEG file");
    }
    List<Segment> segments = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(file).position(2);
    while (in.remaining() >= 4) {
      if ((in.get() & 255) != 0xff) {
        throw new IOException("the JPEG file is damaged: no marker at byte " + (in.position() - 1));
      }
      int marker = in.get() & 255;
      if (marker == 0xff) {
        in.position(in.position() - 1); // B.1.1.2: any number of fill bytes before a marker
        continue;
      }
      if (marker == START_OF_SCAN || marker == END_OF_IMAGE) {
        return segments;
      }
      int length = (in.getShort() & 0xffff) - 2;
      if (length < 0 || length > in.remaining()) {
        break;
      }
      byte[] data = new byte[length];
      in.get(data);
      segments.add(new Segment(marker, data));
    }
    throw new IOException("the JPEG file is cut off after " + file.length + " bytes");
  }

  /**
   * Refuses a file with more scans than any encoder writes: each costs a few bytes, but a pass over
   * the whole image.
   */
  static void requireFewScans(byte[] file) throws IOException {
    int scans = 0;
    for (int i = 0; i + 1 < file.length; i++) {
      // In a scan's data a 0 follows each 0xff, so this is its marker, or once in a while an
      // accident in an earlier segment.
      if ((file[i] & 255) == 0xff && (file[i + 1] & 255) == START_OF_SCAN && ++scans > MOST_SCANS) {
        throw new IOException("the JPEG file has more than " + MOST_SCANS + " scans");
      }
    }
  }

  /** Returns the text of our comment segments, if there are any. */
  static Optional<String> text(byte[] file) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (Segment segment : segments(file)) {
      byte[] data = segment.data();
      if (segment.marker() == COMMENT && Arrays.equals(MARK, Arrays.copyOf(data, MARK.length))) {
        text.write(data, MARK.length, data.length - MARK.length);
        if (text.size() > Provenance.LARGEST) {
          throw new IOException("the JPEG file is damaged: its text is too long");
        }
      }
    }
    return text.size() == 0 ? Optional.empty() : Optional.of(text.toString(StandardCharsets.UTF_8));
  }
}
