package dev.phosphene;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of this module's packages, as ARCHITECTURE.md draws it. */
class ModelsArchitectureTest {
  private final PackageOrder packages =
      new PackageOrder(
          "models",
          List.of(
              "load",
              "load.hdf5",
              "load.onnx",
              "load.keras",
              "load.tensorflow",
              "load.caffe",
              "load.pytorch",
              "load.export",
              "zoo"));

  @Test
  void packagesImportDownwardsOnly() {
    packages.checkOrder();
  }

  @Test
  void packagesFormNoCycle() {
    packages.checkCycles();
  }

  @Test
  void onlyLoadReadsHdf5() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.phosphene.load..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.jhdf..")
        .check(packages.classes());
  }
}
