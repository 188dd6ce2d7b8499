package dev.phosphene.load.onnx;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Writes small ONNX files for tests: numbers of fields as in onnx/onnx, onnx/onnx.proto. */
public final class OnnxBuilder {
  private final long opset;
  private final ProtoWriter graph = new ProtoWriter();
  private final ProtoWriter metadata = new ProtoWriter();

  /** A file of that operator set. */
  public OnnxBuilder(long opset) {
    this.opset = opset;
    graph.text(2, "test");
  }

  /** A float input; an extent of −1 is a symbol. */
  public OnnxBuilder input(String name, long... extents) {
    graph.message(11, value(name, extents));
    return this;
  }

  /** An output of any shape. */
  public OnnxBuilder output(String name) {
    ProtoWriter type = new ProtoWriter().message(1, new ProtoWriter().integer(1, 1));
    graph.message(12, new ProtoWriter().text(1, name).message(2, type));
    return this;
  }

  private static ProtoWriter value(String name, long... extents) {
    ProtoWriter shape = new ProtoWriter();
    for (int i = 0; i < extents.length; i++) {
      ProtoWriter dimension = new ProtoWriter();
      if (extents[i] < 0) {
        dimension.text(2, "any" + i);
      } else {
        dimension.integer(1, extents[i]);
      }
      shape.message(1, dimension);
    }
    ProtoWriter tensor = new ProtoWriter().integer(1, 1).message(2, shape);
    return new ProtoWriter().text(1, name).message(2, new ProtoWriter().message(1, tensor));
  }

  /** A weight of floats, as raw data. */
  public OnnxBuilder weight(String name, long[] extents, float... values) {
    return tensor(floats(name, extents, values));
  }

  /** A list of 64-bit integers. */
  public OnnxBuilder integers(String name, long... values) {
    return tensor(head(name, 7, new long[] {values.length}).packed(7, values));
  }

  /** A tensor message. */
  public OnnxBuilder tensor(ProtoWriter tensor) {
    graph.message(5, tensor);
    return this;
  }

  /** Name, type and extents of a tensor. */
  public static ProtoWriter head(String name, int type, long... extents) {
    ProtoWriter tensor = new ProtoWriter().packed(1, extents).integer(2, type);
    return name.isEmpty() ? tensor : tensor.text(8, name);
  }

  /** A tensor of floats, as raw data. */
  public static ProtoWriter floats(String name, long[] extents, float... values) {
    byte[] raw = new byte[4 * values.length];
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return head(name, 1, extents).bytes(9, raw);
  }

  /** A node with one output of the same name, and attributes. */
  public OnnxBuilder node(String op, String name, List<String> inputs, ProtoWriter... attributes) {
    return node(op, name, inputs, List.of(name), attributes);
  }

  /** A node. */
  public OnnxBuilder node(
      String op,
      String name,
      List<String> inputs,
      List<String> outputs,
      ProtoWriter... attributes) {
    ProtoWriter node = new ProtoWriter();
    inputs.forEach(input -> node.text(1, input));
    outputs.forEach(output -> node.text(2, output));
    if (!name.isEmpty()) {
      node.text(3, name);
    }
    node.text(4, op);
    Arrays.stream(attributes).forEach(attribute -> node.message(5, attribute));
    return node(node);
  }

  /** A node message. */
  public OnnxBuilder node(ProtoWriter node) {
    graph.message(1, node);
    return this;
  }

  /** A free text. */
  public OnnxBuilder metadata(String key, String text) {
    metadata.message(14, new ProtoWriter().text(1, key).text(2, text));
    return this;
  }

  /** An attribute of integers. */
  public static ProtoWriter ints(String name, long... values) {
    ProtoWriter attribute = new ProtoWriter().text(1, name);
    for (long value : values) {
      attribute.integer(8, value);
    }
    return attribute.integer(20, 7);
  }

  /** An attribute of an integer. */
  public static ProtoWriter integer(String name, long value) {
    return new ProtoWriter().text(1, name).integer(3, value).integer(20, 2);
  }

  /** An attribute of a float. */
  public static ProtoWriter real(String name, float value) {
    return new ProtoWriter().text(1, name).real(2, value).integer(20, 1);
  }

  /** An attribute of texts. */
  public static ProtoWriter texts(String name, String... values) {
    ProtoWriter attribute = new ProtoWriter().text(1, name);
    for (String value : values) {
      attribute.text(9, value);
    }
    return attribute.integer(20, 8);
  }

  /** An attribute of floats. */
  public static ProtoWriter reals(String name, float... values) {
    ProtoWriter attribute = new ProtoWriter().text(1, name);
    for (float value : values) {
      attribute.real(7, value);
    }
    return attribute.integer(20, 6);
  }

  /** An attribute of text. */
  public static ProtoWriter text(String name, String value) {
    return new ProtoWriter().text(1, name).text(4, value).integer(20, 3);
  }

  /** An attribute of a tensor. */
  public static ProtoWriter tensor(String name, ProtoWriter value) {
    return new ProtoWriter().text(1, name).message(5, value).integer(20, 4);
  }

  /** The file's bytes. */
  public byte[] toBytes() {
    byte[] head =
        new ProtoWriter()
            .integer(1, 8)
            .text(2, "test")
            .message(8, new ProtoWriter().text(1, "").integer(2, opset))
            .message(7, graph)
            .toBytes();
    byte[] tail = metadata.toBytes();
    byte[] all = Arrays.copyOf(head, head.length + tail.length);
    System.arraycopy(tail, 0, all, head.length, tail.length);
    return all;
  }

  /** Writes the file. */
  public Path write(Path file) {
    try {
      return Files.write(file, toBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
