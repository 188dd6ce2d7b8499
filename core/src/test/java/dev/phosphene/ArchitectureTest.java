package dev.phosphene;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The order of this module's packages, as ARCHITECTURE.md draws it. */
class ArchitectureTest {
  private final PackageOrder packages =
      new PackageOrder(
          "core",
          List.of(
              "error",
              "text",
              "tensor",
              "graph",
              "io",
              "rewrite",
              "engine",
              "engine.reference",
              "image",
              "transform",
              "objective",
              "optim",
              "output",
              "diagram",
              "recipe",
              "ascent",
              "dream",
              "render",
              "analysis",
              "doctor"));

  @Test
  void packagesImportDownwardsOnly() {
    packages.checkOrder();
  }

  @Test
  void packagesFormNoCycle() {
    packages.checkCycles();
  }
}
