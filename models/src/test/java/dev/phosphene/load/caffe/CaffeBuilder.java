package dev.phosphene.load.caffe;

import dev.phosphene.load.onnx.ProtoWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/** Writes {@code .caffemodel}s for tests: numbers of fields as in BVLC/caffe, caffe.proto. */
public final class CaffeBuilder {
  /** Settings of layers in the form before, by today's number. */
  private static final Map<Integer, Integer> OLD_SETTINGS =
      Map.of(100, 36, 104, 9, 106, 10, 117, 17, 118, 18, 121, 19, 110, 24);

  private static final Map<String, Integer> OLD_TYPES =
      Map.of(
          "Concat",
          3,
          "Convolution",
          4,
          "Data",
          5,
          "Dropout",
          6,
          "InnerProduct",
          14,
          "LRN",
          15,
          "Pooling",
          17,
          "ReLU",
          18,
          "Softmax",
          20,
          "SoftmaxWithLoss",
          21);

  private final ProtoWriter net = new ProtoWriter();
  private final boolean old;

  /**
   * A network.
   *
   * @param old whether its layers are of the form before
   */
  public CaffeBuilder(String name, boolean old) {
    net.text(1, name);
    this.old = old;
  }

  /** An input of today's older form. */
  public CaffeBuilder input(String name, long... dims) {
    net.text(3, name);
    for (long dim : dims) {
      net.integer(4, dim);
    }
    return this;
  }

  /**
   * A layer.
   *
   * @param settings the number of its settings' field, in today's form
   */
  public CaffeBuilder layer(
      String type,
      String name,
      List<String> bottoms,
      List<String> tops,
      Map<Integer, ProtoWriter> settings,
      ProtoWriter... blobs) {
    ProtoWriter layer = new ProtoWriter();
    if (old) {
      bottoms.forEach(bottom -> layer.text(2, bottom));
      tops.forEach(top -> layer.text(3, top));
      layer.text(4, name).integer(5, OLD_TYPES.getOrDefault(type, 0));
      for (ProtoWriter blob : blobs) {
        layer.message(6, blob);
      }
      settings.forEach(
          (field, value) -> layer.message(OLD_SETTINGS.getOrDefault(field, 99), value));
      net.message(2, layer);
    } else {
      layer.text(1, name).text(2, type);
      bottoms.forEach(bottom -> layer.text(3, bottom));
      tops.forEach(top -> layer.text(4, top));
      for (ProtoWriter blob : blobs) {
        layer.message(7, blob);
      }
      settings.forEach(layer::message);
      net.message(100, layer);
    }
    return this;
  }

  /** A message. */
  public CaffeBuilder message(int field, ProtoWriter value) {
    net.message(field, value);
    return this;
  }

  /** An array of weights; the form before has four extents of their own. */
  public ProtoWriter blob(float[] values, long... extents) {
    byte[] raw = new byte[4 * values.length];
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    ProtoWriter blob = new ProtoWriter();
    if (old) {
      for (int i = 0; i < 4; i++) {
        int own = i - 4 + extents.length;
        blob.integer(i + 1, own < 0 ? 1 : extents[own]);
      }
      return blob.bytes(5, raw);
    }
    return blob.bytes(5, raw).message(7, new ProtoWriter().packed(1, extents));
  }

  /** The file's bytes. */
  public byte[] toBytes() {
    return net.toBytes();
  }
}
