package dev.phosphene.engine.onednn.winograd;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Rectifier;
import dev.phosphene.engine.onednn.winograd.ChainPrimitives.Operand;
import dev.phosphene.engine.onednn.winograd.ChainPrimitives.Where;
import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** Filters along one direction, the same for each channel, run as depthwise convolutions. */
final class Filters {

  /** An image with channels last; {@code start} is counted in values. */
  record Picture(Where where, Shape shape, long start) {}

  /**
   * How a filter slides.
   *
   * @param before zeros before the first value
   * @param relu whether negative results become 0
   */
  record Slide(boolean vertical, int stride, int before, boolean relu) {
    /** Returns the values for the vertical and the horizontal direction. */
    private long[] directions(long along, long other) {
      return vertical ? new long[] {along, other} : new long[] {other, along};
    }
  }

  private record Known(FilterTaps taps, Slide slide, Shape from, Shape to) {}

  private record Filter(dnnl_primitive_desc pd, dnnl_primitive primitive, Mem weights) {}

  private final Emitter emitter;
  private final Map<Known, Filter> filters = new HashMap<>();

  Filters(Emitter emitter) {
    this.emitter = emitter;
  }

  /** Adds a filter; values missing after the last are zeros. */
  void add(ChainPrimitives steps, FilterTaps taps, Slide slide, Picture from, Picture to) {
    Filter filter =
        filters.computeIfAbsent(new Known(taps, slide, from.shape, to.shape), this::make);
    steps.add(
        filter.primitive,
        filter.pd,
        steps.last(DNNL_ARG_SRC, from.where, from.shape, from.start),
        Operand.fixed(DNNL_ARG_WEIGHTS, filter.weights),
        steps.last(DNNL_ARG_DST, to.where, to.shape, to.start));
  }

  private Filter make(Known known) {
    FilterTaps taps = known.taps;
    Slide slide = known.slide;
    int given = slide.vertical ? known.from.h() : known.from.w();
    int wanted = slide.vertical ? known.to.h() : known.to.w();
    int reach = slide.stride * (wanted - 1) + taps.length();
    int after = Math.max(0, reach - slide.before - given);
    int channels = known.from.c();
    long[] kernel = slide.directions(taps.length(), 1);
    int[] extents = {channels, 1, 1, (int) kernel[0], (int) kernel[1]};
    dnnl_primitive_desc pd =
        emitter.describe(
            "Winograd transform",
            result ->
                dnnl_convolution_forward_primitive_desc_create(
                    result,
                    Library.engine(),
                    dnnl_forward_inference,
                    dnnl_convolution_direct,
                    emitter.layouts.last(known.from),
                    emitter.layouts.of(dnnl_f32, dnnl_format_tag_any, extents),
                    null,
                    emitter.layouts.last(known.to),
                    slide.directions(slide.stride, 1),
                    new long[2],
                    slide.directions(slide.before, 0),
                    slide.directions(after, 0),
                    slide.relu ? emitter.with(Rectifier.RELU) : emitter.plain()));
    dnnl_memory_desc plain = emitter.layouts.of(dnnl_f32, dnnl_goihw, extents);
    dnnl_memory_desc md = Emitter.wanted(pd, dnnl_query_weights_md);
    Mem weights = emitter.constant(taps.repeated(channels), plain, md);
    return new Filter(pd, emitter.primitive(pd), weights);
  }
}
