package dev.phosphene;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each package imports only from the ones before it. */
class ArchitectureTest {
  /** In the order of ARCHITECTURE.md. */
  private static final List<String> ORDER =
      List.of(
          "error",
          "tensor",
          "graph",
          "load",
          "load.onnx",
          "load.keras",
          "zoo",
          "rewrite",
          "engine",
          "engine.reference",
          "image",
          "transform",
          "objective",
          "optim",
          "output",
          "render",
          "look");

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.phosphene");

  @Test
  void packagesImportDownwardsOnly() {
    var architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : ORDER) {
      architecture = architecture.layer(name).definedBy("dev.phosphene." + name);
    }
    for (int i = 0; i < ORDER.size(); i++) {
      String[] later = ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new);
      architecture =
          later.length == 0
              ? architecture.whereLayer(ORDER.get(i)).mayNotBeAccessedByAnyLayer()
              : architecture.whereLayer(ORDER.get(i)).mayOnlyBeAccessedByLayers(later);
    }
    architecture.ensureAllClassesAreContainedInArchitecture().check(classes);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.phosphene.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void onlyLoadParsesModelFiles() {
    com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses()
        .that()
        .resideOutsideOfPackage("dev.phosphene.load..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.jhdf..")
        .check(classes);
  }
}
