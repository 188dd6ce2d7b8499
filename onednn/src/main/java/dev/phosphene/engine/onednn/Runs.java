package dev.phosphene.engine.onednn;

import dev.phosphene.engine.onednn.program.Program;
import dev.phosphene.engine.onednn.threads.Crew;
import dev.phosphene.engine.onednn.threads.Workers;
import org.bytedeco.dnnl.dnnl_stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program: each primitive on all threads, or all of them on one. Where other programs use
 * the cores, threads that share short layers are waiting for each other most of the time. The
 * result is the same, bit for bit.
 */
final class Runs {
  private final Program program;
  private final dnnl_stream stream;
  private Crew.@Nullable Job alone; // made when it is needed

  Runs(Program program, dnnl_stream stream) {
    this.program = program;
    this.stream = stream;
  }

  /** On all threads. */
  void together() {
    program.run(stream);
  }

  /**
   * On one of the threads, inside of which primitives find no others; together where that would
   * compute something else.
   */
  void alone(Workers workers) {
    if (!program.isSameOnOneThread()) {
      together();
      return;
    }
    Crew.Job job = alone;
    if (job == null) {
      job = new Crew.Job(1, (part, member) -> program.run(stream));
      alone = job;
    }
    workers.crew().run(job);
  }
}
