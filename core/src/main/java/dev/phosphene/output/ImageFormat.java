package dev.phosphene.output;

import dev.phosphene.error.InputException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The output formats, chosen by the file's extension. */
public enum ImageFormat {
  /** Lossless, RGB or RGBA. */
  PNG(".png"),
  /** Quality 95 without chroma subsampling, RGB. */
  JPEG(".jpg, .jpeg"),
  /**
   * At most 255 colors, dithered, alpha over a checkerboard; animated if there are several frames.
   */
  GIF(".gif");

  private final String extensions;

  ImageFormat(String extensions) {
    this.extensions = extensions;
  }

  /**
   * Returns the format of a file by its extension, in any case.
   *
   * @throws InputException if the extension is missing or not supported; lists those that are
   */
  public static ImageFormat of(Path file) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    int dot = name.lastIndexOf('.');
    String extension = dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
    for (ImageFormat format : values()) {
      if (List.of(format.extensions.split(", ", -1)).contains(extension)) {
        return format;
      }
    }
    String known =
        Arrays.stream(values()).map(format -> format.extensions).collect(Collectors.joining(", "));
    String fault = extension.isEmpty() ? "has no extension" : "ends in " + extension;
    throw new InputException(file + " " + fault + "; supported formats are " + known);
  }
}
