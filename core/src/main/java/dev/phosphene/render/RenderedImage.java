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
 * @param objective what it was made for, in text form
 * @param bitmap the image in 8 bits
 * @param curve the objective before each step, as the step saw it, and last that of the final image
 *     seen whole
 * @param life whether the objective's own gradient ever reached the image
 * @param provenance what made it
 */
public record RenderedImage(
    String objective, Bitmap bitmap, List<Double> curve, Liveness life, Provenance provenance) {
  public RenderedImage {
    curve = List.copyOf(curve);
  }

  /** The objective of the final image. */
  public double value() {
    return curve.get(curve.size() - 1);
  }

  /**
   * Whether the objective's own gradient was zero everywhere in every step and in the end, and that
   * in enough steps without redirection: it is dead for this start and these views.
   */
  public boolean dead() {
    return life == Liveness.DEAD;
  }

  /**
   * Whether steps were taken, no gradient of the objective's own has come yet, and too few of them
   * went without redirection: more steps are needed to tell whether it is dead.
   */
  public boolean undecided() {
    return life == Liveness.UNDECIDED && curve.size() > 1;
  }

  /**
   * Writes the image with its provenance inside, as PNG or JPEG by the file's ending.
   *
   * @throws dev.phosphene.error.InputException if the file cannot be written
   */
  public void save(Path file) {
    ImageFiles.write(file, bitmap, provenance);
  }
}
