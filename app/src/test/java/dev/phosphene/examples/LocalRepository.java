package dev.phosphene.examples;

import dev.phosphene.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Maven repository in a folder, with Phosphene's artifacts of this build in it, as {@code mvn
 * install} would put them there. Maven copies everything else from the machine's own repository, so
 * that no network is needed.
 */
final class LocalRepository {
  private static final Pattern VERSION =
      Pattern.compile("<artifactId>phosphene-parent</artifactId>\\s*<version>([^<]+)</version>");

  /** The modules with jars. */
  static final List<String> JARS = List.of("core", "models", "onednn");

  private static final List<String> POMS =
      List.of(
          "natives/linux-x86_64",
          "natives/linux-arm64",
          "natives/macosx-arm64",
          "natives/macosx-x86_64",
          "natives/windows-x86_64");

  final Path folder;
  final String version;

  /** The calling test ends here, as skipped, if this build has not come as far as the jars. */
  LocalRepository(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Path root = SharedData.root();
    Matcher matcher = VERSION.matcher(Files.readString(root.resolve("pom.xml")));
    if (!matcher.find()) {
      throw new IllegalStateException("pom.xml has no version");
    }
    version = matcher.group(1);
    for (String module : JARS) {
      Path jar = jar(module);
      if (!Files.exists(jar)) {
        skip(jar + " is not built; mvn verify does");
      }
      install("phosphene-" + module, root.resolve(module));
      Files.copy(jar, place("phosphene-" + module, "jar"));
    }
    for (String module : POMS) {
      install(module.replace("natives/", "phosphene-onednn-"), root.resolve(module));
    }
    install("phosphene-onednn-platform", root.resolve("natives"));
    install("phosphene-bom", root.resolve("bom"));
    install("phosphene-parent", root);
  }

  /** The jar of a module in its {@code target}, such as {@code core}. */
  Path jar(String module) {
    return SharedData.root()
        .resolve(module)
        .resolve("target")
        .resolve("phosphene-" + module + "-" + version + ".jar");
  }

  private void install(String artifact, Path module) throws IOException {
    Path pom = place(artifact, "pom");
    Files.createDirectories(pom.getParent());
    Files.copy(module.resolve("pom.xml"), pom);
  }

  private Path place(String artifact, String ending) {
    return folder
        .resolve("dev/phosphene")
        .resolve(artifact)
        .resolve(version)
        .resolve(artifact + "-" + version + "." + ending);
  }

  /** The one jar of another project that Maven has copied here. */
  Path copied(String group, String artifact) throws IOException {
    Path home = folder.resolve(group.replace('.', '/')).resolve(artifact);
    try (Stream<Path> files = Files.walk(home)) {
      List<Path> jars = files.filter(file -> file.toString().endsWith(".jar")).toList();
      if (jars.size() != 1) {
        throw new IllegalStateException("not one jar of " + artifact + ": " + jars);
      }
      return jars.get(0);
    }
  }

  /** Settings that know this repository and, as the only remote one, the machine's own. */
  Path settings(Path file) throws IOException {
    Path own = Path.of(System.getProperty("phosphene.repository", ""));
    return Files.writeString(
        file,
        """
        <settings>
          <localRepository>%s</localRepository>
          <mirrors>
            <mirror>
              <id>machine</id>
              <mirrorOf>*</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """
            .formatted(folder, own.toUri()));
  }

  static void skip(String reason) {
    System.err.println("skipped: " + reason);
    Assumptions.abort("skipped: " + reason);
  }
}
