package dev.phosphene.engine.onednn.conv;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.onednn.conv.Choice.Task;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Layouts;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Mem;
import dev.phosphene.engine.onednn.program.Numbers;
import dev.phosphene.engine.onednn.program.Program;
import dev.phosphene.engine.onednn.program.Rectifier;
import dev.phosphene.engine.onednn.program.Scope;
import dev.phosphene.engine.onednn.stage.Stage.Gradient;
import dev.phosphene.engine.onednn.threads.Threads;
import dev.phosphene.engine.onednn.threads.Workers;
import dev.phosphene.engine.onednn.winograd.Bands;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/**
 * Runs both ways by turns on random numbers, on a part of the rows where the picture is large, and
 * on no more pictures than it takes to tell; batches of several sizes so share their measurement.
 * Winograd's way reads the layout that the direct way likes best and so pays for one conversion, as
 * behind a layer that is computed directly. Both run on one thread, so that other work on the
 * machine hardly matters; that Winograd's bands may not share out evenly among the threads is added
 * by calculation.
 */
final class TimedContest implements Measured.Contest {
  /** Multiplications of one run. */
  private static final long RUN = 150_000_000;

  /** Multiplications of a run that need no further pictures. */
  private static final long ENOUGH = 40_000_000;

  /** The fewest rows of a run; a quarter as many rows of tiles. */
  private static final int LEAST_ROWS = 16;

  private static final int RUNS = 9;

  /** Of long runs there are fewer, to stay below this many multiplications. */
  private static final long ALL = 10 * RUN;

  private static final int LEAST_RUNS = 3;

  /** Where one way takes less than this of the other's time, no more runs are needed to tell. */
  private static final double CLEAR = 0.8;

  /** What Winograd's way may take of the time of the direct way, so that it is worth it. */
  private static final double WORTH = 0.95;

  /**
   * The least of several times.
   *
   * @param direct seconds
   * @param winograd seconds
   * @param task what was run
   */
  record Times(double direct, double winograd, Task task) {}

  private final Map<Task, Times> measured = new HashMap<>();

  @Override
  public synchronized boolean winograd(Task task, int threads) {
    Times times = measured.computeIfAbsent(shortened(task), TimedContest::times);
    Threads.use(threads);
    Bands bands = Bands.of(task.in(), task.out(), task.top(), threads);
    return times.winograd * bands.unevenness(threads) < WORTH * times.direct;
  }

  private static Times times(Task part) {
    long affordable = Math.max(LEAST_RUNS, ALL / Math.max(1, part.products()));
    return times(part, 1, LEAST_RUNS, (int) Math.min(RUNS, affordable));
  }

  /** Runs a task both ways, {@code least} times, and up to {@code most} until one leads clearly. */
  static Times times(Task task, int threads, int least, int most) {
    try (Scope scope = new Scope()) {
      Workers workers = scope.own(new Workers(threads), Workers::close);
      Threads.use(threads);
      dnnl_stream stream = new dnnl_stream();
      Library.check(
          dnnl_stream_create(stream, Library.engine(), dnnl_stream_default_flags), "stream");
      scope.own(stream, dnnl::dnnl_stream_destroy);
      Program direct = program(scope, stream, workers, task, Choice.DIRECT);
      Program winograd = program(scope, stream, workers, task, Choice.WINOGRAD);
      boolean clear = false;
      long leastDirect = Long.MAX_VALUE;
      long leastWinograd = Long.MAX_VALUE;
      for (int run = 0; run <= least || (run <= most && !clear); run++) {
        long start = System.nanoTime();
        direct.run(stream);
        long between = System.nanoTime();
        winograd.run(stream);
        long end = System.nanoTime();
        if (run > 0) { // the first one touches the memory
          leastDirect = Math.min(leastDirect, between - start);
          leastWinograd = Math.min(leastWinograd, end - between);
          clear =
              Math.min(leastDirect, leastWinograd) < CLEAR * Math.max(leastDirect, leastWinograd);
        }
      }
      return new Times(leastDirect * 1e-9, leastWinograd * 1e-9, task);
    }
  }

  /** The same with fewer pictures and rows. */
  static Task shortened(Task task) {
    long picture = Math.max(1, task.products() / task.in().n());
    int pictures = (int) Math.min(task.in().n(), (ENOUGH + picture - 1) / picture);
    Shape in = task.in();
    Shape out = task.out();
    long row = Math.max(1, pictures * picture / out.h());
    int rows = Math.toIntExact(Math.max(RUN / row, LEAST_ROWS));
    int less = Math.max(0, out.h() - rows);
    if (in.h() - less < 1) {
      less = 0;
    }
    return new Task(
        task.back(),
        Shape.of(pictures, in.c(), in.h() - less, in.w()),
        Shape.of(pictures, out.c(), out.h() - less, out.w()),
        task.top(),
        task.left(),
        task.masked());
  }

  private static Program program(
      Scope scope, dnnl_stream stream, Workers workers, Task task, Choice choice) {
    Op.Conv conv = task.conv();
    Shape in = task.back() ? task.out() : task.in();
    Shape out = task.back() ? task.in() : task.out();
    Layouts.Tag tag = liked(stream, workers, conv, in, out);
    Emitter forward = new Emitter(scope, stream, Numbers.FLOAT32, workers);
    Mem input = random(forward, forward.layouts.of(dnnl_f32, tag, in));
    ConvStage.Tail tail = new ConvStage.Tail(null, task.masked() ? Rectifier.RELU : null, true);
    ConvStage stage =
        new ConvStage(forward, choice, conv, input, in, out, tail, false, forward::array);
    if (!task.back()) {
      return forward.finish();
    }
    forward.finish().run(stream);
    Emitter back = new Emitter(scope, stream, Numbers.FLOAT32, workers);
    Mem gradient = random(back, back.layouts.of(dnnl_f32, tag, out));
    stage.backward(back, new Gradient(gradient, true));
    return back.finish();
  }

  /** The layout of a direct convolution's output. */
  private static Layouts.Tag liked(
      dnnl_stream stream, Workers workers, Op.Conv conv, Shape in, Shape out) {
    try (Scope scope = new Scope()) {
      Emitter emitter = new Emitter(scope, stream, Numbers.FLOAT32, workers);
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

  /** Neither zeros nor numbers that are too small to compute with fast. */
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
