/**
 * ONNX files become {@link dev.phosphene.graph.Model}s.
 *
 * <p>{@link dev.phosphene.load.Wire} reads protobuf's wire form; the records that end in {@code
 * Proto} are the messages of {@code onnx.proto} that matter here, without their weights, which stay
 * in the mapped file until a {@link dev.phosphene.graph.Parameter} is read. {@link
 * dev.phosphene.load.onnx.OnnxImporter} walks over the nodes. Each is looked up in {@link
 * dev.phosphene.load.onnx.Operators}: arithmetic on constants is done at once ({@link
 * dev.phosphene.load.onnx.Folding}), everything else becomes nodes of the graph. A node that cannot
 * be done is noted with the reason, as are those behind it; the others work.
 *
 * <pre>{@code
 * Model model = OnnxFile.model("googlenet", Path.of("bvlc_googlenet.onnx"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.onnx;

import org.jspecify.annotations.NullMarked;
