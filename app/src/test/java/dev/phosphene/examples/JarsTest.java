package dev.phosphene.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is in the jars of this build beside the classes. */
class JarsTest {
  private final Path folder;

  JarsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void carryTheLicenseAndTheNotices() throws IOException {
    LocalRepository repository = new LocalRepository(folder);
    for (String module : LocalRepository.JARS) {
      try (JarFile jar = new JarFile(repository.jar(module).toFile())) {
        for (String name : new String[] {"LICENSE", "NOTICE"}) {
          assertThat(jar.getEntry("META-INF/" + name)).as(module + ": " + name).isNotNull();
          try (var in = jar.getInputStream(jar.getEntry("META-INF/" + name))) {
            assertThat(in.readAllBytes())
                .as(module + ": " + name)
                .isEqualTo(Files.readAllBytes(SharedData.root().resolve(name)));
          }
        }
      }
    }
  }

  /** As the module path has it: names, services that are there, no package in two modules. */
  @Test
  void areModulesThatShareNoPackage() throws IOException {
    LocalRepository repository = new LocalRepository(folder);
    Map<String, String> owners = new HashMap<>();
    for (String module : LocalRepository.JARS) {
      ModuleReference found = ModuleFinder.of(repository.jar(module)).findAll().iterator().next();
      assertThat(found.descriptor().name()).isEqualTo("dev.phosphene." + module);
      for (String name : found.descriptor().packages()) {
        String other = owners.put(name, module);
        assertThat(other).as("a second module with package " + name).isNull();
      }
    }
  }
}
