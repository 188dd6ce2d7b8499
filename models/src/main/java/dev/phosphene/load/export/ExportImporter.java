package dev.phosphene.load.export;

import dev.phosphene.graph.Graph;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.onnx.Translation;
import dev.phosphene.load.pytorch.SavedTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Writes the nodes of a program down in ONNX's operators, one after the other. */
final class ExportImporter {
  /** What to do about a node that cannot be read. */
  static final String WAY_OUT =
      "; export the network with torch.onnx.export, or render a layer before this one";

  private final Program program;
  private final Translation translation;
  private final ModulePaths names;
  private final Map<String, TensorMeta> shapes;

  private final Storages storages = new Storages();
  private final Set<String> taken = new HashSet<>();
  private final Map<String, Integer> numbers = new HashMap<>(); // of names that came again

  private ExportImporter(Path file, Program program, Map<String, TensorMeta> shapes) {
    this.program = program;
    this.translation = new Translation(file);
    this.names = ModulePaths.of(program.nodes());
    this.shapes = shapes;
    program.nodes().forEach(node -> taken.addAll(node.outputs()));
    taken.addAll(program.weights().keySet());
    taken.addAll(program.inputs());
  }

  /**
   * The graph, with notes on what could not be had.
   *
   * @param weights by their names in the state dict
   * @throws dev.phosphene.error.InputException if the program contradicts itself, or nothing of it
   *     can be computed
   */
  static Graph graph(Path file, Program program, Map<String, SavedTensor> weights) {
    Map<String, TensorMeta> shapes = new LinkedHashMap<>(program.tensors());
    ExportImporter importer = new ExportImporter(file, program, shapes);
    importer.weights(weights);
    for (String input : program.inputs()) {
      TensorMeta meta = program.tensors().get(input);
      importer.translation.input(input, meta == null ? List.of() : meta.sizes());
    }
    for (int i = 0; i < program.nodes().size(); i++) {
      importer.take(program.nodes().get(i), importer.names.label(i));
    }
    importer.names.aliases().forEach(importer.translation::alias);
    program
        .outputs()
        .forEach(output -> importer.translation.output(importer.storages.current(output)));
    return importer.translation.graph();
  }

  private void weights(Map<String, SavedTensor> weights) {
    program
        .weights()
        .forEach(
            (value, name) -> {
              SavedTensor tensor = weights.get(name);
              if (tensor == null) {
                translation.refuse(
                    value,
                    "weight",
                    List.of(),
                    List.of(value),
                    "the archive has no tensor \"" + name + "\"");
                return;
              }
              translation.weight(value, name, tensor.extents(), tensor.real(), tensor.values());
              List<Long> sizes = tensor.extents().stream().map(e -> (long) e).toList();
              shapes.putIfAbsent(value, new TensorMeta("FLOAT", sizes, List.of(), 0));
            });
  }

  private void take(AtenNode node, String label) {
    if (node.output().isEmpty()) {
      return; // an assertion about sizes
    }
    List<String> outputs = named(node, label);
    AtenCall call = new AtenCall(this, node, label, outputs);
    int before = translation.size();
    try {
      AtenOperators.of(node).translate(call);
    } catch (Unsupported e) {
      translation.cut(before);
      call.refuse(e.reason() + WAY_OUT);
    }
    Optional<String> changed = storages.inPlace(node);
    if (changed.isPresent()) {
      change(call, changed.get(), outputs.get(0));
    } else {
      storages.made(node, outputs, shapes);
    }
  }

  /** What was changed, and what it is a slice of, stand for something else from now on. */
  private void change(AtenCall call, String name, String result) {
    List<Storages.Slice> path = storages.path(name);
    String value = result;
    List<String> values = new ArrayList<>();
    try {
      for (Storages.Slice slice : path) {
        value = AtenParts.scattered(call, storages.current(slice.base()), slice, value);
        values.add(value);
        TensorMeta meta = shapes.get(slice.base());
        if (meta != null) {
          shapes.put(value, meta);
        }
      }
    } catch (Unsupported e) {
      values.clear(); // then the slices' bases cannot be read any more
    }
    storages.change(name, result);
    for (int i = 0; i < values.size(); i++) {
      storages.change(path.get(i).base(), values.get(i));
    }
  }

  /** The outputs' names, with something for those that nothing reads. */
  private List<String> named(AtenNode node, String label) {
    List<String> outputs = new ArrayList<>();
    for (String output : node.outputs()) {
      outputs.add(output.isEmpty() ? unused(label + "/" + outputs.size()) : output);
    }
    return outputs;
  }

  /** The name itself, or one like it that no value has. */
  String unused(String name) {
    String unused = name;
    while (!taken.add(unused)) {
      unused = name + "#" + (numbers.merge(name, 1, Integer::sum) + 1);
    }
    return unused;
  }

  /** What a name stands for now. */
  String current(String name) {
    return storages.current(name);
  }

  Translation translation() {
    return translation;
  }

  /** What the file tells of a value. */
  TensorMeta meta(String name) {
    TensorMeta meta = shapes.get(name);
    if (meta == null) {
      throw new Unsupported("the file does not tell the shape of \"" + name + "\"");
    }
    return meta;
  }
}
