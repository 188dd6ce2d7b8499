package dev.phosphene.engine;

import dev.phosphene.error.InputException;
import dev.phosphene.text.Nearest;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicBoolean;

/** The engines on the class path. */
public final class Engines {
  private static final AtomicBoolean TOLD = new AtomicBoolean();

  private Engines() {}

  /**
   * Returns all engines, fastest first, available or not; without those whose classes are missing.
   */
  public static List<Engine> all() {
    return found(new ArrayList<>());
  }

  /**
   * Returns the fastest engine that runs here; {@code engine.reference} always does. If that is the
   * only one, which takes minutes instead of seconds, it logs one warning with the reason to {@code
   * dev.phosphene}.
   */
  public static Engine best() {
    Choice choice = choose();
    if (choice.shortfall().isPresent() && !TOLD.getAndSet(true)) {
      System.getLogger("dev.phosphene").log(Level.WARNING, choice.shortfall().get());
    }
    return choice.engine();
  }

  /** Makes the warning appear again. */
  static void tellAgain() {
    TOLD.set(false);
  }

  /**
   * An engine and how it was chosen.
   *
   * @param shortfall why it is slow and no faster one was chosen, in one line; empty if it is fast
   */
  public record Choice(Engine engine, Optional<String> shortfall) {}

  /** Returns {@link #best} without a warning, for callers that show the reason themselves. */
  public static Choice choose() {
    List<String> reasons = new ArrayList<>();
    for (Engine engine : found(reasons)) {
      Optional<String> reason = missing(engine);
      if (reason.isEmpty()) {
        return new Choice(
            engine, engine.rank() > 0 ? Optional.empty() : shortfall(engine, reasons));
      }
      reasons.add(engine.name() + " cannot run here: " + reason.get());
    }
    throw new IllegalStateException("no engine on the class path");
  }

  private static Optional<String> shortfall(Engine engine, List<String> reasons) {
    String why =
        reasons.isEmpty()
            ? "no other one is on the class path; add the artifact phosphene-onednn-platform"
            : String.join("; ", reasons);
    return Optional.of("the engine is " + engine.name() + ", which is very slow: " + why);
  }

  /** Returns why an engine cannot run here, even if its library's classes are missing. */
  private static Optional<String> missing(Engine engine) {
    try {
      return engine.unavailable();
    } catch (LinkageError e) {
      return Optional.of(words(e));
    }
  }

  /** Returns the message; for a missing class Java gives only the name. */
  private static String words(Throwable fault) {
    String message = String.valueOf(fault.getMessage());
    return fault instanceof NoClassDefFoundError || fault instanceof ClassNotFoundException
        ? "the class path lacks " + message.replace('/', '.')
        : message;
  }

  private static List<Engine> found(List<String> failures) {
    List<Engine> found = new ArrayList<>();
    Iterator<Engine> engines = ServiceLoader.load(Engine.class).iterator();
    while (true) {
      try {
        if (!engines.hasNext()) {
          break;
        }
        found.add(engines.next());
      } catch (ServiceConfigurationError | LinkageError e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        failures.add(e.getMessage() + (cause == e ? "" : " (" + words(cause) + ")"));
      }
    }
    found.sort(Comparator.comparingInt(Engine::rank).reversed());
    return List.copyOf(found);
  }

  /**
   * Returns the engine with a name.
   *
   * @throws InputException if there is none, or it cannot run here; the message says why
   */
  public static Engine named(String name) {
    List<Engine> all = all();
    Engine engine =
        all.stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new InputException(unknown(name, all)));
    missing(engine)
        .ifPresent(
            reason -> {
              throw new InputException("engine \"" + name + "\" cannot run here: " + reason);
            });
    return engine;
  }

  private static String unknown(String name, List<Engine> all) {
    List<String> names = all.stream().map(Engine::name).toList();
    return "no engine \""
        + name
        + "\"; there are "
        + String.join(", ", names)
        + Nearest.hint(name, names);
  }
}
