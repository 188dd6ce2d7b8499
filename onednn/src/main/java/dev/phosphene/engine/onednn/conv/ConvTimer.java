package dev.phosphene.engine.onednn.conv;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.engine.onednn.program.DataType;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Program;
import dev.phosphene.engine.onednn.program.Rectifier;
import dev.phosphene.engine.onednn.program.Scope;
import dev.phosphene.engine.onednn.stage.Stage.Gradient;
import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.engine.onednn.threads.ThreadCount;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Times a task directly and by Winograd's algorithm, alternately, on random numbers. Winograd's way
 * reads the direct way's preferred layout and so pays for one conversion, as it does after a layer
 * that is computed directly.
 */
final class ConvTimer {
  /**
   * The minimum of several times.
   *
   * @param direct seconds
   * @param winograd seconds
   */
  record Times(double direct, double winograd) {}

  private ConvTimer() {}

  /**
   * Times a task.
   *
   * @param runs runs of each way, of which the fastest counts; one more run before them touches the
   *     memory
   */
  static Times times(Task task, int threads, int runs) {
    try (Scope scope = new Scope()) {
      OpenMpParallel workers = scope.own(new OpenMpParallel(threads), OpenMpParallel::close);
      ThreadCount.use(threads);
      dnnl_stream stream = new dnnl_stream();
      Library.check(
          dnnl_stream_create(stream, Library.engine(), dnnl_stream_default_flags), "stream");
      scope.own(stream, dnnl::dnnl_stream_destroy);
      Program direct = program(scope, stream, workers, task, Choice.DIRECT);
      Program winograd = program(scope, stream, workers, task, Choice.WINOGRAD);
      long leastDirect = Long.MAX_VALUE;
      long leastWinograd = Long.MAX_VALUE;
      for (int run = 0; run <= runs; run++) {
        long start = System.nanoTime();
        direct.run(stream);
        long between = System.nanoTime();
        winograd.run(stream);
        long end = System.nanoTime();
        if (run > 0) {
          leastDirect = Math.min(leastDirect, between - start);
          leastWinograd = Math.min(leastWinograd, end - between);
        }
      }
      return new Times(leastDirect * 1e-9, leastWinograd * 1e-9);
    }
  }

  private static Program program(
      Scope scope, dnnl_stream stream, OpenMpParallel workers, Task task, Choice choice) {
    Op.Conv conv = task.conv();
    Shape in = task.back() ? task.out() : task.in();
    Shape out = task.back() ? task.in() : task.out();
    Layouts.Tag tag = liked(stream, workers, conv, in, out);
    Emitter forward = new Emitter(scope, stream, DataType.FLOAT32, workers);
    Mem input = random(forward, forward.layouts.of(dnnl_f32, tag, in));
    ConvStage.Tail tail = new ConvStage.Tail(null, task.masked() ? Rectifier.RELU : null, true);
    ConvStage stage =
        new ConvStage(forward, choice, conv, input, in, out, tail, false, forward::array);
    if (!task.back()) {
      return forward.finish();
    }
    forward.finish().run(stream);
    Emitter back = new Emitter(scope, stream, DataType.FLOAT32, workers);
    Mem gradient = random(back, back.layouts.of(dnnl_f32, tag, out));
    stage.backward(back, new Gradient(gradient, true));
    return back.finish();
  }

  /** Returns the layout of a direct convolution's output. */
  private static Layouts.Tag liked(
      dnnl_stream stream, OpenMpParallel workers, Op.Conv conv, Shape in, Shape out) {
    try (Scope scope = new Scope()) {
      Emitter emitter = new Emitter(scope, stream, DataType.FLOAT32, workers);
      Mem input = emitter.array(emitter.layouts.plain(in));
      ConvStage stage =
          new ConvStage(
              emitter,
              Choice.DIRECT,
              conv,
              input,
              in,
              out,
              ConvStage.Tail.NONE,
              false,
              emitter::array);
      return emitter.layouts.tag(dnnl_f32, stage.output().md(), out);
    }
  }

  /** Returns an array without zeros or numbers small enough to be slow. */
  private static Mem random(Emitter emitter, dnnl_memory_desc md) {
    Mem mem = emitter.given(md);
    float[] values = new float[Math.toIntExact(Layouts.bytes(md) / Float.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i % 1009 * 401 % 1009) / 1009f - 0.5f;
    }
    mem.floats(values.length).put(values);
    return mem;
  }
}
