package dev.phosphene.spark;

import dev.phosphene.cli.GalleryArguments;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.Gallery;
import dev.phosphene.gallery.SharedWork;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The network and the plan in an executor's process: loaded once, for all its tasks. */
final class ExecutorWork {
  private static @Nullable List<String> loaded;
  private static @Nullable SharedWork work;

  private ExecutorWork() {}

  /**
   * The work that the arguments describe.
   *
   * @param threads of the engine
   * @throws InputException if this machine would render other bytes than the driver expects
   */
  static synchronized SharedWork get(List<String> arguments, String plan, int threads) {
    SharedWork known = work;
    if (known == null || !arguments.equals(loaded)) {
      StringWriter notes = new StringWriter();
      Gallery gallery =
          new GalleryArguments(SentFiles.received(arguments))
              .gallery(new PrintWriter(notes, true))
              .threads(threads);
      known = SharedWork.of(gallery.plan());
      String mine = new String(known.plan().bytes(), StandardCharsets.UTF_8);
      if (!mine.equals(plan)) {
        throw new InputException(
            "this executor would render other images than the driver planned: %s; all machines need the same version of Phosphene, its native library and the same kind of processor %s"
                .formatted(Difference.of(plan, mine), notes.toString().strip())
                .strip());
      }
      work = known;
      loaded = List.copyOf(arguments);
    }
    return known;
  }
}
