package dev.phosphene.engine.onednn.conv;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program.Argument;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Computes the backward pass of a strided convolution by one without strides. Input positions whose
 * row and column leave the same remainders when divided by the strides form a phase: all depend on
 * the output in the same way, through their own part of the kernel. So each phase becomes as many
 * channels of one convolution over the output's gradient as the input has, and a copy interleaves
 * the phases. oneDNN's own backward pass computes a vector of channels at a time, of which an image
 * fills three.
 *
 * <p>In bfloat16 this way computes in float32, from a converted gradient: still faster than
 * oneDNN's own, whose sums besides depend on the number of threads.
 */
final class StridedBack {
  /** Maximum input channels, half of an AVX2 vector; more are left to oneDNN. */
  private static final int MOST = 4;

  /** Channels per vector. Padding with zeros costs less than an incomplete vector. */
  private static final int BLOCK = 8;

  private final Shape in;
  private final Shape out;
  private final Op.Conv conv;
  private final Axis rows;
  private final Axis columns;
  private final int channels; // of all phases, plus zeros
  private final int[] kernel; // [channels, k, taps, taps]

  /**
   * The computation along one axis: input {@code s·q + p}, of phase p, gets tap {@code p + before −
   * s·t} times output {@code q + t}, for t from {@code first} on.
   *
   * @param before positions before the input
   * @param taps number of t for all phases together
   * @param steps number of q
   * @param after zeros needed after the output, with −first needed before it
   */
  private record Axis(
      int kernel, int stride, int before, int first, int taps, int steps, int after) {

    static Axis of(int kernel, int stride, int before, int in, int out) {
      int steps = (in + stride - 1) / stride;
      // Covers the whole output, even if a border exceeds the kernel and part of it is not needed.
      int first = Math.min(0, -Math.floorDiv(kernel - 1 - before, stride));
      int last = Math.max((stride - 1 + before) / stride, out - steps);
      return new Axis(kernel, stride, before, first, last - first + 1, steps, steps - out + last);
    }

    /** Returns the tap of the layer's kernel, or −1. */
    int tap(int phase, int at) {
      int tap = phase + before - stride * (first + at);
      return tap < kernel ? Math.max(tap, -1) : -1;
    }
  }

  private StridedBack(Op.Conv conv, Shape in, Shape out) {
    this.conv = conv;
    this.in = in;
    this.out = out;
    Window window = conv.window();
    Window.Placement at = window.on(in.h(), in.w());
    rows = Axis.of(window.kernelH(), window.strideH(), at.top(), in.h(), out.h());
    columns = Axis.of(window.kernelW(), window.strideW(), at.left(), in.w(), out.w());
    int all = rows.stride * columns.stride * in.c();
    channels = (all + BLOCK - 1) / BLOCK * BLOCK;
    kernel = new int[] {channels, out.c(), rows.taps, columns.taps};
  }

  /** Returns the input's plain gradient; empty if oneDNN's own way is faster or the only one. */
  static Optional<Mem> of(Emitter emitter, Op.Conv conv, Shape in, Shape out, Mem gradient) {
    Window window = conv.window();
    boolean applies =
        conv.groups() == 1
            && in.c() <= MOST
            && Math.max(window.strideH(), window.strideW()) > 1
            && Math.max(window.dilationH(), window.dilationW()) == 1;
    return applies ? new StridedBack(conv, in, out).emit(emitter, gradient) : Optional.empty();
  }

  private Optional<Mem> emit(Emitter emitter, Mem gradient) {
    dnnl_primitive_desc pd = describe(emitter);
    if (emitter.isForAnyProcessor(pd)) {
      return Optional.empty();
    }
    Mem phases = emitter.array(Emitter.wanted(pd, dnnl_query_dst_md));
    Mem source = emitter.as(gradient, Emitter.wanted(pd, dnnl_query_src_md));
    dnnl_memory_desc given = emitter.layouts.of(dnnl_f32, dnnl_oihw, kernel);
    dnnl_memory_desc wanted = Emitter.wanted(pd, dnnl_query_weights_md);
    emitter.execute(
        pd,
        new Argument(DNNL_ARG_SRC, source),
        new Argument(DNNL_ARG_WEIGHTS, emitter.constant(weights(), given, wanted)),
        new Argument(DNNL_ARG_DST, phases));
    return Optional.of(interleaved(emitter, phases));
  }

  /** Describes the convolution from the output's gradient to all phases, channels last. */
  private dnnl_primitive_desc describe(Emitter emitter) {
    Shape phases = Shape.of(in.n(), channels, rows.steps, columns.steps);
    return emitter.describe(
        "convolution of phases",
        pd ->
            dnnl_convolution_forward_primitive_desc_create(
                pd,
                Library.engine(),
                dnnl_forward_inference,
                dnnl_convolution_direct,
                emitter.layouts.any(dnnl_f32, out),
                emitter.layouts.of(dnnl_f32, dnnl_format_tag_any, kernel),
                null,
                emitter.layouts.last(phases),
                new long[] {1, 1},
                new long[2],
                new long[] {-rows.first, -columns.first},
                new long[] {rows.after, columns.after},
                emitter.plain()));
  }

  /** Returns each phase's taps of the layer's kernel, with zeros elsewhere. */
  private float[] weights() {
    float[] values = conv.weight().values();
    float[] weights = new float[channels * out.c() * rows.taps * columns.taps];
    int at = 0;
    for (int row = 0; row < rows.stride; row++) {
      for (int column = 0; column < columns.stride; column++) {
        for (int c = 0; c < in.c(); c++) {
          for (int k = 0; k < out.c(); k++) {
            int matrix = (k * in.c() + c) * rows.kernel;
            for (int down = 0; down < rows.taps; down++) {
              int i = rows.tap(row, down);
              for (int along = 0; along < columns.taps; along++) {
                int j = columns.tap(column, along);
                weights[at++] = i < 0 || j < 0 ? 0 : values[(matrix + i) * columns.kernel + j];
              }
            }
          }
        }
      }
    }
    return weights;
  }

  /** Interleaves the phases' positions, dropping those beyond the input. */
  private Mem interleaved(Emitter emitter, Mem phases) {
    long c = in.c();
    long down = rows.stride;
    long along = columns.stride;
    Shape whole =
        Shape.of(in.n(), in.c(), rows.steps * rows.stride, columns.steps * columns.stride);
    long width = whole.w();
    long plane = whole.h() * width;
    long line = (long) columns.steps * channels;
    long[] extents = {in.n(), c, rows.steps, down, columns.steps, along};
    dnnl_memory_desc from =
        emitter.layouts.strided(extents, rows.steps * line, 1, line, along * c, channels, c);
    dnnl_memory_desc to =
        emitter.layouts.strided(extents, c * plane, plane, down * width, width, along, 1);
    dnnl_memory_desc plain = emitter.layouts.plain(whole);
    Mem target = emitter.array(plain);
    emitter.reorder(emitter.view(phases.slot(), from, 0), emitter.view(target.slot(), to, 0));
    Mem part = emitter.view(target.slot(), emitter.layouts.part(plain, in, 0, 0, 0), 0);
    return emitter.plain(part, in); // the same where the strides divide the extents
  }
}
