package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.text.Nearest;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The operators of ATen that can be read. */
final class AtenOperators {
  /** Translates one call. */
  interface Translator {
    void translate(AtenCall call);
  }

  private static final Map<String, Translator> ALL = all();

  private AtenOperators() {}

  private static Map<String, Translator> all() {
    Map<String, Translator> all = new HashMap<>();
    AtenWindows.register(all);
    AtenPointwise.register(all);
    AtenArithmetic.register(all);
    AtenNorms.register(all);
    AtenProducts.register(all);
    AtenShapes.register(all);
    AtenParts.register(all);
    AtenResizes.register(all);
    return Map.copyOf(all);
  }

  /**
   * How a node is translated. Overloads differ in how arguments are given and mean the same; so
   * does an operator that works in place, whose name ends in an underscore.
   *
   * @throws Unsupported if it is not known
   */
  static Translator of(AtenNode node) {
    String kind = node.kind();
    Translator exact = ALL.get(kind);
    Translator found =
        exact == null && kind.endsWith("_") ? ALL.get(kind.substring(0, kind.length() - 1)) : exact;
    if (found == null) {
      throw new Unsupported("this operator is not supported" + Nearest.hint(kind, names()));
    }
    return found;
  }

  /** The names of all of them. */
  static Set<String> names() {
    return new TreeSet<>(ALL.keySet());
  }
}
