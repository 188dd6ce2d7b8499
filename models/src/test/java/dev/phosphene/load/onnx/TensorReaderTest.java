package dev.phosphene.load.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights in every form that the format has, in the file and beside it. */
class TensorReaderTest {
  private static final float[] VALUES = {1, -2, 0, 3};

  @TempDir private Path folder = Path.of("");

  static Stream<Named<ProtoWriter>> tensors() {
    Bytes half = new Bytes().putShort(0x3c00).putShort(0xc000);
    half.putShort(0).putShort(0x4200);
    Bytes brain = new Bytes().putShort(0x3f80).putShort(0xc000);
    brain.putShort(0).putShort(0x4040);
    Bytes wide = new Bytes().putDouble(1).putDouble(-2).putDouble(0).putDouble(3);
    Bytes longs = new Bytes().putLong(1).putLong(-2).putLong(0).putLong(3);
    Bytes ints = new Bytes().putInt(1).putInt(-2).putInt(0).putInt(3);
    Bytes plain = new Bytes().putFloat(1).putFloat(-2).putFloat(0).putFloat(3);
    ProtoWriter single = head(1);
    for (float value : VALUES) {
      single.real(4, value);
    }
    return Stream.of(
        Named.of("raw float", head(1).bytes(9, plain.toArray())),
        Named.of("raw float16", head(10).bytes(9, half.toArray())),
        Named.of("raw bfloat16", head(16).bytes(9, brain.toArray())),
        Named.of("raw double", head(11).bytes(9, wide.toArray())),
        Named.of("raw int64", head(7).bytes(9, longs.toArray())),
        Named.of("raw int32", head(6).bytes(9, ints.toArray())),
        Named.of("raw int8", head(3).bytes(9, new byte[] {1, -2, 0, 3})),
        Named.of("float_data", head(1).bytes(4, plain.toArray())),
        Named.of("float_data one by one", single),
        Named.of("double_data", head(11).bytes(10, wide.toArray())),
        Named.of("int64_data", head(7).packed(7, 1, -2, 0, 3)),
        Named.of("int64_data in two pieces", head(7).packed(7, 1, -2).packed(7, 0, 3)),
        Named.of("int32_data", head(6).packed(5, 1, -2, 0, 3)),
        Named.of("float16 as int32_data", head(10).packed(5, 0x3c00, 0xc000, 0, 0x4200)),
        Named.of("bfloat16 as int32_data", head(16).packed(5, 0x3f80, 0xc000, 0, 0x4040)));
  }

  /** Little-endian numbers, one after the other. */
  private static final class Bytes {
    private final byte[] bytes = new byte[64];
    private final ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);

    Bytes putShort(int value) {
      buffer.putShort((short) value);
      return this;
    }

    Bytes putInt(int value) {
      buffer.putInt(value);
      return this;
    }

    Bytes putLong(long value) {
      buffer.putLong(value);
      return this;
    }

    Bytes putFloat(float value) {
      buffer.putFloat(value);
      return this;
    }

    Bytes putDouble(double value) {
      buffer.putDouble(value);
      return this;
    }

    byte[] toArray() {
      return Arrays.copyOf(bytes, buffer.position());
    }
  }

  private static ProtoWriter head(int type) {
    return OnnxBuilder.head("w", type, 1, 4, 1, 1);
  }

  /** The weights of a model whose only convolution has the given tensor. */
  private float[] weights(ProtoWriter tensor) {
    Path file =
        new OnnxBuilder(13)
            .input("x", 1, 4, 8, 8)
            .tensor(tensor)
            .node("Conv", "y", List.of("x", "w"))
            .write(folder.resolve("model.onnx"));
    Graph graph = OnnxFile.graph(file);
    return ((Op.Conv) graph.node("y").op()).weight().values();
  }

  @ParameterizedTest
  @MethodSource("tensors")
  void everyFormGivesTheSameValues(ProtoWriter tensor) {
    assertThat(weights(tensor)).containsExactly(VALUES);
  }

  @Test
  void wrongCountsAndShapesAreRefused() {
    assertRefused(head(1).bytes(9, new byte[15]), "15 bytes do not fill");
    assertRefused(head(1).bytes(4, new byte[12]), "3 values do not fill");
    assertRefused(head(7).packed(7, 1, 2, 3, 4, 5), "5 values do not fill");
    assertRefused(head(1), "0 values do not fill");
    assertRefused(OnnxBuilder.head("w", 1, 1, -4, 1, 1), "unusable shape");
    assertRefused(OnnxBuilder.head("w", 1, 1L << 40, 1L << 40), "unusable shape");
    assertRefused(OnnxBuilder.head("w", 1, 0, 1L << 40), "unusable shape");
    assertRefused(OnnxBuilder.head("w", 1, new long[1000]), "more than 16 extents");
    assertRefused(head(8).text(6, "words"), "type 8");
    assertRefused(head(1).bytes(9, new byte[16]).message(3, new ProtoWriter()), "segments");
  }

  private void assertRefused(ProtoWriter tensor, String reason) {
    assertThatThrownBy(() -> weights(tensor))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining(reason);
  }

  private static ProtoWriter external(String... entries) {
    ProtoWriter tensor = head(1).integer(14, 1);
    for (int i = 0; i < entries.length; i += 2) {
      tensor.message(13, new ProtoWriter().text(1, entries[i]).text(2, entries[i + 1]));
    }
    return tensor;
  }

  private Path data(Path file) throws IOException {
    Bytes data =
        new Bytes().putFloat(9).putFloat(1).putFloat(-2).putFloat(0).putFloat(3).putFloat(0);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    return Files.write(file, data.toArray());
  }

  @Test
  void weightsBesideTheModelBelongToItsHash() throws IOException {
    Path weights = data(folder.resolve("weights.bin"));
    ProtoWriter tensor =
        OnnxBuilder.head("w", 1, 1, 3, 1, 1)
            .integer(14, 1)
            .message(13, new ProtoWriter().text(1, "location").text(2, "weights.bin"));
    Path file =
        new OnnxBuilder(13)
            .input("x", 1, 3, 8, 8)
            .tensor(tensor)
            .node("Conv", "y", List.of("x", "w"))
            .write(folder.resolve("model.onnx"));
    String before = OnnxFile.model("beside", file).sha256();
    assertThat(OnnxFile.model("beside", file).sha256()).isEqualTo(before);
    Files.write(weights, new byte[24]);
    assertThat(OnnxFile.model("beside", file).sha256()).isNotEqualTo(before);
  }

  @Test
  void weightsMayLieBesideTheModel() throws IOException {
    data(folder.resolve("sub").resolve("weights.bin"));
    ProtoWriter tensor =
        external("location", "sub/weights.bin", "offset", "4", "length", "16", "checksum", "x");
    assertThat(weights(tensor)).containsExactly(VALUES);
    data(folder.resolve("weights.bin"));
    float[] first = weights(external("location", "weights.bin"));
    assertThat(first).containsExactly(9, 1, -2, 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../weights.bin", "sub/../../weights.bin", "/etc/passwd", "", ".."})
  void nothingOutsideTheFolderIsRead(String location) throws IOException {
    Path outer = folder;
    folder = Files.createDirectory(outer.resolve("model"));
    data(outer.resolve("weights.bin"));
    assertRefused(external("location", location), "not in the model's folder");
  }

  @Test
  void noLinkLeadsOutside() throws IOException {
    Path outer = folder;
    folder = Files.createDirectory(outer.resolve("model"));
    Path target = data(outer.resolve("elsewhere").resolve("weights.bin"));
    try {
      Files.createSymbolicLink(folder.resolve("link.bin"), target);
      Files.createSymbolicLink(folder.resolve("linked"), outer.resolve("elsewhere"));
    } catch (IOException | UnsupportedOperationException e) {
      assumeTrue(false, "no symbolic links here: " + e);
    }
    for (String location : Arrays.asList("link.bin", "linked/weights.bin")) {
      assertRefused(external("location", location), "not in the model's folder");
    }
  }

  @Test
  void impossiblePlacesAreRefused() throws IOException {
    data(folder.resolve("weights.bin"));
    assertRefused(external("location", "other.bin"), "not there");
    assertRefused(external("location", "weights.bin", "offset", "12"), "which has 24");
    assertRefused(external("location", "weights.bin", "offset", "-4"), "no number of bytes");
    assertRefused(
        external("location", "weights.bin", "offset", "9223372036854775807"), "which has 24");
    assertRefused(external("location", "weights.bin", "offset", "many"), "no number of bytes");
    assertRefused(external("location", "weights.bin", "length", "8"), "8 bytes are given");
  }
}
