package dev.phosphene;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which module may use which, as ARCHITECTURE.md draws it. */
class ModulesTest {
  private static final Map<String, Set<String>> MAY_USE =
      Map.of(
          "core", Set.of(),
          "models", Set.of("core"),
          "onednn", Set.of("core"),
          "gallery", Set.of("core"),
          "app", Set.of("core", "models", "onednn", "gallery"));

  private final Map<String, List<JavaClass>> modules = new HashMap<>();
  private final Map<String, String> owners = new HashMap<>(); // module by package

  ModulesTest() {
    for (String module : MAY_USE.keySet()) {
      List<JavaClass> classes = new PackageOrder(module, List.of()).classes().stream().toList();
      modules.put(module, classes);
    }
  }

  @Test
  void noPackageIsInTwoModules() {
    modules.forEach(
        (module, classes) ->
            classes.forEach(
                one -> {
                  String before = owners.put(one.getPackageName(), module);
                  assertThat(before).as(one.getName()).isIn(null, module);
                }));
    assertThat(owners).hasSizeGreaterThan(20);
  }

  @Test
  void modulesUseOnlyThoseBelow() {
    noPackageIsInTwoModules();
    Set<String> wrong = new TreeSet<>();
    modules.forEach(
        (module, classes) ->
            classes.stream()
                .flatMap(one -> one.getDirectDependenciesFromSelf().stream())
                .forEach(
                    use -> {
                      String other =
                          owners.getOrDefault(use.getTargetClass().getPackageName(), module);
                      if (!other.equals(module)
                          && !MAY_USE.getOrDefault(module, Set.of()).contains(other)) {
                        wrong.add(use.getDescription());
                      }
                    }));
    assertThat(wrong).isEmpty();
  }
}
