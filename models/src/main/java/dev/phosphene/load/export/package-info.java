/**
 * The archives of PyTorch's {@code torch.export.save} ({@code .pt2}) become {@link
 * dev.phosphene.graph.Model}s.
 *
 * <p>Such a file is a zip file with the network as a list of ATen's operators in JSON (pytorch,
 * torch/_export/serde/schema.py) and its weights. {@link dev.phosphene.load.export.ExportArchive}
 * finds both in the older and the newer layout; {@link dev.phosphene.load.export.Program} and the
 * records beside it are the parts of the JSON that matter here. {@link
 * dev.phosphene.load.export.ExportImporter} looks each operator up in {@link
 * dev.phosphene.load.export.AtenOperators} and writes it down in ONNX's operators ({@link
 * dev.phosphene.load.onnx.Translation}), which mean the same in nearly all cases; {@link
 * dev.phosphene.load.export.ModulePaths} gives the layers the names of PyTorch's modules.
 *
 * <pre>{@code
 * Model model = ExportFile.model("own", Path.of("resnet50.pt2"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.export;

import org.jspecify.annotations.NullMarked;
