package dev.phosphene.output;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Reads and writes image files. */
public final class ImageFiles {
  private static final long LARGEST_FILE = 1L << 29;

  private ImageFiles() {}

  /**
   * Reads a PNG, JPEG, GIF or BMP as {@code [1, 3, h, w]}, RGB in [0, 1], upright by its Exif tag.
   * A byte v becomes exactly {@code v / 255f}, a 16-bit sample {@code v / 65535f}; embedded color
   * profiles are ignored; transparent areas are laid over white.
   *
   * @throws InputException if the file is missing, not an image, damaged or too large
   */
  public static Tensor read(Path file) {
    Tensor rgba = readRgba(file);
    int plane = rgba.shape().h() * rgba.shape().w();
    Tensor rgb = Tensor.zeros(1, 3, rgba.shape().h(), rgba.shape().w());
    for (int i = 0; i < 3 * plane; i++) {
      float alpha = rgba.data()[3 * plane + i % plane];
      float value = rgba.data()[i];
      rgb.data()[i] = alpha == 1f ? value : value * alpha + (1f - alpha);
    }
    return rgb;
  }

  /**
   * Reads with transparency, else as {@link #read}: {@code [1, 4, h, w]}, alpha not premultiplied.
   */
  public static Tensor readRgba(Path file) {
    byte[] bytes = bytes(file);
    try {
      return Decoder.decode(bytes);
    } catch (IOException problem) {
      throw new InputException("cannot read " + file + ": " + problem.getMessage(), problem);
    }
  }

  /**
   * Returns the provenance inside a PNG, JPEG or GIF that Phosphene wrote.
   *
   * @throws InputException if the file is missing or damaged, or has none
   */
  public static Provenance provenance(Path file) {
    byte[] bytes = bytes(file);
    Optional<String> text;
    try {
      text = text(bytes);
    } catch (IOException problem) {
      throw new InputException("cannot read " + file + ": " + problem.getMessage(), problem);
    }
    if (text.isEmpty()) {
      throw new InputException(
          file + " has no provenance: it was not written by phosphene, or was edited");
    }
    try {
      return Provenance.parse(text.get());
    } catch (InputException problem) {
      throw new InputException(file + ": " + problem.getMessage(), problem);
    }
  }

  private static Optional<String> text(byte[] file) throws IOException {
    if (Arrays.equals(Png.SIGNATURE, Arrays.copyOf(file, Png.SIGNATURE.length))) {
      return Png.text(file);
    }
    if (file.length > 1 && (file[0] & 255) == 0xff && (file[1] & 255) == 0xd8) {
      return Jpeg.text(file);
    }
    if (file.length > 3 && file[0] == 'G' && file[1] == 'I' && file[2] == 'F') {
      return Gif.text(file);
    }
    throw new IOException(file.length == 0 ? "the file is empty" : "not a PNG, JPEG or GIF file");
  }

  /** Writes an image as {@link #write(Path, Bitmap, Provenance)} does, without provenance. */
  public static void write(Path file, Bitmap bitmap) {
    ImageFormat format = ImageFormat.of(file);
    AtomicFile.write(file, encode(format, bitmap, Optional.empty()));
  }

  /**
   * Writes an image, atomically, in the format of the file's extension.
   *
   * @throws InputException if it cannot be written, or is a JPEG with alpha
   */
  public static void write(Path file, Bitmap bitmap, Provenance provenance) {
    ImageFormat format = ImageFormat.of(file);
    AtomicFile.write(file, encode(format, bitmap, Optional.of(provenance)));
  }

  /**
   * Writes an image, unless there is something of that name: see {@link AtomicFile#writeNew}.
   *
   * @return whether it was written
   * @throws InputException if it cannot be written, or it has alpha and is to be a JPEG
   */
  public static boolean writeNew(Path file, Bitmap bitmap, Optional<Provenance> provenance) {
    byte[] bytes = encode(ImageFormat.of(file), bitmap, provenance);
    return AtomicFile.writeNew(file, out -> out.write(bytes));
  }

  /**
   * The bytes of the file that {@link #write(Path, Bitmap, Provenance)} writes.
   *
   * @throws InputException for a JPEG with alpha
   */
  public static byte[] encode(ImageFormat format, Bitmap bitmap, Optional<Provenance> provenance) {
    if (bitmap.hasAlpha() && format == ImageFormat.JPEG) {
      throw new InputException("a JPEG cannot hold transparency; write a .png");
    }
    Optional<String> text = provenance.map(Provenance::text);
    return switch (format) {
      case PNG -> Png.encode(bitmap, text);
      case JPEG -> Jpeg.encode(bitmap, text);
      case GIF -> Animation.still(bitmap, text);
    };
  }

  /**
   * Checks before a long run whether its image can be written.
   *
   * @throws InputException if the extension is not supported, or the folder is not writable
   */
  public static void checkWritable(Path file) {
    ImageFormat.of(file);
    AtomicFile.checkWritable(file);
  }

  private static byte[] bytes(Path file) {
    try {
      if (Files.isDirectory(file)) {
        throw new InputException("cannot read " + file + ": it is a folder, not an image");
      }
      if (Files.size(file) > LARGEST_FILE) {
        throw new InputException("cannot read " + file + ": larger than 512 MiB");
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes((int) LARGEST_FILE + 1); // a pipe has no size, and may never end
      }
      if (bytes.length > LARGEST_FILE) {
        throw new InputException("cannot read " + file + ": larger than 512 MiB");
      }
      return bytes;
    } catch (NoSuchFileException missing) {
      throw new InputException("cannot read " + file + ": there is no such file", missing);
    } catch (IOException problem) {
      throw new InputException("cannot read " + file + ": " + FileFacts.reason(problem), problem);
    }
  }
}
