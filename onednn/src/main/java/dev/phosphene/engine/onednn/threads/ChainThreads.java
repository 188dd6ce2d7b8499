package dev.phosphene.engine.onednn.threads;

import dev.phosphene.error.InputException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that each run whole chains of primitives, so that they need not wait for one another
 * after each primitive. Which thread does a part of the work makes no difference to the result.
 */
public final class ChainThreads implements AutoCloseable {

  /** Work split into parts. */
  public interface Work {
    /** Does a part, in the memory of one member, whose number is less than that of the parts. */
    void part(int part, int member);
  }

  /** Work that can be repeated, by one caller at a time. */
  public static final class Job {
    private final Work work;
    private final int parts;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger tickets = new AtomicInteger();
    private final OpenMpTeam.Region region;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread caller;

    public Job(int parts, Work work) {
      this.parts = parts;
      this.work = work;
      next.set(parts);
      region = OpenMpTeam.prepared(nothing -> help(tickets.getAndIncrement()));
    }

    private void start() {
      caller = Thread.currentThread();
      failure = null;
      tickets.set(0);
      done.set(0);
      next.set(0);
    }

    private boolean left() {
      return next.get() < parts;
    }

    /** Does parts until none are left. */
    private void help(int member) {
      if (member >= parts) {
        return; // has no memory for this work
      }
      for (int part = next.getAndIncrement(); part < parts; part = next.getAndIncrement()) {
        try {
          work.part(part, member);
        } catch (RuntimeException | Error e) {
          failure = e;
        }
        if (done.incrementAndGet() == parts) {
          LockSupport.unpark(caller);
        }
      }
    }
  }

  private final int size;
  private final boolean team = OpenMpTeam.exists();
  private final int threads; // as requested; 0 is all
  private final List<Thread> others = new ArrayList<>();
  private volatile @Nullable Job job;
  private volatile boolean closed;
  private @Nullable Thread teamed; // the thread whose team is attached to Java

  /** Creates that many threads; 0 for as many as oneDNN uses. */
  public ChainThreads(int threads) {
    this.threads = threads;
    size = threads == 0 ? ThreadCount.all() : threads;
  }

  /** Returns whether the threads are those that primitives run on. */
  boolean teamed() {
    return team;
  }

  /** Returns the number of threads, including the caller of {@link #run}. */
  public int size() {
    return size;
  }

  /** Returns the threads' system numbers; empty if there are none, or they are not the team's. */
  List<Integer> numbers() {
    List<Integer> numbers = Collections.synchronizedList(new ArrayList<>());
    if (team) {
      teamed = Thread.currentThread();
      OpenMpTeam.run(size, OpenMpTeam.prepared(nothing -> numbers.add(OpenMpTeam.thread())));
    }
    return List.copyOf(numbers);
  }

  /** Does all parts of {@code work}. */
  public void run(Job work) {
    work.start();
    if (team) {
      teamed = Thread.currentThread();
      OpenMpTeam.run(size, work.region);
      work.done.get(); // from here on, the others' writes are visible
    } else {
      runHere(work);
    }
    Throwable failure = work.failure;
    if (failure instanceof InputException wrong) {
      throw wrong;
    } else if (failure instanceof Error error) { // usually out of memory
      throw error;
    } else if (failure != null) {
      throw new IllegalStateException("a part of the work failed", failure);
    }
  }

  private void runHere(Job work) {
    if (others.isEmpty()) {
      for (int member = 1; member < size; member++) {
        others.add(start(member));
      }
    }
    job = work;
    for (int i = 0; i < others.size(); i++) {
      LockSupport.unpark(others.get(i));
    }
    ThreadCount.use(1);
    try {
      work.help(0);
    } finally {
      ThreadCount.use(threads);
    }
    while (work.done.get() < work.parts) {
      LockSupport.park(this);
    }
    job = null;
  }

  private Thread start(int member) {
    Thread thread =
        new Thread(
            () -> {
              ThreadCount.use(1);
              while (!closed) {
                Job current = job;
                if (current != null && member < current.parts && current.left()) {
                  current.help(member);
                } else {
                  LockSupport.park(this);
                }
              }
            },
            "phosphene-crew-" + member);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void close() {
    closed = true;
    if (teamed == Thread.currentThread()) { // any other thread has its own team, or none
      OpenMpTeam.dismiss(size);
    }
    teamed = null;
    others.forEach(LockSupport::unpark);
    boolean interrupted = false;
    for (Thread thread : others) { // the memory they use is freed next
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
