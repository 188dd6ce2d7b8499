package dev.phosphene.output;

import dev.phosphene.error.InputException;

/**
 * The timing of an animation. GIF counts in hundredths of a second; times in between are met on
 * average.
 *
 * @param frameMillis duration of a frame in milliseconds, 20…600000; viewers slow down shorter ones
 * @param lastMillis duration of the last frame in milliseconds, before the animation repeats
 * @param loops number of showings, 0 for forever
 */
public record Playback(int frameMillis, int lastMillis, int loops) {
  private static final int SHORTEST = 20;
  private static final int LONGEST = 600_000;

  public Playback {
    if (Math.min(frameMillis, lastMillis) < SHORTEST
        || Math.max(frameMillis, lastMillis) > LONGEST) {
      throw new InputException(
          "a frame of "
              + (frameMillis < SHORTEST || frameMillis > LONGEST ? frameMillis : lastMillis)
              + " ms: it must be 20 to 600000 ms");
    }
    if (loops < 0 || loops > 65535) {
      throw new InputException(loops + " loops: it must be 0 (forever) to 65535");
    }
  }

  /** Returns a playback with equal frames, repeated forever. */
  public static Playback forever(int frameMillis) {
    return new Playback(frameMillis, frameMillis, 0);
  }

  /** Returns the hundredths of a second for frame {@code index} of {@code count}. */
  int delay(int index, int count) {
    return index == count - 1
        ? (lastMillis + 5) / 10
        : (int) (((index + 1L) * frameMillis + 5) / 10 - ((long) index * frameMillis + 5) / 10);
  }
}
