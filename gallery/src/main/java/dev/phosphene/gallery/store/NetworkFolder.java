package dev.phosphene.gallery.store;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the files of one network lie in a gallery; layers and techniques by their ids.
 *
 * @param gallery the gallery's folder
 * @param network id of the network
 */
public record NetworkFolder(Path gallery, String network) {

  /** The network's folder. */
  public Path path() {
    return gallery.resolve(network);
  }

  /** A layer's folder. */
  public Path layer(String layer) {
    return path().resolve(layer);
  }

  /** The folder of a layer's full-size images and sheets. */
  public Path technique(String layer, String technique) {
    return layer(layer).resolve(technique);
  }

  /** The pattern of the full-size images, relative to the layer's folder. */
  public static String pattern(String technique, int images) {
    return technique + (images == 1 ? "/{unit}.png" : "/{unit}-{image}.png");
  }

  /** A full-size image's file name: the number of the unit, and of the image from 1 on. */
  public static String image(int unit, int image, int images) {
    return images == 1 ? "%04d.png".formatted(unit) : "%04d-%d.png".formatted(unit, image + 1);
  }

  /** A sheet's file name. */
  public static String sheet(int index) {
    return "sheet-%02d.jpg".formatted(index);
  }

  /**
   * Makes a folder and those above it.
   *
   * @throws InputException if that cannot be done
   */
  public static Path made(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException("cannot make the folder " + folder + ": " + FileFacts.reason(e), e);
    }
  }
}
