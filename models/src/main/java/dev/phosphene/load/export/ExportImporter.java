package dev.phosphene.load.export;

import dev.phosphene.graph.Graph;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.onnx.Translation;
import dev.phosphene.load.pytorch.SavedTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the nodes of a program down in ONNX's operators, one after the other. */
final class ExportImporter {
  /** What to do about a node that cannot be read. */
  static final String WAY_OUT =
      "; export the network with torch.onnx.export, or render a layer before this one";

  private final Program program;
  private final Translation translation;
  private final ModulePaths names;
  private final Map<String, TensorMeta> shapes;

  /** What an operator has changed in place, by the name that it had before. */
  private final Map<String, String> changed = new HashMap<>();

  private int constants;

  private ExportImporter(Path file, Program program, Map<String, TensorMeta> shapes) {
    this.program = program;
    this.translation = new Translation(file);
    this.names = ModulePaths.of(program.nodes());
    this.shapes = shapes;
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
    program.outputs().forEach(output -> importer.translation.output(importer.current(output)));
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
    List<String> outputs = named(node);
    AtenCall call = new AtenCall(this, node, label, outputs);
    try {
      AtenOperators.of(node).translate(call);
    } catch (Unsupported e) {
      call.refuse(e.reason() + WAY_OUT);
    }
    boolean inPlace = node.kind().endsWith("_") && !node.kind().startsWith("_");
    if (inPlace && node.inputs().get("self") instanceof Argument.Named self) {
      changed.put(self.name(), outputs.get(0));
    }
  }

  /** The outputs' names, with something for those that nothing reads. */
  private List<String> named(AtenNode node) {
    List<String> outputs = new ArrayList<>();
    for (String output : node.outputs()) {
      outputs.add(output.isEmpty() ? unused() : output);
    }
    return outputs;
  }

  /** A name that no value of a file has. */
  String unused() {
    return "\0" + constants++;
  }

  /** What a name stands for now. */
  String current(String name) {
    String at = name;
    for (int i = 0; i < Argument.MOST && changed.containsKey(at); i++) {
      at = changed.getOrDefault(at, at);
    }
    return at;
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
