package dev.phosphene;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A module's packages in an order in which each imports only from those before it. */
public final class PackageOrder {
  private static final String ROOT = "dev.phosphene.";

  private final List<String> order;
  private final JavaClasses classes;

  /**
   * The packages of one module.
   *
   * @param module its folder
   * @param order without {@code dev.phosphene.}
   */
  public PackageOrder(String module, List<String> order) {
    this.order = order;
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPath(SharedData.root().resolve(Path.of(module, "target", "classes")));
  }

  /** The module's classes. */
  public JavaClasses classes() {
    return classes;
  }

  /** No package imports from a later one, and none is missing in the order. */
  public void checkOrder() {
    Set<String> present =
        classes.stream()
            .map(JavaClass::getPackageName)
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> named =
        order.stream().map(name -> ROOT + name).collect(Collectors.toCollection(TreeSet::new));
    if (!present.equals(named)) {
      throw new AssertionError("packages are " + present + ", and the order has " + named);
    }
    var architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String name : order) {
      architecture = architecture.layer(name).definedBy(ROOT + name);
    }
    for (int i = 0; i < order.size(); i++) {
      String[] later = order.subList(i + 1, order.size()).toArray(String[]::new);
      architecture =
          later.length == 0
              ? architecture.whereLayer(order.get(i)).mayNotBeAccessedByAnyLayer()
              : architecture.whereLayer(order.get(i)).mayOnlyBeAccessedByLayers(later);
    }
    architecture.check(classes);
  }

  /** No packages depend on each other in a circle. */
  public void checkCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(classes);
  }
}
