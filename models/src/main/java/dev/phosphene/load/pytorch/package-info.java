/**
 * Imports PyTorch's saved weights as {@link dev.phosphene.graph.Model}s: {@code torch.save} files,
 * as zip archives and in the older format, TorchScript archives, and safetensors files of state
 * dicts.
 *
 * <p>Such a file holds named arrays, but no network. {@link dev.phosphene.load.pytorch.Pickle}
 * finds the arrays without running anything; {@link dev.phosphene.load.pytorch.StateDict} holds
 * them by key, to be read on demand; {@link dev.phosphene.load.pytorch.Families} infers the
 * architecture from keys and shapes, which then builds the graph with {@link
 * dev.phosphene.load.pytorch.NetworkBuilder}.
 *
 * <pre>{@code
 * Model model = PyTorchFile.model("own", Path.of("resnet50.pth"));
 * }</pre>
 */
@NullMarked
package dev.phosphene.load.pytorch;

import org.jspecify.annotations.NullMarked;
