package dev.phosphene.graph;

import dev.phosphene.tensor.Shape;
import java.util.List;

/**
 * The preprocessing a model expects: {@code y_c = scale_c · x_{order(c)} + shift_c} for RGB x in
 * [0, 1]. A model of one channel sees the image's {@link Luma}.
 *
 * <p>The constants are those of Keras's {@code imagenet_utils} and, for torch, torchvision's.
 *
 * @param order source of each input channel: red 0, green 1, blue 2, so that (2, 1, 0) is BGR; or
 *     only {@link #LUMA}
 * @param scale one factor per input channel
 * @param shift one summand per input channel, in the model's units
 */
public record Preprocessing(List<Integer> order, List<Float> scale, List<Float> shift) {
  /** Luma as a source in an order. */
  public static final int LUMA = 3;

  private static final int COLORS = 3;

  /** RGB in [−1, 1]: InceptionV3, MobileNet, Xception, and the tutorial for every model. */
  public static final Preprocessing TF = rgb(2f, -1f, 2f, -1f, 2f, -1f);

  /** BGR in 0…255 minus ImageNet's mean (103.939, 116.779, 123.68): VGG16, VGG19, ResNet50. */
  public static final Preprocessing CAFFE =
      new Preprocessing(
          List.of(2, 1, 0), List.of(255f, 255f, 255f), List.of(-103.939f, -116.779f, -123.68f));

  /** RGB, mean (.485, .456, .406), standard deviation (.229, .224, .225): DenseNet, torchvision. */
  public static final Preprocessing TORCH =
      rgb(1 / .229f, -.485f / .229f, 1 / .224f, -.456f / .224f, 1 / .225f, -.406f / .225f);

  /** RGB in [0, 1], unchanged. */
  public static final Preprocessing NONE = rgb(1f, 0f, 1f, 0f, 1f, 0f);

  public Preprocessing {
    order = List.copyOf(order);
    scale = List.copyOf(scale);
    shift = List.copyOf(shift);
    if (order.size() != scale.size() || scale.size() != shift.size()) {
      throw new IllegalArgumentException("order, scale and shift differ in length");
    }
    if (!order.equals(List.of(LUMA)) && order.stream().anyMatch(c -> c < 0 || c >= COLORS)) {
      throw new IllegalArgumentException(order + " is not an order of red, green and blue");
    }
  }

  /** Returns {@code scale · luma + shift}, for models of one channel. */
  public static Preprocessing gray(float scale, float shift) {
    return new Preprocessing(List.of(LUMA), List.of(scale), List.of(shift));
  }

  private static Preprocessing rgb(float a, float b, float c, float d, float e, float f) {
    return new Preprocessing(List.of(0, 1, 2), List.of(a, c, e), List.of(b, d, f));
  }

  /** Returns whether it is for models of one channel. */
  public boolean isGray() {
    return order.equals(List.of(LUMA));
  }

  /** Returns whether colors or luma are unchanged, in [0, 1], as when nothing is known. */
  public boolean isNone() {
    return equals(NONE.forChannels(order.size()));
  }

  /**
   * Returns the same convention for a model with a number of input channels. For one channel,
   * scales and shifts are replaced by their luma: a gray image then becomes the luma of what it
   * becomes in color.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Preprocessing forChannels(int channels) {
    if (channels == order.size()) {
      return this;
    }
    if (channels != 1) {
      throw new IllegalArgumentException(this + " is not for " + channels + " channels");
    }
    return gray(luma(scale), luma(shift));
  }

  /** Returns the luma of one number per color, in this order. */
  private float luma(List<Float> numbers) {
    double[] rgb = new double[COLORS];
    for (int c = 0; c < COLORS; c++) {
      rgb[order.get(c)] = numbers.get(c);
    }
    return (float) Luma.of(rgb[0], rgb[1], rgb[2]);
  }

  /**
   * Returns the graph with this in front: its input is then RGB in [0, 1]. Layers keep their names.
   */
  public Graph before(Graph graph) {
    int channels = order.size();
    Graph.Builder builder = Graph.builder(COLORS);
    String last = graph.input().name();
    if (isGray()) {
      Op luma =
          new Op.Conv(
              Parameter.of(
                  "preprocessing luma", Shape.of(1, COLORS, 1, 1), Luma.weights(scale.get(0))),
              Parameter.of("preprocessing shift", Shape.of(1), shift.get(0)),
              Window.valid(1, 1),
              1);
      builder.add("preprocessing", luma, last);
      last = "preprocessing";
    } else if (!order.equals(List.of(0, 1, 2))) {
      builder.add("preprocessing/order", new Op.SelectChannels(order), last);
      last = "preprocessing/order";
    }
    if (!isGray() && !equals(NONE)) {
      Op affine =
          new Op.Affine(
              Parameter.of("preprocessing scale", Shape.of(channels), array(scale)),
              Parameter.of("preprocessing shift", Shape.of(channels), array(shift)));
      builder.add("preprocessing", affine, last);
      last = "preprocessing";
    }
    String entry = last;
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Op.Input)) {
        List<String> inputs =
            node.inputs().stream()
                .map(input -> input.equals(graph.input().name()) ? entry : input)
                .toList();
        builder.add(new Node(node.name(), node.op(), inputs));
      }
    }
    return builder.build().with(graph.notes());
  }

  private static float[] array(List<Float> list) {
    float[] array = new float[list.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = list.get(i);
    }
    return array;
  }
}
