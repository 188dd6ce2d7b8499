package dev.phosphene.engine.onednn.program;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.graph.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Weights in the layouts that primitives want, read and laid out once for all networks of this
 * process with the same parameter: mostly the same layers at another image size. The last of these
 * networks to close frees them.
 */
public final class Packed {
  private static final Map<Key, List<Packed>> ALL = new HashMap<>();

  /**
   * Identifies packed weights.
   *
   * @param form the transformation of the parameter's values before they were laid out
   * @param numbers the type, which determines their rounding
   */
  record Key(Parameter parameter, String form, DataType numbers) {}

  /** Creates arrays of the layout {@code md}, which {@code owner} frees. */
  interface Making {
    List<Mem> make(Scope owner, dnnl_memory_desc md);
  }

  private final Scope scope = new Scope();
  private final dnnl_memory_desc md;
  private final List<Mem> arrays;
  private int users;

  private Packed(dnnl_memory_desc wanted, Making making) {
    try {
      md = new dnnl_memory_desc(); // "wanted" belongs to a primitive that may end earlier
      Library.check(dnnl_memory_desc_clone(md, wanted), "memory descriptor");
      scope.own(md, dnnl::dnnl_memory_desc_destroy);
      arrays = making.make(scope, md);
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  /** Returns the arrays of that layout, valid while {@code user} is open. */
  static List<Mem> of(Scope user, Key key, dnnl_memory_desc wanted, Making making) {
    synchronized (ALL) {
      List<Packed> others = ALL.getOrDefault(key, List.of());
      for (Packed other : others) {
        if (Layouts.same(other.md, wanted)) {
          return other.lend(user, key);
        }
      }
      Packed packed = new Packed(wanted, making);
      ALL.computeIfAbsent(key, any -> new ArrayList<>()).add(packed);
      return packed.lend(user, key);
    }
  }

  private List<Mem> lend(Scope user, Key key) {
    users++;
    user.own(this, packed -> packed.comeBack(key));
    return arrays;
  }

  private void comeBack(Key key) {
    synchronized (ALL) {
      users--;
      if (users == 0) {
        scope.close();
        ALL.computeIfPresent(
            key,
            (same, all) -> {
              all.remove(this);
              return all.isEmpty() ? null : all;
            });
      }
    }
  }

  /** Returns the number of entries in this process. */
  public static int count() {
    synchronized (ALL) {
      return ALL.values().stream().mapToInt(List::size).sum();
    }
  }
}
