package dev.phosphene.load.export;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Names for nodes by the modules that they lie in. What a module computes last bears its path, such
 * as {@code layer1.0.conv1}; what it computes before, the path and the operator, {@code
 * layer1.0.add}. Where a module is called again, {@code _1} follows, and so on.
 */
final class ModulePaths {
  private static final int LONGEST = 256;
  private static final int DEEPEST = 64;

  /** How Python reaches a module whose name is a number; the oldest files have that. */
  private static final String ATTRIBUTE = "getattr(";

  private static final Pattern INDEX = Pattern.compile("\\[['\"]?([^\\[\\]'\"]*)['\"]?\\]");
  private static final Pattern ROOT = Pattern.compile("^(L\\.self|L__self__|self)(\\.|$)");
  private static final Pattern CALL = Pattern.compile("@\\d+");

  private final Map<Integer, String> labels = new HashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> numbers = new HashMap<>(); // of names that came again

  private ModulePaths() {}

  /**
   * The paths of an {@code nn_module_stack}, outermost first: entries {@code key,path,type}, or
   * {@code key:(path,type)} in the oldest files.
   */
  static List<String> of(String stack) {
    List<String> paths = new ArrayList<>();
    for (String entry : stack.split(";", -1)) {
      int old = entry.indexOf(":(");
      int start = old >= 0 ? old + 2 : entry.indexOf(',') + 1;
      int end = entry.lastIndexOf(',');
      if (start > 0 && start <= end && end - start <= LONGEST && paths.size() < DEEPEST) {
        String path = normalized(entry.substring(start, end));
        if (!path.isEmpty()) {
          paths.add(path);
        }
      }
    }
    return List.copyOf(paths);
  }

  /** {@code layer1.0} of {@code getattr(L['self'].layer1, '0')}. */
  private static String normalized(String path) {
    String plain = path;
    for (int at = plain.lastIndexOf(ATTRIBUTE); at >= 0; at = plain.lastIndexOf(ATTRIBUTE)) {
      int comma = plain.indexOf(", ", at);
      int end = plain.indexOf(')', at);
      if (comma < 0 || end < comma) {
        return "";
      }
      String name = plain.substring(comma + 2, end).replaceAll("['\"]", "");
      String owner = plain.substring(at + ATTRIBUTE.length(), comma);
      plain = plain.substring(0, at) + owner + "." + name + plain.substring(end + 1);
    }
    plain = INDEX.matcher(plain).replaceAll(".$1");
    plain = plain.replace("._modules.", ".");
    plain = ROOT.matcher(plain).replaceFirst("");
    return CALL.matcher(plain).replaceAll("").strip();
  }

  /** Names for all nodes, and for the modules that have others in them. */
  static ModulePaths of(List<AtenNode> nodes) {
    ModulePaths names = new ModulePaths();
    Map<String, Integer> calls = new HashMap<>();
    Map<Integer, List<String>> ends = names.ends(nodes, calls);
    for (int i = 0; i < nodes.size(); i++) {
      AtenNode node = nodes.get(i);
      List<String> own = ends.getOrDefault(i, List.of());
      List<String> modules = node.modules();
      String inner = modules.isEmpty() ? "" : modules.get(modules.size() - 1) + ".";
      String label =
          !own.isEmpty()
              ? own.get(0)
              : inner.isEmpty() ? node.output() : inner + node.kind().replaceAll("_$", "");
      names.labels.put(i, names.unused(label));
      for (String other : own.subList(Math.min(1, own.size()), own.size())) {
        names.aliases.putIfAbsent(other, node.output());
      }
    }
    return names;
  }

  /** The module calls that each node is the last of, the innermost first. */
  private Map<Integer, List<String>> ends(List<AtenNode> nodes, Map<String, Integer> calls) {
    Map<Integer, List<String>> ends = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      List<String> modules = nodes.get(i).modules();
      List<String> next = i + 1 < nodes.size() ? nodes.get(i + 1).modules() : List.of();
      for (int depth = modules.size() - 1; depth >= 0; depth--) {
        boolean goesOn = next.size() > depth && next.get(depth).equals(modules.get(depth));
        if (!goesOn && !nodes.get(i).output().isEmpty()) {
          int before = calls.merge(modules.get(depth), 1, Integer::sum) - 1;
          String name = modules.get(depth) + (before == 0 ? "" : "_" + before);
          ends.computeIfAbsent(i, key -> new ArrayList<>()).add(name);
        }
      }
    }
    return ends;
  }

  private String unused(String name) {
    String unused = name;
    while (!taken.add(unused)) {
      unused = name + "_" + numbers.merge(name, 1, Integer::sum);
    }
    return unused;
  }

  /** The name of the node at a place of the list. */
  String label(int node) {
    return labels.getOrDefault(node, "");
  }

  /** Values by the names of the modules that they are the result of. */
  Map<String, String> aliases() {
    return aliases;
  }
}
