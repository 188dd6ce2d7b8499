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
 * The peak activations of all units of a layer over many images, read from the store or computed.
 *
 * @param model what looks
 * @param layer the layer of the units
 * @param framing brings the images to one size
 * @param batch number of images per forward pass
 * @param use the engine and its options
 * @param cache the folder of {@link PeakStore}s; empty for no store
 */
public record Scan(
    Model model, String layer, Framing framing, int batch, Probe.Use use, Optional<Path> cache) {
  /** Default number of images per forward pass. */
  public static final int BATCH = 8;

  /** Follows a scan and receives its results. */
  public interface Listener {
    /** Receives the peaks of an image; images come in no particular order. */
    void picture(Path file, Peaks peaks);

    /** Receives a file that cannot be read and is skipped; may come from another thread. */
    void leftOut(Path file, InputException why);

    /**
     * Called after each batch.
     *
     * @param done images finished or skipped, of {@code all}
     * @param rate images computed per second; 0 if none
     */
    boolean progress(int done, int all, double rate);

    /** Receives a note for the user. */
    void note(String text);
  }

  /**
   * Statistics of a scan.
   *
   * @param computed images run through the network
   * @param stored images found in the store
   * @param leftOut images that could not be read
   * @param complete false if the listener ended the scan
   * @param seconds time of the computed images, from the first to the last
   * @param decoding seconds spent decoding in that time
   * @param waiting seconds the engine waited for images
   * @param shape shape of the layer for one image, {@code [1, c, h, w]}
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
    /** Returns the number of images computed per second; 0 if none. */
    public double rate() {
      return computed == 0 ? 0 : computed / seconds;
    }
  }

  /**
   * Runs the scan.
   *
   * @throws InputException if the layer is unknown or does not support images of that size
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
   * Returns the shape of the layer for one image, {@code [1, c, h, w]}.
   *
   * @throws InputException if the layer is unknown, has no channels, or does not support images of
   *     that size
   */
  public Shape shape() {
    return layers().shape(layer);
  }

  /**
   * Returns the meaning of the layer's positions.
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
      return null; // built in memory, not read: nothing identifies it
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
      listener.note("another run is writing this layer's cache; this run does not use it");
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
                leftOut[0]++; // skipped after the queue's last batch
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
