package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.output.PictureFormat;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the pictures go, and what is said about them. */
final class OutputOptions {
  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      description = {
        "The picture: .png, .jpg, or .gif for the animation (default: MODEL-UNIT.png here).",
        "With several objectives each gets its unit's name before the ending."
      })
  @Nullable Path out;

  @Option(
      names = "--sheet",
      paramLabel = "FILE",
      description = "All the pictures on one contact sheet, with captions.")
  @Nullable Path sheet;

  @Option(
      names = "--animate",
      paramLabel = "FILE.gif",
      description = "An animation of how each picture grew.")
  @Nullable Path animate;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Animate each N-th step (default: such that there are at most 60 frames).")
  @Nullable Integer every;

  @Option(
      names = "--frame-time",
      paramLabel = "MS",
      defaultValue = "100",
      description = "How long a frame is shown, in milliseconds (default: ${DEFAULT-VALUE}).")
  int frameTime;

  @Option(
      names = "--loop",
      paramLabel = "N",
      defaultValue = "0",
      description = "How often the animation plays; 0, the default, for ever.")
  int loop;

  @Option(names = "--json", description = "Say what was made as one JSON object.")
  boolean json;

  @Option(
      names = {"-q", "--quiet"},
      description = "No progress on standard error.")
  boolean quiet;

  /**
   * Refuses what could not be written, before any work is done.
   *
   * @throws InputException naming the option
   */
  void check() {
    if (every != null && every < 1) {
      throw new InputException("--every must be at least 1: " + every);
    }
    if (frameTime < 10 || loop < 0) {
      throw new InputException("--frame-time must be at least 10 ms, and --loop not negative");
    }
    checkTarget(out, "--out");
    checkTarget(sheet, "--sheet");
    checkTarget(animate, "--animate");
    if (animate != null && PictureFormat.of(animate) != PictureFormat.GIF) {
      throw new InputException("--animate writes .gif files: " + animate);
    }
    if (sheet != null && PictureFormat.of(sheet) == PictureFormat.GIF) {
      throw new InputException("--sheet writes .png and .jpg files: " + sheet);
    }
  }

  private static void checkTarget(@Nullable Path target, String option) {
    if (target == null) {
      return;
    }
    PictureFormat.of(target);
    Path folder = target.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new InputException(option + " " + target + ": there is no folder " + folder);
    }
    if (Files.isDirectory(target)) {
      throw new InputException(option + " " + target + " is a folder; name a file in it");
    }
    if (!Files.isWritable(folder)) {
      throw new InputException(option + " " + target + ": cannot write into " + folder);
    }
  }

  /** The file for one objective of {@code count}. */
  Path picture(String model, String objective, int count) {
    if (out == null) {
      return Path.of(plain(model) + "-" + plain(objective) + ".png");
    }
    return count == 1 ? out : named(out, objective);
  }

  /** The animation of one objective of {@code count}, or null if none is wanted. */
  @Nullable Path animation(String model, String objective, int count) {
    if (animate != null) {
      return count == 1 ? animate : named(animate, objective);
    }
    Path picture = picture(model, objective, count);
    return PictureFormat.of(picture) == PictureFormat.GIF ? picture : null;
  }

  /** {@code unit.png} → {@code unit-block4_conv1-47.png}. */
  private static Path named(Path file, String objective) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(
        name.substring(0, dot) + "-" + plain(objective) + name.substring(dot));
  }

  /** The text with everything that a file name had better not have turned into hyphens. */
  private static String plain(String text) {
    String name = text.replaceAll("[^A-Za-z0-9_.]+", "-").replaceAll("^-|-$", "");
    return name.length() <= 120 ? name : name.substring(0, 120);
  }
}
