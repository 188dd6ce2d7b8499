package dev.phosphene.load.caffe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.fuzz.Damage;
import dev.phosphene.fuzz.Reading;
import dev.phosphene.load.onnx.ProtoWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Networks that are cut short, damaged or made to harm: a message, and nothing else. */
@Timeout(120)
class DamagedCaffeTest {
  private static final long[] WILD = {Long.MAX_VALUE, -2, 1L << 60, 1L << 33, Integer.MAX_VALUE};

  private static void read(byte[] bytes) {
    Path file = Path.of("net.caffemodel");
    Reading.all(CaffeModel.model("net", file, ByteBuffer.wrap(bytes), Optional.empty()).graph());
  }

  private static void assertHarmless(byte[] bytes) {
    try {
      read(bytes);
    } catch (InputException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  @Test
  void everyTruncationAndManyMutantsAreToldOrHarmless() {
    for (byte[] seed :
        List.of(CaffeTargets.valid(false), CaffeTargets.valid(true), CaffeTargets.newer())) {
      for (int length = 0; length < seed.length; length++) {
        assertHarmless(Arrays.copyOf(seed, length));
      }
      for (byte[] damaged : Damage.flipped(seed, 2000, new Random(3))) {
        assertHarmless(damaged);
      }
    }
  }

  private static CaffeBuilder base() {
    return new CaffeBuilder("net", false).input("data", 1, 3, 8, 8);
  }

  private static byte[] one(String type, int field, ProtoWriter settings) {
    CaffeBuilder builder = base();
    return builder
        .layer(
            type,
            "y",
            List.of("data"),
            List.of("y", "z"),
            Map.of(field, settings),
            builder.blob(new float[3], 3),
            builder.blob(new float[3], 3),
            builder.blob(new float[1], 1))
        .toBytes();
  }

  @Test
  void hugeClaimsCostNothing() {
    for (long size : WILD) {
      CaffeBuilder input = new CaffeBuilder("net", false).input("data", size, size, size, size);
      assertHarmless(input.layer("ReLU", "r", List.of("data"), List.of("r"), Map.of()).toBytes());
      for (int field = 1; field <= 18; field++) {
        ProtoWriter odd = new ProtoWriter().integer(1, 4).integer(4, 3).integer(field, size);
        assertHarmless(one("Convolution", 106, odd));
        assertHarmless(one("Deconvolution", 106, odd));
        assertHarmless(one("Pooling", 121, new ProtoWriter().integer(2, 2).integer(field, size)));
        assertHarmless(one("InnerProduct", 117, new ProtoWriter().integer(field, size)));
        assertHarmless(one("LRN", 118, new ProtoWriter().integer(1, size)));
        assertHarmless(one("Slice", 126, new ProtoWriter().integer(2, size).integer(3, size)));
        assertHarmless(one("Softmax", 125, new ProtoWriter().integer(2, size)));
        assertHarmless(one("Concat", 104, new ProtoWriter().integer(2, size)));
      }
      assertHarmless(
          one("Reshape", 133, new ProtoWriter().message(1, new ProtoWriter().packed(1, 0, size))));
    }
    assertHarmless(one("Power", 122, new ProtoWriter().real(1, Float.NaN)));
  }

  /** Weights are as large as the file has them, whatever their shape says. */
  @Test
  void weightsAreNoLargerThanTheFileHasRoomFor() {
    CaffeBuilder builder = base();
    ProtoWriter claim = new ProtoWriter().message(7, new ProtoWriter().packed(1, 1 << 16, 3, 7, 7));
    byte[] file =
        builder
            .layer(
                "Convolution",
                "c",
                List.of("data"),
                List.of("c"),
                Map.of(106, new ProtoWriter().integer(1, 1 << 16).integer(4, 7).integer(2, 0)),
                claim)
            .toBytes();
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "layer \"c\" (Convolution): its array 0 of [65536, 3, 7, 7] has 0 values");
  }

  @Test
  void longListsAndManyLayersEnd() {
    long[] many = new long[100_000];
    assertHarmless(one("Convolution", 106, new ProtoWriter().packed(3, many)));
    CaffeBuilder wide = base();
    String last = "data";
    for (int i = 0; i < 60; i++) {
      wide.layer("Concat", "c" + i, List.of(last, last), List.of("c" + i), Map.of());
      last = "c" + i;
    }
    assertHarmless(wide.toBytes());
    CaffeBuilder deep = base();
    for (int i = 0; i < 20_000; i++) {
      deep.layer("ReLU", "same", List.of("data"), List.of("data"), Map.of());
    }
    assertHarmless(deep.toBytes());
  }

  @Test
  void layersWithoutInputsOrWithOddOnesAreHarmless() {
    for (String type : CaffeLayers.names()) {
      CaffeBuilder builder = base();
      assertHarmless(
          builder
              .layer(type, "a", List.of(), List.of("a"), Map.of())
              .layer(type, "b", List.of("data", "data", "data"), List.of(), Map.of())
              .layer(type, "c", List.of("data"), List.of("data", "data"), Map.of())
              .toBytes());
      assertHarmless(one(type, 99, new ProtoWriter()));
    }
  }

  /** A text is as deep as it likes, and as long. */
  @Test
  void oddTextsAreRefused() {
    for (String text :
        List.of(
            "layer { name: \"a",
            "layer { include: [ { phase: TRAIN ",
            "a: [",
            "a: [1 2]",
            "a".repeat(1 << 20),
            "a:" + "[".repeat(1 << 20),
            "a {".repeat(1 << 20),
            "a: 1 ".repeat(1 << 20),
            "}",
            "layer { > ",
            "input: \"x\" input_dim: 9999999999999999999999",
            "#",
            "")) {
      assertThatThrownBy(
              () ->
                  CaffeTargets.ALL.get(1).read(text.getBytes(StandardCharsets.UTF_8), Path.of("")))
          .isInstanceOf(InputException.class)
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n").hasSizeLessThan(400));
    }
  }
}
