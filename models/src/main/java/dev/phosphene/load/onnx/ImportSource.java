package dev.phosphene.load.onnx;

import java.util.Map;

/**
 * What an importer reads: the nodes and weights of an ONNX file, or those that a file of another
 * format was translated into.
 *
 * @param file for messages
 * @param reader of the initializers, and of constants in attributes
 * @param weights by name, beside the initializers
 * @param origins what the other format calls a node's operator, by the node's first output
 * @param refused why a node cannot be translated, by its first output
 * @param aliases other names of values
 */
record ImportSource(
    String file,
    GraphProto graph,
    long opset,
    TensorReader reader,
    Map<String, Constant> weights,
    Map<String, String> origins,
    Map<String, String> refused,
    Map<String, String> aliases) {

  /** Of an ONNX file. */
  static ImportSource of(String file, GraphProto graph, long opset, TensorReader reader) {
    return new ImportSource(file, graph, opset, reader, Map.of(), Map.of(), Map.of(), Map.of());
  }
}
