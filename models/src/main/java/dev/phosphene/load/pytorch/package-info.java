/**
 * PyTorch's saved weights become {@link dev.phosphene.graph.Model}s: what {@code torch.save}
 * writes, as a zip file and in the older form, TorchScript archives, and safetensors files of state
 * dicts.
 *
 * <p>Such a file holds arrays with names, and no network. {@link dev.phosphene.load.pytorch.Pickle}
 * finds the arrays without running anything; {@link dev.phosphene.load.pytorch.StateDict} has them
 * by their keys, each to be read when it is needed; {@link dev.phosphene.load.pytorch.Families}
 * tells from keys and shapes which architecture they belong to, and that builds the graph with
 * {@link dev.phosphene.load.pytorch.NetworkBuilder}.
 *
 * <pre>{@code
 * Model model = PyTorchFile.model("own", Path.of("resnet50.pth"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.pytorch;

import org.jspecify.annotations.NullMarked;
