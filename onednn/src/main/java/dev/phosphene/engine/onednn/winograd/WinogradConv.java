package dev.phosphene.engine.onednn.winograd;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Slot;
import dev.phosphene.engine.onednn.threads.ChainThreads;
import dev.phosphene.engine.onednn.threads.ThreadCount;
import dev.phosphene.engine.onednn.winograd.Bands.Band;
import dev.phosphene.engine.onednn.winograd.Bands.Form;
import dev.phosphene.engine.onednn.winograd.ChainPrimitives.Chain;
import dev.phosphene.engine.onednn.winograd.ChainPrimitives.Moved;
import dev.phosphene.engine.onednn.winograd.ChainPrimitives.Where;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * A convolution by {@link Winograd}, between channels-last arrays. Each member of a {@link
 * ChainThreads} computes band after band in memory of its own, by steps from {@link WinogradChain},
 * so that no thread waits for another between primitives and a band stays in caches.
 */
public final class WinogradConv {

  /**
   * The convolution to compute.
   *
   * @param top rows of zeros above the input, 0 to 2
   * @param left columns of zeros left of the input, 0 to 2
   * @param relu whether negative outputs become 0
   */
  public record Layer(Shape in, Shape out, int top, int left, boolean relu) {}

  /**
   * The arrays, channels last.
   *
   * @param mask where it is not above 0, the source counts as 0; or null
   */
  public record Arrays(Mem source, @Nullable Mem mask, Mem target) {}

  /** A member's steps and memory. */
  private record Member(Map<Form, Chain> chains, dnnl_stream stream, Cursor cursor) {}

  private final Layer layer;
  private final Arrays arrays;
  private final List<Band> bands;
  private final List<Member> members = new ArrayList<>();

  private WinogradConv(Layer layer, Arrays arrays, List<Band> bands) {
    this.layer = layer;
    this.arrays = arrays;
    this.bands = bands;
  }

  /** Appends the convolution. */
  public static void emit(
      Emitter emitter, Layer layer, WinogradWeights.Kernels kernels, Arrays arrays) {
    ChainThreads crew = emitter.workers.crew();
    ThreadCount.use(1); // primitives keep the thread count of their creation
    try {
      Bands bands = Bands.of(layer.in, layer.out, layer.top, crew.size());
      WinogradWeights transformed =
          WinogradWeights.of(emitter, bands.tiles(), layer.out.c(), layer.in.c(), kernels);
      WinogradChain maker = new WinogradChain(emitter, layer, transformed, new Filters(emitter));
      Map<Form, ChainPrimitives> forms = new LinkedHashMap<>();
      Map<Where, Long> sizes = new EnumMap<>(Where.class);
      for (Band band : bands.list()) {
        forms
            .computeIfAbsent(
                band.form(), form -> maker.steps(form, bands.across(), arrays.mask != null))
            .measure(sizes);
      }
      WinogradConv conv = new WinogradConv(layer, arrays, bands.list());
      List<Slot> used = new ArrayList<>(List.of(arrays.source.slot(), arrays.target.slot()));
      if (arrays.mask != null) {
        used.add(arrays.mask.slot());
      }
      for (int i = 0; i < Math.min(crew.size(), bands.list().size()); i++) {
        ChainPrimitives.Desk desk = new ChainPrimitives.Desk(emitter, sizes);
        Map<Form, Chain> chains = new HashMap<>();
        forms.forEach((form, steps) -> chains.put(form, steps.chain(desk)));
        conv.members.add(new Member(chains, emitter.stream(), new Cursor()));
        used.addAll(desk.slots());
      }
      ChainThreads.Job job = new ChainThreads.Job(bands.list().size(), conv::compute);
      emitter.work(() -> crew.run(job), used);
    } finally {
      ThreadCount.use(emitter.workers.threads());
    }
  }

  private void compute(int part, int number) {
    Band band = bands.get(part);
    Member member = members.get(number);
    Chain chain = Objects.requireNonNull(member.chains.get(band.form()), "chain");
    int failed = 0;
    for (int i = 0; i < chain.moved().size(); i++) {
      Moved moved = chain.moved().get(i);
      failed |= member.cursor.place(moved, start(moved.where(), band));
    }
    for (int i = 0; i < chain.calls().size(); i++) {
      failed |= chain.calls().get(i).run(member.stream);
    }
    Library.check(failed | dnnl_stream_wait(member.stream), "Winograd convolution");
  }

  /** Returns the address of a band's first value. */
  private long start(Where where, Band band) {
    if (where == Where.TARGET) {
      return start(arrays.target, layer.out, band.example(), band.to());
    }
    Mem mem = where == Where.SOURCE ? arrays.source : arrays.mask;
    return start(Objects.requireNonNull(mem, "mask"), layer.in, band.example(), band.from());
  }

  private static long start(Mem mem, Shape shape, int example, int row) {
    long values = ((long) example * shape.h() + row) * shape.w() * shape.c();
    return mem.slot().memory().address() + mem.offset() + values * Float.BYTES;
  }

  /** An address that can change without a new object. */
  private static final class Cursor extends Pointer {
    int place(Moved moved, long start) {
      address = start + moved.offset();
      return dnnl_memory_set_data_handle(moved.handle(), this);
    }
  }
}
