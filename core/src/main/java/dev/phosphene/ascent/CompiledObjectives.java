package dev.phosphene.ascent;

import dev.phosphene.tensor.Shape;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A small cache of compiled objectives, by input shape, for the frames of an animation. All
 * together cover no more than {@link #TILES} of the largest tiles; the least recently used is
 * closed first.
 */
public final class CompiledObjectives implements AutoCloseable {
  /** Covers all octaves of an image of one tile: 1 + 1/1.3² + 1/1.3⁴ + … is 2.4. */
  private static final int TILES = 3;

  private final ObjectiveCompiler compiler;
  private final long most;
  private final Map<Shape, CompiledObjective> open = new LinkedHashMap<>();

  /**
   * Makes an empty cache.
   *
   * @param tile largest side of an input, in pixels
   */
  public CompiledObjectives(ObjectiveCompiler compiler, int tile) {
    this.compiler = compiler;
    this.most = (long) TILES * tile * tile;
  }

  /**
   * Returns the compiled objective of an input {@code [1, 3, h, w]}; the cache owns it, and it
   * stays open until the next call.
   */
  public CompiledObjective of(Shape input) {
    CompiledObjective compiled = open.remove(input);
    if (compiled == null) {
      makeRoom(most - area(input));
      compiled = compiler.on(input);
    }
    open.put(input, compiled); // most recently used last
    return compiled;
  }

  private void makeRoom(long most) {
    long sum = open.keySet().stream().mapToLong(CompiledObjectives::area).sum();
    Iterator<Map.Entry<Shape, CompiledObjective>> oldest = open.entrySet().iterator();
    while (sum > most && oldest.hasNext()) {
      Map.Entry<Shape, CompiledObjective> entry = oldest.next();
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
