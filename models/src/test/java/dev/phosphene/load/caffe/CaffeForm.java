package dev.phosphene.load.caffe;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.load.onnx.ProtoWriter;
import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Writes a network as Caffe trains it: a layer that feeds images, ReLUs that overwrite what they
 * read, and a loss.
 */
public final class CaffeForm {
  private final CaffeBuilder out;
  private final Map<String, String> blobs = new HashMap<>();
  private final Map<String, Shape> shapes;

  private CaffeForm(boolean old, Map<String, Shape> shapes) {
    out = new CaffeBuilder("GoogleNet", old);
    this.shapes = shapes;
  }

  /**
   * The file.
   *
   * @param old whether its layers are of the form before
   */
  public static byte[] of(Graph graph, int side, boolean old) {
    CaffeForm form = new CaffeForm(old, graph.reach(Shape.of(1, 3, side, side)).shapes());
    for (Node node : graph.nodes()) {
      form.add(node, side);
    }
    return form.out.toBytes();
  }

  private void add(Node node, int side) {
    String name = node.name();
    Op op = node.op();
    if (op instanceof Op.Input) {
      ProtoWriter transform = new ProtoWriter().integer(2, 1).integer(3, side);
      transform.real(5, 104).real(5, 117).real(5, 123);
      out.layer("Data", "data", List.of(), List.of("data", "label"), Map.of(100, transform));
      blobs.put(name, "data");
      return;
    }
    List<String> in =
        node.inputs().stream().map(i -> Objects.requireNonNull(blobs.get(i))).toList();
    blobs.put(name, name);
    if (op instanceof Op.Conv conv && !(conv.window().kernelH() == 1 && fed(node) == 1)) {
      Shape k = conv.weight().shape();
      Window window = conv.window();
      Window.Padding.Explicit pad = (Window.Padding.Explicit) window.padding();
      ProtoWriter settings =
          new ProtoWriter()
              .integer(1, k.n())
              .integer(3, pad.top())
              .integer(4, k.h())
              .integer(5, conv.groups())
              .integer(6, window.strideH());
      weighted("Convolution", name, in, Map.of(106, settings), conv, k.n(), k.c(), k.h(), k.w());
    } else if (op instanceof Op.Conv conv) {
      Shape k = conv.weight().shape();
      ProtoWriter settings = new ProtoWriter().integer(1, k.n());
      weighted("InnerProduct", name, in, Map.of(117, settings), conv, k.n(), k.c());
    } else if (op instanceof Op.Relu) {
      blobs.put(name, in.get(0)); // in place
      blobs.put(node.input(), in.get(0));
      out.layer("ReLU", name, in, in, Map.of());
    } else if (op instanceof Op.Lrn norm) {
      ProtoWriter settings =
          new ProtoWriter().integer(1, norm.size()).real(2, norm.alpha()).real(3, norm.beta());
      out.layer("LRN", name, in, List.of(name), Map.of(118, settings.real(5, norm.k())));
    } else if (op instanceof Op.MaxPool pool) {
      pool(name, in, pool.window(), 0);
    } else if (op instanceof Op.AvgPool pool) {
      pool(name, in, pool.window(), 1);
    } else if (op instanceof Op.Concat) {
      out.layer("Concat", name, in, List.of(name), Map.of());
    } else if (op instanceof Op.Flatten) {
      blobs.put(name, in.get(0)); // InnerProduct does it
    } else if (op instanceof Op.Softmax) {
      out.layer("SoftmaxWithLoss", "loss", List.of(in.get(0), "label"), List.of("loss"), Map.of());
      out.layer("Softmax", name, in, List.of(name), Map.of());
    } else {
      throw new UnsupportedOperationException(String.valueOf(op));
    }
  }

  private int fed(Node node) {
    return Objects.requireNonNull(shapes.get(node.input())).h();
  }

  private void weighted(
      String type,
      String name,
      List<String> in,
      Map<Integer, ProtoWriter> settings,
      Op.Conv conv,
      long... extents) {
    Parameter bias = Objects.requireNonNull(conv.bias());
    out.layer(
        type,
        name,
        in,
        List.of(name),
        settings,
        out.blob(conv.weight().values(), extents),
        out.blob(bias.values(), extents[0]));
  }

  private void pool(String name, List<String> in, Window window, int method) {
    Window.Padding border = window.padding();
    int pad =
        border instanceof Window.Padding.Explicit e
            ? e.top()
            : border instanceof Window.Padding.Ceil c ? c.top() : -1;
    ProtoWriter settings =
        new ProtoWriter()
            .integer(1, method)
            .integer(2, window.kernelH())
            .integer(3, window.strideH())
            .integer(4, pad);
    out.layer("Pooling", name, in, List.of(name), Map.of(121, settings));
  }
}
