package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.text;

import dev.phosphene.load.onnx.OnnxBuilder;
import java.util.List;

/** Sums of products by Einstein's convention. */
class EinsumOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    one("bchw->bhwc");
    one("bchw->bc");
    one("bchw->bwc");
    one("b c h w -> b w");
    one("bchw->");
    one("b...->...b");
    one("...hw->...wh");
    one("abcd"); // without an arrow the labels come in alphabetical order
    one("dcba");
    activations("bhid,bhjd->bhij");
    activations("bhij,bhkj->bhik");
    activations("bchw,bchw->bchw");
    activations("bchw,bchw->bc");
    activations("bchw,bchw->");
    activations("bchw,bdhw->bcd");
    activations("bchw,bckw->bchk");
    activations("bchw,bcxy->bhwxyc");
    activations("bhwc,bhwc->bcwh");
    activations("...ij,...kj->...ik");
    weights("bchw,cd->bdhw", 6, 5);
    weights("bchw,wd->bchd", 8, 5);
    weights("bchw,c->bchw", 6);
    weights("bchw,hwd->bcd", 9, 8, 5);
    weights("bchw,chw->b", 6, 9, 8);
    weights("bchw,dc->bhwd", 5, 6);
    tensors(
        "Einsum of weights first",
        13,
        b -> {
          weight(b, "w", 5, 6);
          b.node("Einsum", "y", List.of("w", "x"), text("equation", "dc,bchw->bdhw"));
        });
    tensors(
        "Einsum bij,jk->bik",
        13,
        b -> {
          weight(b, "w", 72, 5);
          b.integers("s", 1, 6, 72).node("Reshape", "r", List.of("x", "s"));
          b.node("Einsum", "y", List.of("r", "w"), text("equation", "bij,jk->bik"));
        });
    tensors(
        "Einsum of three",
        13,
        b -> {
          weight(b, "w", 6, 5);
          weight(b, "v", 8, 4);
          b.node("Einsum", "y", List.of("x", "w", "v"), text("equation", "bchw,cd,we->bdhe"));
        });
  }

  private void one(String equation) {
    tensors(
        "Einsum " + equation,
        12,
        b -> b.node("Einsum", "y", List.of("x"), text("equation", equation)));
  }

  private void activations(String equation) {
    tensors(
        "Einsum " + equation,
        12,
        b ->
            b.node("Tanh", "t", List.of("x"))
                .node("Einsum", "y", List.of("x", "t"), text("equation", equation)));
  }

  private void weights(String equation, int... extents) {
    tensors("Einsum " + equation, 12, b -> weighted(b, equation, extents));
  }

  private void weighted(OnnxBuilder b, String equation, int... extents) {
    weight(b, "w", extents);
    b.node("Einsum", "y", List.of("x", "w"), text("equation", equation));
  }
}
