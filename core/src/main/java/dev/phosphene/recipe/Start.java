package dev.phosphene.recipe;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Luma;
import dev.phosphene.io.Hash;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.text.Nearest;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** The image that a run starts from. */
public sealed interface Start {
  /** Returns the start with random pixels or coefficients, from the run's seed. */
  static Start noise() {
    return new Noise();
  }

  /** Returns the black start. */
  static Start black() {
    return new Flat("black", 0f);
  }

  /** Returns the start with 50 % gray. */
  static Start gray() {
    return new Flat("gray", .5f);
  }

  /** The parameterization's own random start. */
  record Noise() implements Start {
    @Override
    public String toString() {
      return "noise";
    }
  }

  /** The same value in [0, 1] everywhere. */
  record Flat(String name, float value) implements Start {
    @Override
    public String toString() {
      return name;
    }
  }

  /**
   * An image.
   *
   * @param file the file it was read from
   * @param sha256 of the file, in hex
   * @param picture {@code [1, 3, h, w]}, RGB in [0, 1]
   */
  record Photo(Path file, String sha256, Tensor picture) implements Start {

    /** Returns the photo cropped about its center to the size's aspect ratio, and scaled to it. */
    public Photo fitted(Size size) {
      return new Photo(file, sha256, Photos.fitted(picture, size));
    }

    /** Returns the photo with its luma in all three planes. */
    public Photo gray() {
      return new Photo(file, sha256, Luma.inAllPlanes(picture));
    }

    @Override
    public String toString() {
      return file.toString();
    }
  }

  /**
   * Reads an image file as a start.
   *
   * @throws dev.phosphene.error.InputException if it cannot be read
   */
  static Photo photo(Path file) {
    Tensor picture = ImageFiles.read(file);
    return new Photo(file, Hash.of(file, "SHA-256"), picture);
  }

  /**
   * Parses {@code noise}, {@code black}, {@code gray} or {@code grey}, or else reads an image file.
   *
   * @throws dev.phosphene.error.InputException if it is none of these and cannot be read
   */
  static Start named(String text) {
    return switch (text) {
      case "noise" -> noise();
      case "black" -> black();
      case "gray", "grey" -> gray();
      default -> photo(file(text));
    };
  }

  /** Returns whether the text names a start that is not an image file. */
  static boolean isWord(String text) {
    return List.of("noise", "black", "gray", "grey").contains(text);
  }

  private static Path file(String text) {
    String hint = Nearest.hint(text, List.of("noise", "black", "gray"));
    try {
      Path file = Path.of(text);
      if (Files.exists(file) || hint.isEmpty()) {
        return file;
      }
    } catch (InvalidPathException e) {
      throw new InputException("the start " + text + " does not exist" + hint, e);
    }
    throw new InputException("the start " + text + " does not exist" + hint);
  }

  /**
   * Returns the start's image for every example of {@code shape}; not for noise.
   *
   * @throws InputException if a photo has another size
   */
  default Tensor picture(Shape shape) {
    Tensor pictures = Tensor.zeros(shape);
    if (this instanceof Flat flat) {
      pictures.fill(flat.value());
    } else if (this instanceof Photo photo) {
      Shape own = photo.picture().shape();
      if (own.h() != shape.h() || own.w() != shape.w()) {
        throw new InputException(
            "the start %s is %d×%d, not %d×%d; resize it, or let the run fit it"
                .formatted(photo.file(), own.w(), own.h(), shape.w(), shape.h()));
      }
      float[] one = photo.picture().data();
      for (int i = 0; i < shape.n(); i++) {
        System.arraycopy(one, 0, pictures.data(), i * one.length, one.length);
      }
    }
    return pictures;
  }
}
