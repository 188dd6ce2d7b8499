package dev.phosphene.load.tensorflow;

import dev.phosphene.load.onnx.ProtoWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes frozen graphs for tests: numbers of fields as in tensorflow/core/framework. */
public final class GraphDefBuilder {
  private static final int FLOAT = 1;
  private static final int INT32 = 3;

  private final ProtoWriter graph = new ProtoWriter();

  /** An attribute. */
  public record Attr(String key, ProtoWriter value) {
    /** A list of integers. */
    public static Attr ints(String key, long... values) {
      return new Attr(key, new ProtoWriter().message(1, new ProtoWriter().packed(3, values)));
    }

    /** An integer. */
    public static Attr integer(String key, long value) {
      return new Attr(key, new ProtoWriter().integer(3, value));
    }

    /** A float. */
    public static Attr real(String key, float value) {
      return new Attr(key, new ProtoWriter().real(4, value));
    }

    /** True or false. */
    public static Attr truth(String key, boolean value) {
      return new Attr(key, new ProtoWriter().integer(5, value ? 1 : 0));
    }

    /** A text. */
    public static Attr text(String key, String value) {
      return new Attr(key, new ProtoWriter().text(2, value));
    }

    /** A type by TensorFlow's number. */
    public static Attr type(String key, int type) {
      return new Attr(key, new ProtoWriter().integer(6, type));
    }
  }

  /** A placeholder for floats; an extent of −1 is open. */
  public GraphDefBuilder placeholder(String name, long... extents) {
    return node(
        "Placeholder",
        name,
        List.of(),
        Attr.type("dtype", FLOAT),
        new Attr("shape", new ProtoWriter().message(7, shape(extents))));
  }

  private static ProtoWriter shape(long... extents) {
    ProtoWriter shape = new ProtoWriter();
    for (long extent : extents) {
      shape.message(2, new ProtoWriter().integer(1, extent));
    }
    return shape;
  }

  /** A constant of floats, as raw data. */
  public GraphDefBuilder floats(String name, long[] extents, float... values) {
    byte[] raw = new byte[4 * values.length];
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().put(values);
    return constant(name, FLOAT, head(FLOAT, extents).bytes(4, raw));
  }

  /** A constant of one float that fills a shape. */
  public GraphDefBuilder filled(String name, float value, long... extents) {
    return constant(name, FLOAT, head(FLOAT, extents).real(5, value));
  }

  /** A constant list of 32-bit integers. */
  public GraphDefBuilder ints(String name, int... values) {
    return ints(name, new long[] {values.length}, values);
  }

  /** A constant of 32-bit integers of that shape. */
  public GraphDefBuilder ints(String name, long[] extents, int... values) {
    byte[] raw = new byte[4 * values.length];
    ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return constant(name, INT32, head(INT32, extents).bytes(4, raw));
  }

  /** A single 32-bit integer. */
  public GraphDefBuilder integer(String name, int value) {
    return constant(name, INT32, head(INT32).integer(7, value));
  }

  /** Type and shape of a tensor. */
  public static ProtoWriter head(int type, long... extents) {
    return new ProtoWriter().integer(1, type).message(2, shape(extents));
  }

  /** A constant. */
  public GraphDefBuilder constant(String name, int type, ProtoWriter tensor) {
    return node(
        "Const",
        name,
        List.of(),
        Attr.type("dtype", type),
        new Attr("value", new ProtoWriter().message(8, tensor)));
  }

  /** A node of floats: with the attribute {@code T}. */
  public GraphDefBuilder add(String op, String name, List<String> inputs, Attr... attributes) {
    Attr[] all = new Attr[attributes.length + 1];
    all[0] = Attr.type("T", FLOAT);
    System.arraycopy(attributes, 0, all, 1, attributes.length);
    return node(op, name, inputs, all);
  }

  /** A node. */
  public GraphDefBuilder node(String op, String name, List<String> inputs, Attr... attributes) {
    ProtoWriter node = new ProtoWriter().text(1, name).text(2, op);
    inputs.forEach(input -> node.text(3, input));
    for (Attr attribute : attributes) {
      node.message(5, new ProtoWriter().text(1, attribute.key()).message(2, attribute.value()));
    }
    graph.message(1, node);
    return this;
  }

  /** The file's bytes. */
  public byte[] toBytes() {
    return graph.toBytes();
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
