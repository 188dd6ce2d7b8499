package dev.phosphene.output;

import dev.phosphene.tensor.Tensor;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes image files to samples in [0, 1]; every failure is an IOException. */
final class Decoder {
  /** Limit of pixels; about a gigabyte of floats. */
  private static final long MOST_PIXELS = 80_000_000;

  /** Most pixels per byte of a PNG: one bit each, compressed a thousandfold. */
  private static final int MOST_OF_A_BYTE = 8 * 1032;

  private Decoder() {}

  /** Returns RGBA samples {@code [1, 4, h, w]} in [0, 1]; the first of several frames. */
  static Tensor decode(byte[] file) throws IOException {
    Kind kind = Kind.of(file);
    List<Jpeg.Segment> segments = kind == Kind.JPEG ? Jpeg.segments(file) : List.of();
    byte[] essential =
        switch (kind) {
          case PNG -> {
            Png.text(file); // checks what the JDK's reader leaves unchecked
            yield Png.essential(file);
          }
          case GIF -> Gif.essential(file);
          case JPEG -> {
            Jpeg.requireFewScans(file);
            yield file;
          }
          case BMP -> file;
        };
    ImageReader reader = ImageIO.getImageReadersByFormatName(kind.name()).next();
    boolean[] cut = new boolean[1];
    reader.addIIOReadWarningListener(
        (source, warning) -> cut[0] |= warning.toLowerCase(Locale.ROOT).matches(CUT_OFF));
    try (ImageInputStream in =
        new MemoryCacheImageInputStream(new ByteArrayInputStream(essential))) {
      reader.setInput(in);
      long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
      if (pixels > MOST_PIXELS) {
        throw new IOException(
            "the picture of "
                + reader.getWidth(0)
                + "×"
                + reader.getHeight(0)
                + " is too large; at most "
                + MOST_PIXELS / 1_000_000
                + " megapixels are supported");
      }
      if (pixels / MOST_OF_A_BYTE > file.length) {
        throw new IOException(
            "the %s file claims %d pixels, which %d bytes cannot hold"
                .formatted(kind, pixels, file.length));
      }
      Tensor picture =
          Cmyk.of(segments)
              ? Cmyk.rgba(reader.readRaster(0, null), segments)
              : samples(reader.read(0));
      if (cut[0]) {
        throw new IOException(cutOff(kind, file));
      }
      return Exif.upright(picture, Exif.orientation(segments));
    } catch (EOFException problem) {
      throw new IOException(cutOff(kind, file), problem);
    } catch (RuntimeException problem) {
      String why = problem.getMessage() == null ? "" : ": " + problem.getMessage();
      throw new IOException("the " + kind + " file is damaged" + why, problem);
    } finally {
      reader.dispose();
    }
  }

  private static String cutOff(Kind kind, byte[] file) {
    return "the " + kind + " file is cut off after " + file.length + " bytes";
  }

  private static final String CUT_OFF = ".*(premature|truncated).*";

  private enum Kind {
    PNG,
    JPEG,
    GIF,
    BMP;

    static Kind of(byte[] file) throws IOException {
      if (starts(file, "\u0089PNG")) {
        return PNG;
      }
      if (starts(file, "\u00ff\u00d8\u00ff")) {
        return JPEG;
      }
      if (starts(file, "GIF8")) {
        return GIF;
      }
      if (starts(file, "BM")) {
        requireNothingInside(file);
        return BMP;
      }
      throw new IOException(
          file.length == 0 ? "the file is empty" : "not a PNG, JPEG, GIF or BMP image");
    }

    /**
     * Refuses a BMP that holds a JPEG or PNG (BITMAPINFOHEADER's biCompression, 4 and 5), for which
     * the JDK's reader allocates whatever the header says.
     */
    private static void requireNothingInside(byte[] file) throws IOException {
      ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      boolean named = file.length >= 34 && header.getInt(14) >= 40; // older headers do not tell
      int compression = named ? header.getInt(30) : 0;
      if (compression == 4 || compression == 5) {
        throw new IOException("BMP files with a JPEG or PNG inside are not supported");
      }
    }

    private static boolean starts(byte[] file, String magic) {
      for (int i = 0; i < magic.length(); i++) {
        if (i >= file.length || (file[i] & 255) != magic.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Reads samples as stored, so that no color management rounds them. */
  private static Tensor samples(RenderedImage image) {
    Raster raster = image.getData();
    ColorModel model = image.getColorModel();
    int w = raster.getWidth();
    int h = raster.getHeight();
    Tensor picture = Tensor.zeros(1, 4, h, w);
    float[] data = picture.data();
    int plane = w * h;
    int bands = raster.getNumBands();
    int colors = bands - (model.hasAlpha() ? 1 : 0);
    int[] row = new int[w * bands];
    for (int y = 0; y < h; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, w, 1, row);
      for (int x = 0; x < w; x++) {
        int to = y * w + x;
        if (model instanceof IndexColorModel palette) {
          int argb = palette.getRGB(row[x]);
          for (int c = 0; c < 4; c++) {
            data[c * plane + to] = (argb >> (c == 3 ? 24 : 16 - 8 * c) & 255) / 255f;
          }
        } else {
          for (int c = 0; c < 3; c++) {
            int band = colors < 3 ? 0 : c;
            data[c * plane + to] = sample(row[x * bands + band], model, band);
          }
          int alpha = bands - 1;
          data[3 * plane + to] = colors < bands ? sample(row[x * bands + alpha], model, alpha) : 1f;
        }
      }
    }
    return picture;
  }

  private static float sample(int value, ColorModel model, int band) {
    int largest = (1 << model.getComponentSize(band)) - 1;
    return (value & largest) / (float) largest;
  }
}
