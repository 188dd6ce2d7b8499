/**
 * Imports ONNX files as {@link dev.phosphene.graph.Model}s.
 *
 * <p>{@link dev.phosphene.load.Wire} reads protobuf's wire format; the records that end in {@code
 * Proto} are the relevant messages of {@code onnx.proto}, without their weights, which stay in the
 * mapped file until a {@link dev.phosphene.graph.Parameter} is read. {@link
 * dev.phosphene.load.onnx.OnnxImporter} walks over the nodes. Each is looked up in {@link
 * dev.phosphene.load.onnx.Operators}: arithmetic on constants is folded ({@link
 * dev.phosphene.load.onnx.Folding}), everything else becomes nodes of the graph. An unsupported
 * node is noted with the reason, as are those after it; the others work.
 *
 * <pre>{@code
 * Model model = OnnxFile.model("googlenet", Path.of("bvlc_googlenet.onnx"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.onnx;

import org.jspecify.annotations.NullMarked;
