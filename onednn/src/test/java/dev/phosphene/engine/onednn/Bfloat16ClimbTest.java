package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Images made in bfloat16 excite their units as images made in float32 do. */
class Bfloat16ClimbTest {

  /** Short runs, whose seeds differ by half, so it shows no more than that they climb. */
  @Test
  void climbsAsHighAsFloat32() throws IOException {
    Engine engine = new OneDnnEngine();
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
    String half = engine.supports(Engine.Precision.BF16) ? "onednn" : "rounded";
    List<Bfloat16Climb.Reached> reached =
        Bfloat16Climb.climb(Models.load("mini"), "stage3", List.of(1, 2), 32, 24, 2, half);
    double mean = reached.stream().mapToDouble(Bfloat16Climb.Reached::difference).sum() / 2;
    System.out.printf("bfloat16 (%s) reaches %+.1f %% of float32%n", half, 100 * mean);
    assertThat(mean).isBetween(-.5, 1.);
  }
}
