package dev.phosphene.load.caffe;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.Draft;
import dev.phosphene.load.Unsupported;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns the layers of a Caffe network into this program's nodes, in order. A layer may overwrite
 * the blob that it reads; each still makes a node of its own name, and the blob's name, unless a
 * layer has it, stands for its final content.
 */
final class CaffeImporter {
  private final NetDef net;
  private final Draft draft;
  private final Map<String, String> blobs = new LinkedHashMap<>(); // blob to node
  private final Map<String, String> lost = new LinkedHashMap<>(); // blob to reason

  private CaffeImporter(NetDef net, Shape shape) {
    this.net = net;
    this.draft = new Draft(shape);
  }

  /**
   * Returns the graph, with notes on what could not be imported.
   *
   * @throws InputException if the file contradicts itself, or nothing in it can be computed
   */
  static Graph graph(NetDef net, CaffeInput input) {
    @Nullable Draft best = null;
    for (Shape shape : input.shapes()) {
      CaffeImporter importer = new CaffeImporter(net, shape);
      importer.run(input);
      if (best == null || importer.draft.missing() < best.missing()) {
        best = importer.draft;
      }
      if (best.missing() == 0) {
        break;
      }
    }
    return Objects.requireNonNull(best).graph(net.file(), input.fixed());
  }

  private void run(CaffeInput input) {
    blobs.put(input.name(), Draft.INPUT);
    for (String other : net.fields().texts("input")) {
      lose(other, "the input \"" + other + "\" is not the image");
    }
    for (LayerDef layer : net.layers()) {
      if (layer.feeds()) {
        layer.tops().forEach(top -> lose(top, "the input \"" + top + "\" is not the image"));
      } else if (layer.used() && !layer.judges()) {
        take(layer);
      }
    }
    blobs.forEach(draft::alias);
  }

  private void lose(String blob, String reason) {
    if (!blobs.containsKey(blob)) {
      lost.putIfAbsent(blob, reason);
    }
  }

  /** Imports one layer, or records why it cannot. */
  private void take(LayerDef layer) {
    List<String> inputs = new ArrayList<>();
    for (String bottom : layer.bottoms()) {
      String node = blobs.get(bottom);
      String reason = lost.get(bottom);
      if (node == null && reason == null) {
        throw new InputException(
            "%s: %s reads \"%s\", which no layer before it produces%s"
                .formatted(
                    net.file(), layer.described(), bottom, Nearest.hint(bottom, blobs.keySet())));
      } else if (node == null) {
        miss(layer, String.valueOf(reason));
        return;
      }
      inputs.add(node);
    }
    draft.begin();
    try {
      if (inputs.isEmpty()) {
        throw new Unsupported("it has no inputs");
      }
      List<String> results =
          CaffeLayers.of(layer.type()).apply(new CaffeCall(draft, layer, inputs));
      for (int i = 0; i < Math.min(results.size(), layer.tops().size()); i++) {
        blobs.put(layer.tops().get(i), results.get(i));
        lost.remove(layer.tops().get(i));
      }
      if (!layer.name().isEmpty() && !draft.has(layer.name())) {
        draft.alias(layer.name(), results.get(0));
      }
    } catch (Unsupported e) {
      draft.undo();
      miss(layer, layer.described() + ": " + e.reason());
    }
  }

  private void miss(LayerDef layer, String reason) {
    draft.miss(layer.name(), reason);
    for (String top : layer.tops()) {
      blobs.remove(top);
      lost.put(top, reason);
      draft.miss(top, reason);
    }
  }
}
