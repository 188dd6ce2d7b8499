package dev.phosphene.render;

import dev.phosphene.ascent.Liveness;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import java.nio.file.Path;
import java.util.List;

/**
 * One rendered image.
 *
 * @param objective its objective, in text form
 * @param bitmap the image in 8 bits
 * @param curve the objective before each step, under that step's transforms, and last that of the
 *     whole final image
 * @param life whether the objective's own gradient ever reached the image
 * @param provenance how it was made
 */
public record RenderedImage(
    String objective, Bitmap bitmap, List<Double> curve, Liveness life, Provenance provenance) {
  public RenderedImage {
    curve = List.copyOf(curve);
  }

  /** Returns the objective of the final image. */
  public double value() {
    return curve.get(curve.size() - 1);
  }

  /**
   * Returns whether the objective is dead for this start and these transforms: its own gradient was
   * zero everywhere at every step and at the end, over enough steps without redirection.
   */
  public boolean dead() {
    return life == Liveness.DEAD;
  }

  /**
   * Returns whether more steps are needed to tell whether the objective is dead: no gradient of its
   * own has come yet, and too few steps went without redirection.
   */
  public boolean undecided() {
    return life == Liveness.UNDECIDED && curve.size() > 1;
  }

  /**
   * Writes the image with its provenance, as PNG or JPEG by the file extension.
   *
   * @throws dev.phosphene.error.InputException if the file cannot be written
   */
  public void save(Path file) {
    ImageFiles.write(file, bitmap, provenance);
  }
}
