package dev.phosphene.engine.onednn;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Layouts.Tag;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.stage.ConcatStage;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Decides which outputs to write directly into a later concatenation, which saves a copy. */
final class ConcatPlacement {
  /** A concatenation written by its parts, in the layout of the first part. */
  record Home(Mem mem, Tag tag) {}

  /** A node's concatenation, and its first channel there. */
  private record Membership(String concat, int first) {}

  private final Emitter emitter;
  private final Map<String, Shape> shapes;
  private final Map<String, Membership> memberships = new HashMap<>();
  private final Map<String, List<String>> parts = new HashMap<>();
  private final Map<String, Home> homes = new HashMap<>();

  private ConcatPlacement(Emitter emitter, Map<String, Shape> shapes) {
    this.emitter = emitter;
    this.shapes = shapes;
  }

  static ConcatPlacement of(Emitter emitter, List<Node> nodes, Map<String, Shape> shapes) {
    ConcatPlacement homes = new ConcatPlacement(emitter, shapes);
    for (Node node : nodes) {
      if (node.op() instanceof Op.Concat) {
        homes.join(node);
      }
    }
    return homes;
  }

  /** Assigns nodes to a concatenation; each can be in one, once; the others copy it. */
  private void join(Node concat) {
    Set<String> distinct = new HashSet<>(concat.inputs());
    if (distinct.size() < concat.inputs().size()
        || distinct.stream().anyMatch(memberships::containsKey)) {
      return;
    }
    parts.put(concat.name(), concat.inputs());
    int first = 0;
    for (String part : concat.inputs()) {
      memberships.put(part, new Membership(concat.name(), first));
      first += shape(part).c();
    }
  }

  /** Returns the memory for a node's output in the layout {@code md}. */
  Mem place(String name, dnnl_memory_desc md) {
    Membership membership = memberships.get(name);
    if (membership == null) {
      return emitter.array(md);
    }
    Shape shape = shape(name);
    Tag tag = emitter.layouts.tag(emitter.type, md, shape);
    boolean known = Layouts.same(md, emitter.layouts.of(emitter.type, tag, shape));
    if (!known || !fits(membership.concat, tag)) {
      return emitter.array(md);
    }
    Home home = homes.get(membership.concat);
    if (home == null) {
      Shape whole = shape(membership.concat);
      Mem mem = place(membership.concat, emitter.layouts.of(emitter.type, tag, whole));
      home = new Home(mem, tag);
      homes.put(membership.concat, home);
    }
    if (home.tag != tag) {
      return emitter.array(md);
    }
    Shape all = shape(membership.concat);
    long offset = ConcatStage.offset(emitter.layouts, emitter.type, all, membership.first, tag);
    return emitter.view(home.mem.slot(), md, home.mem.offset() + offset);
  }

  private Shape shape(String name) {
    return Objects.requireNonNull(shapes.get(name), name);
  }

  private boolean fits(String concat, Tag tag) {
    int first = 0;
    for (String part : parts.getOrDefault(concat, List.of())) {
      if (!ConcatStage.dense(shape(concat), shape(part), first, tag)) {
        return false;
      }
      first += shape(part).c();
    }
    return true;
  }

  /** Returns the memory of a concatenation whose parts, or some of them, were written in place. */
  Optional<Home> of(String concat) {
    return Optional.ofNullable(homes.get(concat));
  }
}
