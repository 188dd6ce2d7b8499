package dev.phosphene.engine;

import dev.phosphene.error.InputException;
import dev.phosphene.error.Nearest;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/** The engines on the class path. */
public final class Engines {
  private Engines() {}

  /** All engines, fastest first, available or not. */
  public static List<Engine> all() {
    return ServiceLoader.load(Engine.class).stream()
        .map(ServiceLoader.Provider::get)
        .sorted(Comparator.comparingInt(Engine::rank).reversed())
        .toList();
  }

  /** The fastest engine that runs here; {@code engine.reference} always does. */
  public static Engine best() {
    return all().stream()
        .filter(engine -> engine.unavailable().isEmpty())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no engine on the class path"));
  }

  /**
   * The engine of that name.
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
    engine
        .unavailable()
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
