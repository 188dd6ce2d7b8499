package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.gallery.Gallery;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;

/** The arguments of {@code phosphene gallery}, for programs that run galleries in other ways. */
public final class GalleryArguments {
  private final GalleryCommand command = new GalleryCommand();

  /**
   * Parses them.
   *
   * @param arguments what follows {@code phosphene gallery}
   * @throws InputException if they are not understood
   */
  public GalleryArguments(List<String> arguments) {
    try {
      new CommandLine(command).parseArgs(arguments.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new InputException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Where the gallery is to be. */
  public String output() {
    return command.folder();
  }

  /**
   * The gallery that they describe, with its network loaded.
   *
   * @param err gets notes
   * @throws InputException if a value is wrong
   */
  public Gallery gallery(PrintWriter err) {
    return command.gallery(err, true);
  }
}
