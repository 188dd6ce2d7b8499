package dev.phosphene.cli;

import dev.phosphene.gallery.site.StaticServer;
import java.awt.Desktop;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code phosphene gallery show FOLDER}: serves a gallery to browsers on this machine. */
@Command(
    name = "show",
    header = "Serves a gallery to the browsers of this machine, until Ctrl-C.",
    description = {"", "  phosphene gallery show gallery", ""})
final class GalleryShow implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      paramLabel = "FOLDER",
      defaultValue = "gallery",
      description = "A gallery's folder (default: ${DEFAULT-VALUE}).")
  private Path folder = Path.of("gallery");

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "0",
      description = "Port; 0 takes one that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(names = "--no-open", description = "Do not open a browser.")
  private boolean quietly;

  @Override
  public Integer call() throws InterruptedException {
    CommandSpec command = Objects.requireNonNull(spec);
    PrintWriter out = command.commandLine().getOut();
    try (StaticServer server = StaticServer.start(folder, port)) {
      out.println(server.address());
      out.flush();
      if (!quietly) {
        open(server.address());
      }
      new CountDownLatch(1).await(); // until the process is ended
      return 0;
    }
  }

  private static void open(URI address) {
    try {
      if (Desktop.isDesktopSupported() && Desktop.getDesktop().isSupported(Desktop.Action.BROWSE)) {
        Desktop.getDesktop().browse(address);
      }
    } catch (IOException | UnsupportedOperationException e) {
      // the address is on the terminal
    }
  }
}
