package dev.phosphene.recipe;

import dev.phosphene.io.Hash;
import dev.phosphene.objective.Objective;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Loads the photographs that objectives compare images with. */
public final class Photos {
  private Photos() {}

  /**
   * Reads the photographs, each {@code [1, 3, h, w]}.
   *
   * @throws dev.phosphene.error.InputException if one cannot be read
   */
  public static Map<Path, Tensor> of(Collection<Objective> objectives) {
    Map<Path, Tensor> photos = new LinkedHashMap<>();
    for (Objective objective : objectives) {
      for (Path file : objective.photos()) {
        photos.computeIfAbsent(file, ImageFiles::read);
      }
    }
    return photos;
  }

  /** Returns the photo cropped about its center to the size's aspect ratio, and scaled to it. */
  public static Tensor fitted(Tensor photo, Size size) {
    int w = photo.shape().w();
    int h = photo.shape().h();
    double scale = Math.min((double) w / size.width(), (double) h / size.height());
    int cropWidth = Math.max(1, Math.min(w, (int) Math.round(scale * size.width())));
    int cropHeight = Math.max(1, Math.min(h, (int) Math.round(scale * size.height())));
    Tensor crop = Tensor.zeros(Shape.of(1, photo.shape().c(), cropHeight, cropWidth));
    for (int c = 0; c < photo.shape().c(); c++) {
      for (int y = 0; y < cropHeight; y++) {
        int from = photo.offset(0, c, (h - cropHeight) / 2 + y, (w - cropWidth) / 2);
        System.arraycopy(photo.data(), from, crop.data(), crop.offset(0, c, y, 0), cropWidth);
      }
    }
    return Resampling.resize(crop, size.width(), size.height());
  }

  /** Returns the SHA-256, in hex, of every file that the objectives name, by the name they use. */
  public static Map<String, String> hashes(Collection<Objective> objectives) {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Objective objective : objectives) {
      objective.files().forEach((file, hash) -> hashes.put(file.toString(), hash));
      for (Path file : objective.photos()) {
        hashes.computeIfAbsent(file.toString(), name -> Hash.of(file, "SHA-256"));
      }
    }
    return hashes;
  }
}
