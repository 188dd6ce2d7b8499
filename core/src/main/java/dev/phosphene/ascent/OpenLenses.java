package dev.phosphene.ascent;

import dev.phosphene.tensor.Shape;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compiled lenses, kept for the next frame of an animation as long as they are small: all together
 * see no more than {@link #TILES} of the largest tiles. The one that was not used for longest is
 * closed first.
 */
public final class OpenLenses implements AutoCloseable {
  /** All octaves of a picture of one tile: 1 + 1/1.3² + 1/1.3⁴ + … is 2.4. */
  private static final int TILES = 3;

  private final Lenses lenses;
  private final long most;
  private final Map<Shape, Lens> open = new LinkedHashMap<>();

  /**
   * None yet.
   *
   * @param tile largest extent of an input, in pixels
   */
  public OpenLenses(Lenses lenses, int tile) {
    this.lenses = lenses;
    this.most = (long) TILES * tile * tile;
  }

  /** The lens of an input {@code [1, 3, h, w]}; it stays ours, and open until the next call. */
  public Lens of(Shape input) {
    Lens lens = open.remove(input);
    if (lens == null) {
      makeRoom(most - area(input));
      lens = lenses.on(input);
    }
    open.put(input, lens); // The last used is the last.
    return lens;
  }

  private void makeRoom(long most) {
    long sum = open.keySet().stream().mapToLong(OpenLenses::area).sum();
    Iterator<Map.Entry<Shape, Lens>> oldest = open.entrySet().iterator();
    while (sum > most && oldest.hasNext()) {
      Map.Entry<Shape, Lens> entry = oldest.next();
      sum -= area(entry.getKey());
      oldest.remove();
      entry.getValue().close();
    }
  }

  private static long area(Shape shape) {
    return (long) shape.h() * shape.w();
  }

  @Override
  public void close() {
    makeRoom(-1);
  }
}
