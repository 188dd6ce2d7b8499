package dev.phosphene.spark;

import org.jspecify.annotations.Nullable;

/** Why a task failed, in a sentence that the driver finds in what Spark reports. */
final class TaskFailure extends RuntimeException {
  /** Stands before the sentence. */
  static final String MARK = "phosphene-task: ";

  private static final long serialVersionUID = 1;

  TaskFailure(String message, @Nullable Throwable cause) {
    super(MARK + message, cause);
  }
}
