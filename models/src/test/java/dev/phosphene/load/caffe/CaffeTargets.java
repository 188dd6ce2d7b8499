package dev.phosphene.load.caffe;

import dev.phosphene.fuzz.Reading;
import dev.phosphene.fuzz.Target;
import dev.phosphene.load.onnx.ProtoWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The readers of Caffe's binary and text files, as the fuzzer sees them. */
public final class CaffeTargets {
  private static final List<String> WORDS =
      List.of(
          ("name type bottom top layer layers input input_dim input_shape shape dim include exclude"
                  + " phase TRAIN TEST convolution_param num_output kernel_size kernel_h kernel_w"
                  + " pad stride group dilation bias_term pooling_param pool MAX AVE round_mode"
                  + " FLOOR global_pooling lrn_param local_size alpha beta norm_region"
                  + " inner_product_param transpose axis concat_param eltwise_param operation PROD"
                  + " coeff slice_param slice_point scale_param batch_norm_param eps relu_param"
                  + " negative_slope prelu_param channel_shared power_param reshape_param"
                  + " transform_param mean_value crop_size CONVOLUTION POOLING RELU")
              .split(" ", -1));

  /** Both. */
  public static final List<Target> ALL = List.of(new Binary(), new Text());

  private CaffeTargets() {}

  /** A small network with most types of layers. */
  static byte[] valid(boolean old) {
    CaffeBuilder b = new CaffeBuilder("net", old).input("data", 1, 3, 9, 9);
    b.layer(
        "Convolution",
        "conv",
        List.of("data"),
        List.of("conv"),
        Map.of(106, new ProtoWriter().integer(1, 4).packed(3, 1, 0).integer(4, 3).integer(6, 2)),
        b.blob(new float[108], 4, 3, 3, 3),
        b.blob(new float[4], 4));
    b.layer("ReLU", "relu", List.of("conv"), List.of("conv"), Map.of());
    b.layer(
        "LRN",
        "lrn",
        List.of("conv"),
        List.of("lrn"),
        Map.of(118, new ProtoWriter().integer(1, 3).real(2, 1e-4f)));
    b.layer(
        "Pooling",
        "pool",
        List.of("lrn"),
        List.of("pool"),
        Map.of(121, new ProtoWriter().integer(2, 3).integer(3, 2).integer(4, 1)));
    b.layer("Concat", "both", List.of("pool", "pool"), List.of("both"), Map.of());
    b.layer("Dropout", "drop", List.of("both"), List.of("both"), Map.of());
    b.layer(
        "InnerProduct",
        "fc",
        List.of("both"),
        List.of("fc"),
        Map.of(117, new ProtoWriter().integer(1, 2)),
        b.blob(new float[64], 2, 32),
        b.blob(new float[2], 2));
    b.layer("Softmax", "prob", List.of("fc"), List.of("prob"), Map.of());
    return b.toBytes();
  }

  /** A network with the types of layers that the form before does not have. */
  static byte[] newer() {
    CaffeBuilder b = new CaffeBuilder("net", false);
    ProtoWriter shape = new ProtoWriter().packed(1, 1, 3, 6, 6);
    b.layer(
        "Input",
        "data",
        List.of(),
        List.of("data"),
        Map.of(143, new ProtoWriter().message(1, shape)));
    ProtoWriter three = b.blob(new float[] {1, 2, 3}, 3);
    ProtoWriter one = b.blob(new float[] {2}, 1);
    b.layer("BatchNorm", "bn", List.of("data"), List.of("bn"), Map.of(), three, three, one);
    ProtoWriter biased = new ProtoWriter().integer(4, 1);
    b.layer("Scale", "scale", List.of("bn"), List.of("bn"), Map.of(142, biased), three, three);
    b.layer("PReLU", "prelu", List.of("bn"), List.of("bn"), Map.of(), three);
    b.layer("Split", "split", List.of("bn"), List.of("s0", "s1"), Map.of());
    ProtoWriter half = new ProtoWriter().integer(1, 1).real(2, 1).real(2, -0.5f);
    b.layer("Eltwise", "sum", List.of("s0", "s1"), List.of("sum"), Map.of(110, half));
    ProtoWriter points = new ProtoWriter().integer(2, 1).integer(3, 1);
    b.layer("Slice", "cut", List.of("sum"), List.of("c0", "c1"), Map.of(126, points));
    ProtoWriter power = new ProtoWriter().real(1, 2).real(2, 0.5f).real(3, 1);
    b.layer("Power", "power", List.of("c1"), List.of("power"), Map.of(122, power));
    b.layer("Flatten", "flat", List.of("power"), List.of("flat"), Map.of());
    return b.toBytes();
  }

  private static void read(NetDef net) {
    CaffeInput input = CaffeInput.of(net);
    Reading.all(CaffeImporter.graph(net, input));
    if (input.c() == 1 || input.c() == 3) {
      input.preprocessing(net);
    }
  }

  private record Binary() implements Target {
    @Override
    public String name() {
      return "caffemodel";
    }

    @Override
    public String file() {
      return "net.caffemodel";
    }

    @Override
    public List<byte[]> seeds(Path folder) {
      return List.of(valid(false), valid(true), newer());
    }

    @Override
    public List<String> words() {
      return CaffeLayers.names().stream()
          .sorted()
          .map(type -> (char) type.length() + type)
          .toList();
    }

    @Override
    public void read(byte[] input, Path folder) {
      Path path = folder.resolve(file());
      Reading.all(CaffeModel.model("net", path, ByteBuffer.wrap(input), Optional.empty()).graph());
    }

    @Override
    public String toString() {
      return name();
    }
  }

  private record Text() implements Target {
    @Override
    public String name() {
      return "prototxt";
    }

    @Override
    public String file() {
      return "";
    }

    @Override
    public List<byte[]> seeds(Path folder) {
      String today =
          CaffeModelTest.TEXT
              .replace("num_output: 2 kernel_size: 1 group: 2", "num_output: 4 kernel_size: 3")
              .replace("dim: 2,", "dim: 3,");
      return List.of(today.getBytes(StandardCharsets.UTF_8), OLD.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<String> words() {
      return WORDS;
    }

    @Override
    public void read(byte[] input, Path folder) {
      NetDef text = NetDef.text("net.prototxt", new String(input, StandardCharsets.UTF_8));
      CaffeTargets.read(text.with(NetDef.binary("net.caffemodel", ByteBuffer.wrap(valid(false)))));
    }

    @Override
    public String toString() {
      return name();
    }
  }

  private static final String OLD =
      """
      name: "old" input: "data" input_dim: 1 input_dim: 3 input_dim: 9 input_dim: 9
      layers { name: "conv" type: CONVOLUTION bottom: "data" top: "conv" blobs_lr: 1
        convolution_param { num_output: 4 pad_h: 1 pad_w: 0 kernel_size: 3 stride: 2 } }
      layers { name: "relu" type: RELU bottom: "conv" top: "conv" }
      layers { name: "pool" type: POOLING bottom: "conv" top: "pool"
        pooling_param { pool: AVE kernel_size: 3 stride: 2 round_mode: FLOOR } }
      layers { name: "loss" type: SOFTMAX_LOSS bottom: "pool" bottom: "label" }
      """;
}
