package dev.phosphene.engine.onednn;

import dev.phosphene.engine.onednn.program.Program;
import dev.phosphene.engine.onednn.threads.ChainThreads;
import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import org.bytedeco.dnnl.dnnl_stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program: each primitive on all threads, or all primitives on one. Where other programs use
 * the cores, threads that share short layers are waiting for each other most of the time. The
 * result is the same, bit for bit.
 */
final class ProgramRunner {
  private final Program program;
  private final dnnl_stream stream;
  private ChainThreads.@Nullable Job alone; // made when it is needed

  ProgramRunner(Program program, dnnl_stream stream) {
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
  void alone(OpenMpParallel workers) {
    if (!program.isSameOnOneThread()) {
      together();
      return;
    }
    ChainThreads.Job job = alone;
    if (job == null) {
      job = new ChainThreads.Job(1, (part, member) -> program.run(stream));
      alone = job;
    }
    workers.crew().run(job);
  }
}
