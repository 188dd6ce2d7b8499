package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.dnnl.global.dnnl.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Engine.Precision;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Layouts.Tag;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Rounding;
import dev.phosphene.engine.onednn.program.Scope;
import dev.phosphene.engine.onednn.stage.ConcatStage;
import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When bfloat16 is chosen, and what of it can be seen on every processor. */
class Bfloat16Test {
  private final OneDnnEngine engine = new OneDnnEngine();

  @BeforeEach
  void needsTheLibrary() {
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        dnnl_cpu_isa_avx512_core_bf16,
        dnnl_cpu_isa_avx512_core_fp16,
        dnnl_cpu_isa_avx512_core_amx,
        dnnl_cpu_isa_avx512_core_amx_fp16,
        dnnl_cpu_isa_avx10_2_512,
        dnnl_cpu_isa_avx10_2_512_amx_2
      })
  void processorsWithTheInstructionsHaveIt(int isa) {
    assertThat(Bfloat16.missing(isa, Optional::empty)).isEmpty();
    assertThat(Bfloat16.missing(isa, () -> Optional.of("broken"))).contains("broken");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        dnnl_cpu_isa_default, // what other processors than x86 may report
        dnnl_cpu_isa_sse41,
        dnnl_cpu_isa_avx2,
        dnnl_cpu_isa_avx2_vnni,
        dnnl_cpu_isa_avx2_vnni_2,
        dnnl_cpu_isa_avx512_core,
        dnnl_cpu_isa_avx512_core_vnni
      })
  void othersSayWhatTheyAre(int isa) {
    assertThat(Bfloat16.missing(isa, () -> Optional.of("not asked")))
        .hasValueSatisfying(
            reason -> assertThat(reason).contains("AVX-512-BF16").endsWith(Library.isa(isa)));
  }

  @Test
  void whereItIsMissingItIsRefusedWithTheReason() {
    assertThat(engine.supports(Precision.F32)).isTrue();
    assertThat(engine.supports(Precision.BF16)).isEqualTo(Bfloat16.missing().isEmpty());
    assumeTrue(Bfloat16.missing().isPresent(), "skipped: bfloat16 is native here");
    Graph graph = Graph.builder(3).add("relu", new Op.Relu(), "input").build();
    Options options = new Options(Precision.BF16, 0);
    Shape shape = Shape.of(1, 3, 4, 4);
    assertThatThrownBy(() -> engine.compile(graph, List.of("relu"), shape, options))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("BF16")
        .hasMessageContaining(Bfloat16.missing().orElse(""))
        .hasMessageContaining("F32");
  }

  @Test
  void roundsToTheNearestAndOfTwoToTheEven() {
    assertThat(Rounding.nearest(1 + 1f / 256)).isEqualTo(1); // half way, and 1 is even
    assertThat(Rounding.nearest(1 + 3f / 256)).isEqualTo(1 + 4f / 256); // half way, up to even
    assertThat(Rounding.nearest(1 + 1.01f / 256)).isEqualTo(1 + 2f / 256);
    assertThat(Rounding.nearest(-1 - 2.99f / 256)).isEqualTo(-1 - 2f / 256);
    assertThat(Rounding.nearest(1.999f)).isEqualTo(2);
    assertThat(Rounding.nearest(Float.MAX_VALUE)).isEqualTo(Float.POSITIVE_INFINITY);
    assertThat(Rounding.nearest(Float.NEGATIVE_INFINITY)).isEqualTo(Float.NEGATIVE_INFINITY);
    assertThat(Rounding.nearest(Float.intBitsToFloat(0x7f800001))).isNaN();
    assertThat(Rounding.nearest(-0f)).isEqualTo(-0f);
  }

  /** Against the definition: no bfloat16 is nearer. */
  @Test
  void noOtherValueIsNearer() {
    Random random = new Random(Seeds.next("rounding"));
    float[] values = new float[100_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(200) - 100));
    }
    FloatBuffer rounded = FloatBuffer.wrap(values.clone());
    try (OpenMpParallel workers = new OpenMpParallel(0)) {
      Rounding.round(rounded, workers);
    }
    for (int i = 0; i < values.length; i++) {
      int bits = Float.floatToRawIntBits(rounded.get(i));
      assertThat(bits & 0xffff).isZero();
      double off = Math.abs((double) values[i] - rounded.get(i));
      for (int step : new int[] {-1, 1}) {
        float other = Float.intBitsToFloat(bits + (step << 16));
        assertThat(off).isLessThanOrEqualTo(Math.abs((double) values[i] - other));
      }
    }
  }

  /** Parts of a concatenation begin at half the bytes of float32's. */
  @ParameterizedTest
  @EnumSource(
      value = Tag.class,
      names = {"PLAIN", "BLOCKED_4", "BLOCKED_8", "BLOCKED_16"})
  void viewsBeginWhereTheirNumbersDo(Tag tag) {
    Shape whole = Shape.of(1, 48, 5, 7);
    try (Scope scope = new Scope()) {
      Layouts layouts = new Layouts(scope);
      for (int first : new int[] {0, 16, 32}) {
        assertThat(ConcatStage.dense(whole, Shape.of(1, 16, 5, 7), first, tag)).isTrue();
        long bytes = 2L * first * 5 * 7;
        assertThat(ConcatStage.offset(layouts, dnnl_bf16, whole, first, tag)).isEqualTo(bytes);
        assertThat(ConcatStage.offset(layouts, dnnl_f32, whole, first, tag)).isEqualTo(2 * bytes);
      }
      assertThat(Layouts.bytes(layouts.of(dnnl_bf16, tag, whole))).isEqualTo(2L * 48 * 5 * 7);
      assertThat(layouts.tag(dnnl_bf16, layouts.of(dnnl_bf16, tag, whole), whole)).isEqualTo(tag);
      // A layout of another type is none of them, so that it is converted.
      assertThat(Layouts.same(layouts.of(dnnl_f32, tag, whole), layouts.of(dnnl_bf16, tag, whole)))
          .isFalse();
    }
  }
}
