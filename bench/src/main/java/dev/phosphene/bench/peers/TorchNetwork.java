package dev.phosphene.bench.peers;

import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch as our {@code Network}: an oracle, and the network of whole renderings. Forward results
 * are kept for {@link #backward}. For bare steps see {@link TorchStepper}.
 */
final class TorchNetwork implements Network {
  private final TorchGraph graph;
  private final List<String> taps;
  private final Map<String, Tensor> activations = new HashMap<>();
  private final Tensor picture;
  private @Nullable Kept kept;

  /** The results of the last forward run, in memory that its scope owns. */
  private record Kept(
      PointerScope owned,
      org.bytedeco.pytorch.Tensor leaf,
      Map<String, org.bytedeco.pytorch.Tensor> outputs) {}

  TorchNetwork(Graph ir, List<String> taps, Shape inputShape, TorchEngine engine) {
    this.taps = List.copyOf(taps);
    picture = Tensor.zeros(inputShape);
    graph = TorchGraph.of(ir, taps, inputShape, engine);
    for (NodeShapes needed : NodeShapes.of(ir, taps, inputShape)) {
      if (taps.contains(needed.node().name())) {
        activations.put(needed.node().name(), Tensor.zeros(needed.out()));
      }
    }
  }

  @Override
  public Shape inputShape() {
    return picture.shape();
  }

  @Override
  public Shape shape(String tap) {
    return activation(tap).shape();
  }

  @Override
  @SuppressWarnings("try") // a scope is not used, only closed
  public void forward(Tensor input) {
    System.arraycopy(input.data(), 0, picture.data(), 0, picture.data().length);
    forget();
    try (PointerScope scope = new PointerScope()) {
      scope.extend(); // outlives this block, until the next run
      org.bytedeco.pytorch.Tensor leaf = leaf();
      Map<String, org.bytedeco.pytorch.Tensor> outputs = graph.forward(leaf);
      kept = new Kept(scope, leaf, outputs);
      for (String tap : taps) {
        read(TorchGraph.tensor(outputs, tap), activation(tap));
      }
    }
  }

  @Override
  public Tensor activation(String tap) {
    Tensor activation = activations.get(tap);
    if (activation == null) {
      throw new IllegalArgumentException("not a tap: " + tap);
    }
    return activation;
  }

  @Override
  @SuppressWarnings("try") // a scope is not used, only closed
  public Tensor backward(Map<String, Tensor> cotangents) {
    Kept run = kept;
    if (run == null) {
      throw new IllegalStateException("backward before forward");
    }
    try (PointerScope scope = new PointerScope()) {
      TensorVector ys = new TensorVector();
      TensorVector dys = new TensorVector();
      cotangents.forEach(
          (tap, cotangent) -> {
            ys.push_back(TorchGraph.tensor(run.outputs(), tap));
            dys.push_back(torch(cotangent));
          });
      TensorVector gradients =
          torch.grad(ys, new TensorVector(run.leaf()), dys, new BoolOptional(true), false, false);
      Tensor gradient = Tensor.zeros(picture.shape());
      read(gradients.get(0), gradient);
      return gradient;
    }
  }

  @Override
  public Tensor redirected(Map<String, Tensor> cotangents) {
    throw new UnsupportedOperationException("the peers measure and check ordinary gradients only");
  }

  @Override
  public void close() {
    forget();
    graph.close();
  }

  private void forget() {
    Kept old = kept;
    if (old != null) {
      old.owned().close();
      kept = null;
    }
  }

  private org.bytedeco.pytorch.Tensor leaf() {
    return torch(picture).contiguous(graph.format()).set_requires_grad(true);
  }

  private static org.bytedeco.pytorch.Tensor torch(Tensor tensor) {
    Shape shape = tensor.shape();
    return org.bytedeco.pytorch.Tensor.create(
        tensor.data(), shape.n(), shape.c(), shape.h(), shape.w());
  }

  private static void read(org.bytedeco.pytorch.Tensor from, Tensor to) {
    from.detach().to(torch.ScalarType.Float).contiguous().data_ptr_float().get(to.data());
  }
}
