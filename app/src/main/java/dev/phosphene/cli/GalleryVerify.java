package dev.phosphene.cli;

import dev.phosphene.gallery.GalleryCheck;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene gallery verify FOLDER}: re-hashes a gallery's images. */
@Command(
    name = "verify",
    header = "Lists images of a gallery that are missing or damaged.",
    description = {"", "  phosphene gallery verify gallery --repair", ""})
final class GalleryVerify implements Callable<Integer> {
  private static final int FAULTS = 2; // exit code

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FOLDER",
      defaultValue = "gallery",
      description = "A gallery's folder (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("gallery");

  @Option(
      names = "--repair",
      description = "Forget the units with faults, so that the next run renders them again.")
  private boolean repair;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<GalleryCheck.Fault> faults =
        repair ? GalleryCheck.repair(folder) : GalleryCheck.verify(folder);
    for (GalleryCheck.Fault fault : faults) {
      out.println(Visible.line(fault.file() + " " + fault.what()));
    }
    if (faults.isEmpty()) {
      out.println("every image is what was written");
      return 0;
    }
    out.println(
        faults.size()
            + (faults.size() == 1 ? " image" : " images")
            + (repair
                ? "; the command that made the gallery renders them again"
                : "; --repair lets the next run render them again"));
    return repair ? 0 : FAULTS;
  }
}
