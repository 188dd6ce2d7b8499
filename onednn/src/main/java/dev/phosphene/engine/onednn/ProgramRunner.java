package dev.phosphene.engine.onednn;

import dev.phosphene.engine.onednn.program.Program;
import dev.phosphene.engine.onednn.threads.ChainThreads;
import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import org.bytedeco.dnnl.dnnl_stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs a program: each primitive on all threads, or all primitives on one. When other programs use
 * the cores, threads that split short layers mostly wait for each other. The result is the same,
 * bit for bit.
 */
final class ProgramRunner {
  private final Program program;
  private final dnnl_stream stream;
  private ChainThreads.@Nullable Job alone; // created on first use

  ProgramRunner(Program program, dnnl_stream stream) {
    this.program = program;
    this.stream = stream;
  }

  /** Runs each primitive on all threads. */
  void together() {
    program.run(stream);
  }

  /**
   * Runs all primitives on one thread, which sees a team of one; on all threads if that would
   * change the result.
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
