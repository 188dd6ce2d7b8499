package dev.phosphene.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/**
 * Runs the usual commands once so that Java can archive the classes they load. The launcher uses it
 * with {@code -XX:ArchiveClassesAtExit} to make later starts faster; it has no other use.
 */
final class Rehearsal {
  /** Loaded but not run: these need files that are not available here. */
  private static final List<String> PACKAGES = List.of("dev/phosphene/", "io/jhdf/");

  private Rehearsal() {}

  /** Rehearses in a temporary folder. */
  public static void main(String[] arguments) throws IOException {
    System.setProperty("java.awt.headless", "true");
    Path folder = Files.createTempDirectory("phosphene");
    Path picture = folder.resolve("unit.png");
    try (PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter())) {
      String file = picture.toString();
      Main.run(nowhere, nowhere, "--version");
      Main.run(nowhere, nowhere, "layers", "mini");
      Main.run(
          nowhere, nowhere, "render", "mini", "stage2:3", "--steps=2", "--size=64", "-o", file);
      Main.run(nowhere, nowhere, "info", file);
    } finally {
      Files.deleteIfExists(picture);
      Files.delete(folder);
    }
    load();
  }

  /** Loads the program's own classes from its jar, if it runs from one. */
  private static void load() throws IOException {
    Path jar = jar();
    if (jar == null) {
      return;
    }
    ClassLoader loader = Rehearsal.class.getClassLoader();
    try (JarFile open = new JarFile(jar.toFile())) {
      open.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class"))
          .filter(name -> PACKAGES.stream().anyMatch(name::startsWith))
          .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
          .forEach(name -> load(name, loader));
    }
  }

  private static void load(String name, @Nullable ClassLoader loader) {
    try {
      Class.forName(name, false, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      // An optional part whose library is missing: it is not loaded in a real run either.
    }
  }

  private static @Nullable Path jar() {
    try {
      Path place =
          Path.of(Rehearsal.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return Files.isRegularFile(place) ? place : null;
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
