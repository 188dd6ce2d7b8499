package dev.phosphene.output;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A character as pen strokes, read from {@code glyphs.txt} beside this class, so that captions look
 * the same on every machine without any font.
 *
 * @param advance distance to the next character, in units of the lettering
 * @param segments {@code [x0, y0, x1, y1]} of each straight piece, y upwards from the baseline
 */
record Glyph(float advance, float[][] segments) {
  private static final int PIECES = 10;
  private static final Map<String, Glyph> ALL = load();

  /** Returns the glyph of a character; an empty box for a missing one. */
  static Glyph of(int character) {
    Glyph glyph = ALL.get(Character.toString(character));
    return glyph != null ? glyph : Objects.requireNonNull(ALL.get("\ufffd"));
  }

  private static Map<String, Glyph> load() {
    Map<String, Glyph> all = new HashMap<>();
    try (InputStream in = Objects.requireNonNull(Glyph.class.getResourceAsStream("glyphs.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] parts = line.split(" ", 3);
        if (!line.startsWith("//")) {
          String character = parts[0].equals("space") ? " " : parts[0];
          String strokes = parts.length < 3 ? "" : parts[2];
          all.put(character, new Glyph(Float.parseFloat(parts[1]), new Pen().draw(strokes)));
        }
      }
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return all;
  }

  /** Follows the strokes and breaks curves into straight segments. */
  private static final class Pen {
    private final List<float[]> segments = new ArrayList<>();
    private float x;
    private float y;
    private boolean down;

    float[][] draw(String strokes) {
      for (String stroke : strokes.split(" (?=[A-Z])", -1)) {
        if (!stroke.isEmpty()) {
          String[] words = stroke.substring(1).split(" ", -1);
          float[] to = new float[words.length];
          for (int i = 0; i < to.length; i++) {
            to[i] = Float.parseFloat(words[i]);
          }
          draw(stroke.charAt(0), to);
        }
      }
      return segments.toArray(float[][]::new);
    }

    private void draw(char command, float[] to) {
      switch (command) {
        case 'M' -> move(to[0], to[1]);
        case 'L' -> line(to[0], to[1]);
        case 'C' -> curve(to);
        case 'A' -> arc(to[0], to[1], to[2], to[3], to[4], to[5]);
        case 'O' -> {
          down = false;
          arc(to[0], to[1], to[2], to[3], 0, 360);
          down = false;
        }
        default -> throw new IllegalStateException("glyphs.txt: no command " + command);
      }
    }

    private void move(float toX, float toY) {
      x = toX;
      y = toY;
      down = true;
    }

    private void line(float toX, float toY) {
      segments.add(new float[] {x, y, toX, toY});
      move(toX, toY);
    }

    private void curve(float[] to) {
      float fromX = x;
      float fromY = y;
      for (int i = 1; i <= PIECES; i++) {
        float t = (float) i / PIECES;
        float s = 1 - t;
        line(
            s * s * s * fromX + 3 * s * s * t * to[0] + 3 * s * t * t * to[2] + t * t * t * to[4],
            s * s * s * fromY + 3 * s * s * t * to[1] + 3 * s * t * t * to[3] + t * t * t * to[5]);
      }
    }

    private void arc(float centerX, float centerY, float rx, float ry, float from, float to) {
      int pieces = (int) Math.ceil(Math.abs(to - from) / 90 * PIECES);
      for (int i = 0; i <= pieces; i++) {
        double angle = StrictMath.toRadians(from + (to - from) * i / pieces);
        float nextX = (float) (centerX + rx * StrictMath.cos(angle));
        float nextY = (float) (centerY + ry * StrictMath.sin(angle));
        if (down) {
          line(nextX, nextY);
        } else {
          move(nextX, nextY);
        }
      }
    }
  }
}
