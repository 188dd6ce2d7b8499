package dev.phosphene.load.caffe;

import dev.phosphene.load.Unsupported;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Importers for Caffe's layers, by type. */
final class CaffeLayers {
  /** Imports one layer; returns the nodes that are its tops. */
  interface Lowering {
    List<String> apply(CaffeCall call);
  }

  /** A layer with one top. */
  interface Single {
    String apply(CaffeCall call);
  }

  private static final Map<String, Lowering> ALL = all();

  private CaffeLayers() {}

  private static Map<String, Lowering> all() {
    Map<String, Lowering> all = new HashMap<>();
    Map<String, Single> single = new HashMap<>();
    CaffeWindows.register(single);
    CaffePointwise.register(single);
    CaffeNormalizations.register(single);
    CaffeMerging.register(single);
    single.put("Dropout", CaffeCall::input);
    single.forEach((name, lowering) -> all.put(name, call -> List.of(lowering.apply(call))));
    all.put("Split", CaffeMerging::split);
    all.put("Slice", CaffeMerging::slice);
    return Map.copyOf(all);
  }

  /**
   * Returns the importer of a layer type.
   *
   * @throws Unsupported if there is none
   */
  static Lowering of(String type) {
    Lowering lowering = ALL.get(type);
    if (lowering == null) {
      throw new Unsupported("layers of this type are not supported");
    }
    return lowering;
  }

  /** Returns the types that are supported, at least in part. */
  static Set<String> names() {
    return ALL.keySet();
  }
}
