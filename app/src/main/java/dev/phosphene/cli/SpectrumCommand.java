package dev.phosphene.cli;

import dev.phosphene.analysis.ImageFinder;
import dev.phosphene.error.InputException;
import dev.phosphene.image.Spectrum;
import dev.phosphene.output.AtomicFile;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene spectrum FOLDER -o FILE}: computes the mean spectrum of images, for MACO. */
@Command(
    name = "spectrum",
    header = "Averages the spectra of a folder of images, for maco.",
    description = {
      "",
      "  phosphene spectrum photos -o photos.safetensors",
      "",
      "The largest central square of each image is scaled to --side and transformed."
          + " Subfolders are included.",
      ""
    })
final class SpectrumCommand implements Callable<Integer> {
  private static final long LIVE_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Folder of images.")
  private @Nullable Path folder;

  @Option(
      names = {"-o", "--out"},
      required = true,
      paramLabel = "FILE",
      description = "File to write, in safetensors format.")
  private @Nullable Path out;

  @Option(
      names = "--side",
      paramLabel = "N",
      defaultValue = "256",
      description = "Pixels, an even number from 16 to 1024 (default: ${DEFAULT-VALUE}).")
  private int side;

  @Option(
      names = "--origin",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "A note on the images' origin, stored in the file.")
  private String origin = "";

  private long shown;
  private boolean open;

  @Override
  public Integer call() {
    Path file = Objects.requireNonNull(out);
    Path from = Objects.requireNonNull(folder);
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Spectrum.Average average = Spectrum.Average.of(side);
    AtomicFile.checkWritable(file);
    List<Path> pictures = pictures(from);
    int enlarged = 0;
    long began = System.nanoTime();
    shown = began;
    for (int i = 0; i < pictures.size(); i++) {
      try {
        Tensor square = square(ImageFiles.read(pictures.get(i)));
        enlarged += square.shape().h() < side ? 1 : 0;
        average.add(Resampling.resize(square, side, side));
      } catch (InputException fault) {
        clear(err);
        err.println("left out: " + fault.getMessage());
      }
      show(i + 1, pictures.size(), (System.nanoTime() - began) * 1e-9, err);
    }
    clear(err);
    if (average.count() == 0) {
      throw new InputException(
          "none of the " + pictures.size() + " pictures in " + from + " could be read");
    }
    Spectrum spectrum = average.spectrum(origin);
    byte[] bytes = spectrum.bytes();
    AtomicFile.write(file, bytes);
    report(spectrum, pictures.size() - average.count(), enlarged, bytes.length);
    return 0;
  }

  private void report(Spectrum spectrum, int leftOut, int enlarged, int bytes) {
    PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
    print.printf(
        Locale.ROOT,
        "%s: mean of %s pictures at %d×%d, falls as 1/f^%.2f, %.0f kB%n",
        out,
        spectrum.metadata().get("pictures"),
        side,
        side,
        spectrum.decay(),
        bytes * 1e-3);
    if (leftOut > 0) {
      print.printf("%d could not be read and are left out%n", leftOut);
    }
    if (enlarged > 0) {
      print.printf("%d are smaller and were enlarged: they lack the finest detail%n", enlarged);
    }
  }

  /** Returns the image files in a folder and its subfolders, sorted by name. */
  private static List<Path> pictures(Path folder) {
    if (!Files.isDirectory(folder)) {
      String fault = Files.exists(folder) ? " is a file, not a folder" : " does not exist";
      throw new InputException(folder + fault);
    }
    return ImageFinder.in(List.of(folder));
  }

  /** Returns the largest central square. */
  private static Tensor square(Tensor picture) {
    Shape shape = picture.shape();
    int edge = Math.min(shape.h(), shape.w());
    Tensor square = Tensor.zeros(1, 3, edge, edge);
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < edge; y++) {
        int from = picture.offset(0, c, y + (shape.h() - edge) / 2, (shape.w() - edge) / 2);
        System.arraycopy(picture.data(), from, square.data(), square.offset(0, c, y, 0), edge);
      }
    }
    return square;
  }

  private void show(int done, int all, double seconds, PrintWriter err) {
    boolean live = Terminal.onError();
    long now = System.nanoTime();
    if (Main.quiet(spec) || now - shown < (live ? LIVE_NANOS : PLAIN_NANOS)) {
      return;
    }
    shown = now;
    String left = Progress.duration((all - done) * seconds / done);
    String text = String.format(Locale.ROOT, "%d of %d pictures  %s left", done, all, left);
    if (live) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.print(text);
      err.flush();
      open = true;
    } else {
      err.println(text);
    }
  }

  /** Clears the live line. */
  private void clear(PrintWriter err) {
    if (open) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.flush();
      open = false;
    }
  }
}
