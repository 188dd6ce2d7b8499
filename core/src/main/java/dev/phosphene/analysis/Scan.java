package dev.phosphene.analysis;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The peak activations of all units of a layer over many images, from the store or computed.
 *
 * @param model what looks
 * @param layer whose units
 * @param framing how images come to one size
 * @param batch images that are run together
 * @param use what computes
 * @param cache the folder of {@link PeakStore}s; empty to do without
 */
public record Scan(
    Model model, String layer, Framing framing, int batch, Probe.Use use, Optional<Path> cache) {
  /** Images that are run together unless said otherwise. */
  public static final int BATCH = 8;

  /** Follows a scan, and gets its results. */
  public interface Listener {
    /** The peaks of an image; in no order of files. */
    void picture(Path file, Peaks peaks);

    /** An image cannot be read, and is left out; may come from another thread. */
    void leftOut(Path file, InputException why);

    /**
     * After each batch; false ends the scan.
     *
     * @param done of {@code all}, with what was left out
     * @param rate computed images a second; 0 if there were none
     */
    boolean progress(int done, int all, double rate);

    /** Something that the user may want to know. */
    void note(String text);
  }

  /**
   * What a scan took.
   *
   * @param computed images that were run
   * @param stored images that were known
   * @param leftOut images that could not be read
   * @param complete whether the listener let it end
   * @param seconds of the computed images, from the first to the last
   * @param decoding seconds of the thread that decodes, in that time
   * @param waiting seconds in which the engine waited for images
   * @param shape of the layer for one image, {@code [1, c, h, w]}
   */
  public record Summary(
      int computed,
      int stored,
      int leftOut,
      boolean complete,
      double seconds,
      double decoding,
      double waiting,
      Shape shape) {
    /** Computed images a second; 0 if there were none. */
    public double rate() {
      return computed == 0 ? 0 : computed / seconds;
    }
  }

  /**
   * Scans.
   *
   * @throws InputException if the layer is unknown or cannot take images of that size
   */
  public Summary run(List<Path> files, Listener listener) {
    Shape shape = shape();
    PeakStore store = store(shape, listener);
    try {
      List<Path> open = new ArrayList<>();
      for (Path file : files) {
        Optional<Peaks> known = store == null ? Optional.empty() : store.get(file);
        known.ifPresentOrElse(peaks -> listener.picture(file, peaks), () -> open.add(file));
      }
      return compute(open, files.size(), shape, store, listener);
    } finally {
      if (store != null) {
        store.close();
      }
    }
  }

  /**
   * Of the layer for one image, {@code [1, c, h, w]}.
   *
   * @throws InputException if the layer is unknown, has no channels, or cannot take images of that
   *     size
   */
  public Shape shape() {
    return layers().shape(layer);
  }

  /**
   * What the layer's positions are.
   *
   * @throws InputException as {@link #shape}
   */
  public Layout layout() {
    return layers().layout(layer);
  }

  private Layers layers() {
    Shape one = Shape.of(1, 3, framing.height(), framing.width());
    Layers layers = Layers.of(model.withPreprocessing(), one);
    layers.requireChannels(layer);
    return layers;
  }

  private @Nullable PeakStore store(Shape shape, Listener listener) {
    if (cache.isEmpty()) {
      return null;
    }
    String sha256 = model.sha256();
    if (sha256.isEmpty()) {
      return null; // made, not read: nothing tells it from another
    }
    String key =
        String.join(
            " | ",
            sha256,
            model.graph().nodes().size() + " nodes",
            layer,
            shape.toString(),
            framing.toString(),
            model.preprocessing().toString(),
            use.engine().version(),
            use.options().precision().toString());
    Optional<PeakStore> store = PeakStore.open(cache.get(), key, shape.c());
    if (store.isEmpty()) {
      listener.note("another run is writing the cache of this layer, so this one does without");
    }
    return store.orElse(null);
  }

  private Summary compute(
      List<Path> open, int all, Shape shape, @Nullable PeakStore store, Listener listener) {
    int stored = all - open.size();
    if (open.isEmpty()) {
      listener.progress(all, all, 0);
      return new Summary(0, stored, 0, true, 0, 0, 0, shape);
    }
    int[] leftOut = {0};
    int computed = 0;
    boolean complete = true;
    int size = Math.min(batch, open.size());
    Shape input = Shape.of(size, 3, framing.height(), framing.width());
    try (Probe probe = Probe.on(model, List.of(layer), input, use)) {
      long began = System.nanoTime();
      try (ImageFeed feed =
          ImageFeed.of(
              open,
              framing,
              size,
              (file, why) -> {
                leftOut[0]++; // read behind the queue's last batch
                listener.leftOut(file, why);
              })) {
        ImageFeed.Batch next = feed.next();
        while (next != null && complete) {
          probe.run(next.pictures());
          for (int i = 0; i < next.files().size(); i++) {
            Peaks peaks = Peaks.of(probe.activation(layer), i);
            if (store != null) {
              store.put(next.files().get(i), peaks);
            }
            listener.picture(next.files().get(i), peaks);
          }
          computed += next.files().size();
          complete =
              listener.progress(
                  stored + computed + leftOut[0],
                  all,
                  computed / ((System.nanoTime() - began) * 1e-9));
          next = complete ? feed.next() : null;
        }
        double seconds = (System.nanoTime() - began) * 1e-9;
        return new Summary(
            computed,
            stored,
            leftOut[0],
            complete,
            seconds,
            feed.decodingSeconds(),
            feed.waitingSeconds(),
            shape);
      }
    }
  }
}
