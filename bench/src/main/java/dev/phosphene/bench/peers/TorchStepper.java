package dev.phosphene.bench.peers;

import dev.phosphene.bench.Stepper;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** PyTorch's fastest form: one forward, one backward, the image in PyTorch's own layout. */
final class TorchStepper implements Stepper {
  private final TorchGraph graph;
  private final Shape shape;
  private final String tap;
  private final int channel;
  private final PointerScope owned;
  private final Tensor leaf;
  private final FloatPointer values;
  private final float[] picture;
  private final float[] gradient;

  TorchStepper(Graph ir, String tap, int channel, Shape shape, TorchEngine engine) {
    this.shape = shape;
    this.tap = tap;
    this.channel = channel;
    picture = new float[shape.size()];
    gradient = new float[shape.size()];
    graph = TorchGraph.of(ir, List.of(tap), shape, engine);
    try (PointerScope scope = new PointerScope()) {
      scope.extend(); // outlives this block, until close
      owned = scope;
      leaf =
          Tensor.create(picture, shape.n(), shape.c(), shape.h(), shape.w())
              .contiguous(graph.format())
              .set_requires_grad(true);
      values = leaf.data_ptr_float();
    }
  }

  @Override
  public void show(dev.phosphene.tensor.Tensor shown) {
    if (graph.format() == torch.MemoryFormat.ChannelsLast) {
      Nhwc.toNhwc(shown.shape(), shown.data(), picture);
    } else {
      System.arraycopy(shown.data(), 0, picture, 0, picture.length);
    }
  }

  @Override
  @SuppressWarnings("try") // a scope is not used, only closed
  public double step() {
    values.put(picture);
    try (PointerScope scope = new PointerScope()) {
      Tensor objective =
          TorchGraph.tensor(graph.forward(leaf), tap)
              .narrow(1, channel, 1)
              .to(torch.ScalarType.Float)
              .mean();
      TensorVector gradients = torch.grad(new TensorVector(objective), new TensorVector(leaf));
      gradients.get(0).contiguous(graph.format()).data_ptr_float().get(gradient);
      return objective.item_float();
    }
  }

  @Override
  public float[] gradient() {
    if (graph.format() != torch.MemoryFormat.ChannelsLast) {
      return gradient;
    }
    float[] nchw = new float[gradient.length];
    Nhwc.toNchw(shape, gradient, nchw);
    return nchw;
  }

  @Override
  public void close() {
    owned.close();
    graph.close();
  }
}
