package dev.phosphene.cli;

import com.google.gson.JsonObject;
import dev.phosphene.dream.Zoom;
import dev.phosphene.error.InputException;
import dev.phosphene.output.AtomicFile;
import dev.phosphene.output.ImageFormat;
import dev.phosphene.output.Playback;
import dev.phosphene.output.Provenance;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Output files and printed results. */
final class OutputOptions {
  /** Provenance key of an animation's settings. */
  private static final String ANIMATION = "animation";

  /**
   * Not kept in file names: in ASCII all but letters, digits, _ and .; else spaces and controls.
   */
  private static final String NO_NAME = "(?:[\\p{ASCII}&&[^A-Za-z0-9_.]]|\\p{C}|\\p{Z})+";

  /** Maximum bytes of the model's or unit's part of a file name; systems allow 255 in all. */
  private static final int LONGEST = 100;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = {
        "The picture: .png, .jpg, or .gif for the animation (default: MODEL-UNIT.png here, with a"
            + " number if there is one; with --sheet, no pictures).",
        "With several objectives each gets its unit's name before the ending."
      })
  @Nullable Path out;

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      description = "Put all images on one contact sheet with captions (default: none).")
  @Nullable Path sheet;

  @Option(
      names = "--animate",
      paramLabel = "FILE.gif",
      description = "Animate the optimization of each image (default: none).")
  @Nullable Path animate;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Add a frame every N steps (default: at most 60 frames in all).")
  @Nullable Integer every;

  @Option(
      names = "--zoom",
      paramLabel = "N",
      description = "After a dream, zoom into it for N frames of the animation (default: none).")
  @Nullable Integer zoom;

  @Option(
      names = "--zoom-cut",
      paramLabel = "X",
      description = "Part of each side to crop from frame to frame (default: 0.05).")
  @Nullable Double zoomCut;

  @Option(
      names = "--frame-time",
      paramLabel = "MS",
      description = "Duration of a frame in milliseconds (default: 100).")
  @Nullable Integer frameTime;

  @Option(
      names = "--loop",
      paramLabel = "N",
      description = "How often the animation plays (default: 0, forever).")
  @Nullable Integer loop;

  @Option(
      names = "--preview",
      description = "Draw the image in the terminal during the run (24-bit color).")
  boolean preview;

  @Option(
      names = "--no-provenance",
      description = "Write images without provenance; --again cannot repeat them.")
  boolean anonymous;

  @Option(names = "--json", description = "Print the results as one JSON object.")
  boolean json;

  /** Whether no progress is shown. */
  boolean quiet;

  @Option(names = "--output", hidden = true, paramLabel = "FILE", description = "Same as --out.")
  void output(Path file) {
    out = file;
  }

  /** Whether only the contact sheet is written. */
  boolean onlySheet;

  private @Nullable Destination sheetTo;

  /** Columns of the sheet; 0 for a pleasant number. */
  int sheetColumns;

  /**
   * Requests only a contact sheet: the file of {@code --out} or {@code --sheet}, else {@code
   * usual}.
   *
   * @throws InputException if both options name one
   */
  void onlySheet(Path usual, int columns) {
    if (sheet != null && out != null) {
      throw new InputException("without objectives there is only a sheet; give --out or --sheet");
    }
    onlySheet = true;
    sheetColumns = columns;
    sheet = sheet != null ? sheet : out;
    out = null;
    if (sheet == null) {
      sheet = NumberedFiles.of(usual);
      sheetTo = Destination.usual(usual, name -> true);
    }
  }

  /**
   * Rejects output that could not be written, and options that would have no effect, before any
   * work is done. A sheet alone writes no separate images.
   *
   * @throws InputException naming the option
   */
  void check() {
    onlySheet |= sheet != null && out == null;
    if (every != null && every < 1) {
      throw new InputException("--every must be at least 1: " + every);
    }
    playback();
    if (!animated() && (every != null || frameTime != null || loop != null || zoom != null)) {
      throw new InputException(
          "--every, --zoom, --frame-time and --loop are for an animation; add --animate FILE.gif");
    }
    if (zoom != null && every != null) {
      throw new InputException("--every counts steps, and --zoom shows none; leave out one");
    }
    if (zoomCut != null && zoom == null) {
      throw new InputException("--zoom-cut is for --zoom N; give the number of frames");
    }
    if (animate != null && format(animate) != ImageFormat.GIF) {
      throw new InputException("--animate writes .gif files: " + animate);
    }
    if (sheet != null && format(sheet) == ImageFormat.GIF) {
      throw new InputException("the sheet is written as .png or .jpg: " + sheet);
    }
  }

  /**
   * Takes an animation's settings from the provenance of a repeated run, unless options override
   * them; an image alone ignores them.
   *
   * @throws InputException if the recorded settings are damaged
   */
  void again(Provenance made) {
    if (!animated() || !(made.toJson().get(ANIMATION) instanceof JsonObject json)) {
      return;
    }
    try {
      if (every == null && zoom == null) {
        every = json.has("every") ? (Integer) json.get("every").getAsInt() : null;
        zoom = json.has("zoom") ? (Integer) json.get("zoom").getAsInt() : null;
      }
      if (zoom != null && zoomCut == null && json.has("zoom_cut")) {
        zoomCut = json.get("zoom_cut").getAsDouble();
      }
      frameTime = frameTime == null ? (Integer) json.get("frame_time").getAsInt() : frameTime;
      loop = loop == null ? (Integer) json.get("loop").getAsInt() : loop;
    } catch (NullPointerException
        | NumberFormatException
        | IllegalStateException
        | UnsupportedOperationException e) {
      throw new InputException(
          "the provenance does not say how the animation was made: expected whole numbers"
              + " \"frame_time\" and \"loop\", and \"every\" or \"zoom\"",
          e);
    }
  }

  /** Returns the provenance of an animation: the image's, plus the animation's settings. */
  Provenance filmed(Provenance picture, int steps) {
    JsonObject json = new JsonObject();
    Zoom flight = zoom();
    if (flight == null) {
      json.addProperty("every", every == null ? AnimationListener.usualPace(steps) : every);
    } else {
      json.addProperty("zoom", flight.frames());
      json.addProperty("zoom_cut", Double.toString(flight.cut()));
    }
    json.addProperty("frame_time", playback().frameMillis());
    json.addProperty("loop", playback().loops());
    JsonObject whole = picture.toJson();
    whole.add(ANIMATION, json);
    return Provenance.of(whole);
  }

  private boolean animated() {
    return animate != null || (out != null && format(out) == ImageFormat.GIF);
  }

  /** Returns the requested zoom into a dream, or null. */
  @Nullable Zoom zoom() {
    return zoom == null ? null : new Zoom(zoomCut == null ? Zoom.GOOGLE.cut() : zoomCut, zoom);
  }

  private static ImageFormat format(Path file) {
    return ImageFormat.of(file);
  }

  /**
   * Returns how the animation plays.
   *
   * @throws InputException naming the options if a number is out of range
   */
  Playback playback() {
    int millis = frameTime == null ? 100 : frameTime;
    try {
      return new Playback(millis, millis, loop == null ? 0 : loop);
    } catch (InputException e) {
      throw new InputException("--frame-time or --loop: " + e.getMessage(), e);
    }
  }

  /** Where the sheet goes, or null. */
  @Nullable Destination sheet() {
    return sheetTo != null ? sheetTo : sheet == null ? null : Destination.named(sheet);
  }

  /**
   * Returns the output files of each objective.
   *
   * @throws InputException if one of the files cannot be written
   */
  List<Target> targets(String model, List<String> objectives) {
    List<Target> targets = new ArrayList<>();
    Set<Path> taken = new HashSet<>();
    if (sheet != null) {
      taken.add(sheet);
    }
    boolean several = objectives.size() > 1;
    for (String objective : objectives) {
      String unit = plain(objective);
      Destination picture =
          out == null
              ? Destination.usual(
                  Path.of(plain(model) + "-" + unit + ".png"), name -> !taken.contains(name))
              : Destination.named(file(out, several, unit, taken));
      boolean gif = format(picture.file()) == ImageFormat.GIF;
      Path animation = animate == null ? null : file(animate, several, unit, taken);
      targets.add(
          new Target(
              gif || onlySheet ? null : picture,
              gif && animation == null ? picture.file() : animation));
    }
    for (Target target : targets) {
      if (target.picture() != null) {
        target.picture().checked();
      }
      checkWritable(target.animation());
    }
    checkWritable(sheet);
    return targets;
  }

  /**
   * The files for one objective's results.
   *
   * @param picture image file; null if there is only an animation or a sheet
   * @param animation animation file; null if none is wanted
   */
  record Target(@Nullable Destination picture, @Nullable Path animation) {}

  /** Returns the given file, numbered only if another objective has it already. */
  private static Path file(Path given, boolean several, String unit, Set<Path> taken) {
    return NumberedFiles.numbered(
        several ? NumberedFiles.inserted(given, "-" + unit) : given, taken::add);
  }

  private static void checkWritable(@Nullable Path file) {
    if (file != null) {
      AtomicFile.checkWritable(file);
    }
  }

  /**
   * Replaces everything unsuitable for a file name with hyphens. Letters and signs of all languages
   * stay, unless this system's file names do not allow them.
   */
  private static String plain(String text) {
    String name = hyphenated(Normalizer.normalize(text, Normalizer.Form.NFC), NO_NAME);
    try {
      name = Path.of(name).toString();
    } catch (InvalidPathException e) {
      name = hyphenated(name, "[^\\p{ASCII}]+");
    }
    while (name.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
      name = name.substring(0, name.offsetByCodePoints(name.length(), -1));
    }
    return name;
  }

  private static String hyphenated(String text, String unwanted) {
    return text.replaceAll(unwanted, "-").replaceAll("^-|-$", "");
  }
}
