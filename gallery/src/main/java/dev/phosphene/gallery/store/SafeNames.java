package dev.phosphene.gallery.store;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * File names for layers and networks: of {@code [A-Za-z0-9._-]}, the same on every file system and
 * in every address. Names that would agree, also where upper and lower case are not distinguished,
 * get {@code ~2}, {@code ~3}, ….
 */
public final class SafeNames {
  private static final int LONGEST = 100;

  /** Names that belong to the gallery itself, or to Windows. */
  private static final Set<String> TAKEN =
      Set.of("site", "con", "prn", "aux", "nul", "cover.jpg", "model.json", "index.html");

  /** Names in the gallery's folder, or in its addresses, that no network has. */
  private static final Set<String> NOT_NETWORKS =
      Set.of("site", "compare", "api", ShardFolder.NAME, "con", "prn", "aux", "nul");

  private SafeNames() {}

  /** The safe form of a network's name. */
  public static String network(String name) {
    String safe = of(name);
    return NOT_NETWORKS.contains(safe.toLowerCase(Locale.ROOT)) ? safe + "~2" : safe;
  }

  /** A safe name for each, in their order; equal names have one. */
  public static Map<String, String> of(Collection<String> names) {
    Map<String, String> safe = new LinkedHashMap<>();
    Set<String> used = new HashSet<>(TAKEN);
    for (String name : names) {
      if (!safe.containsKey(name)) {
        String base = of(name);
        String candidate = base;
        for (int i = 2; !used.add(candidate.toLowerCase(Locale.ROOT)); i++) {
          candidate = base + "~" + i;
        }
        safe.put(name, candidate);
      }
    }
    return safe;
  }

  /** The safe form of one name, whatever others there are. */
  public static String of(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9._-]", "-");
    String visible = plain.startsWith(".") ? "-" + plain.substring(1) : plain;
    String ended =
        visible.endsWith(".") ? visible.substring(0, visible.length() - 1) + "-" : visible;
    String some = ended.isEmpty() ? "-" : ended;
    return some.length() > LONGEST ? some.substring(0, LONGEST) : some;
  }
}
