package dev.phosphene.load.caffe;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.load.Draft;
import dev.phosphene.load.Unsupported;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The network's image input.
 *
 * @param name the blob's name
 * @param c channels
 * @param h rows, or 0 if the file gives none
 * @param w columns, or 0
 */
record CaffeInput(String name, int c, int h, int w) {
  private static final int MOST_CHANNELS = 1 << 12;

  /** BVLC's models take BGR in 0…255 minus this mean. */
  private static final List<Float> MEAN = List.of(104f, 117f, 123f);

  static CaffeInput of(NetDef net) {
    try {
      return found(net);
    } catch (Unsupported e) {
      throw new InputException(net.file() + ", its input: " + e.reason(), e);
    }
  }

  private static CaffeInput found(NetDef net) {
    List<String> inputs = net.fields().texts("input");
    List<Long> dims = net.fields().integers("input_dim");
    List<CaffeFields> shapes = net.fields().messages("input_shape");
    if (!inputs.isEmpty()) {
      List<Long> extents =
          shapes.isEmpty()
              ? dims.subList(0, Math.min(4, dims.size()))
              : shapes.get(0).integers("dim");
      return sized(net, inputs.get(0), extents);
    }
    for (LayerDef layer : net.layers()) {
      if (layer.feeds() && !layer.tops().isEmpty()) {
        List<CaffeFields> given = layer.settings("input_param").messages("shape");
        List<Long> extents = given.isEmpty() ? List.of() : given.get(0).integers("dim");
        return sized(net, layer.tops().get(0), extents);
      }
    }
    throw new InputException(
        net.file() + " has no input: neither \"input\" nor a layer of type Input or Data");
  }

  private static CaffeInput sized(NetDef net, String name, List<Long> extents) {
    long c = channels(net);
    long h = 0;
    long w = 0;
    if (extents.size() == 4) {
      c = extents.get(1);
      h = extents.get(2);
      w = extents.get(3);
    } else if (!extents.isEmpty()) {
      throw new Unsupported("its shape is " + extents + ", not that of an image, [n, c, h, w]");
    } else {
      CaffeFields transform = transform(net);
      long crop = transform.integer("crop_size", 0);
      h = transform.integer("crop_h", crop);
      w = transform.integer("crop_w", crop);
    }
    if (c < 1 || c > MOST_CHANNELS || h < 0 || w < 0 || Math.max(h, w) > Draft.MOST_SIDE) {
      throw new Unsupported("the impossible shape [n, %d, %d, %d]".formatted(c, h, w));
    }
    boolean both = h > 0 && w > 0;
    return new CaffeInput(name, (int) c, both ? (int) h : 0, both ? (int) w : 0);
  }

  /** Returns the number of input channels of the first convolution. */
  private static long channels(NetDef net) {
    for (LayerDef layer : net.layers()) {
      if (layer.type().equals("Convolution") && !layer.blobs().isEmpty()) {
        List<Long> extents = layer.blobs().get(0).extents();
        long groups = layer.settings("convolution_param").integer("group", 1);
        boolean sane = groups > 0 && groups <= MOST_CHANNELS && extents.size() == 4;
        return sane && extents.get(1) <= MOST_CHANNELS ? extents.get(1) * groups : 0;
      }
    }
    return MEAN.size();
  }

  /** Returns the transform of the layer that feeds the images; the first that has one. */
  private static CaffeFields transform(NetDef net) {
    return net.layers().stream()
        .filter(LayerDef::feeds)
        .flatMap(layer -> layer.fields().messages("transform_param").stream())
        .findFirst()
        .orElse(CaffeFields.NONE);
  }

  /** Returns whether the file fixes rows and columns. */
  boolean fixed() {
    return h > 0;
  }

  /** Returns the shapes {@code [1, c, h, w]} that the file may have been made for. */
  List<Shape> shapes() {
    return fixed()
        ? List.of(Shape.of(1, c, h, w))
        : Draft.USUAL.stream().map(side -> Shape.of(1, c, side, side)).toList();
  }

  /**
   * Returns {@code scale · (x − mean)} for BGR or gray x in 0…255, from the layer that feeds
   * images; a mean in a separate file is taken to be BVLC's.
   *
   * @param net the network with its training layers, if the file has them
   */
  Preprocessing preprocessing(NetDef net) {
    CaffeFields transform = transform(net);
    float scale = transform.real("scale", 1);
    List<Float> mean = transform.reals("mean_value");
    boolean told = transform.has("scale") || !mean.isEmpty();
    if (mean.isEmpty() && c == MEAN.size() && (!told || transform.has("mean_file"))) {
      mean = MEAN;
    }
    List<Float> scales = new ArrayList<>();
    List<Float> shifts = new ArrayList<>();
    for (int i = 0; i < c; i++) {
      float own = mean.isEmpty() ? 0 : mean.get(Math.min(i, mean.size() - 1));
      scales.add(255 * scale);
      shifts.add(-scale * own);
    }
    return switch (c) {
      case 3 -> new Preprocessing(List.of(2, 1, 0), scales, shifts);
      case 1 -> Preprocessing.gray(scales.get(0), shifts.get(0));
      default ->
          throw new InputException(
              "%s takes images of %d channels; 3 or 1 can be made".formatted(net.file(), c));
    };
  }
}
