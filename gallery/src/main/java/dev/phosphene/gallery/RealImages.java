package dev.phosphene.gallery;

import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Probe;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Real images for statistics and examples.
 *
 * @param files at least one
 * @param framing how they come to one size
 * @param use what computes
 * @param cache the folder of {@link dev.phosphene.analysis.PeakStore}s; empty to do without
 */
public record RealImages(List<Path> files, Framing framing, Probe.Use use, Optional<Path> cache) {
  public RealImages {
    files = List.copyOf(files);
  }
}
