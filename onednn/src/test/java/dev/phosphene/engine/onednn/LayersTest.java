package dev.phosphene.engine.onednn;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each of the engine's packages imports only from the ones before it. */
class LayersTest {
  private static final List<String> ORDER =
      List.of("natives", "threads", "program", "kernel", "stage", "winograd", "conv");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(LayersTest.class.getPackageName());

  @Test
  void packagesImportDownwardsOnly() {
    String engine = LayersTest.class.getPackageName();
    var architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
    architecture = architecture.layer("engine").definedBy(engine);
    for (String name : ORDER) {
      architecture = architecture.layer(name).definedBy(engine + "." + name);
    }
    architecture = architecture.whereLayer("engine").mayNotBeAccessedByAnyLayer();
    for (int i = 0; i < ORDER.size(); i++) {
      List<String> later = new ArrayList<>(ORDER.subList(i + 1, ORDER.size()));
      later.add("engine");
      architecture =
          architecture
              .whereLayer(ORDER.get(i))
              .mayOnlyBeAccessedByLayers(later.toArray(String[]::new));
    }
    architecture.ensureAllClassesAreContainedInArchitecture().check(classes);
  }
}
