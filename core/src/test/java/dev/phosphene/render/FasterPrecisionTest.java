package dev.phosphene.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engine.Precision;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Channel;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An engine with both precisions is asked about what the run needs, as large as it sees it. */
final class FasterPrecisionTest {
  private static final Model MODEL = TinyModels.random();

  private final List<String> requested = new ArrayList<>();

  @Test
  void theEngineDecides() {
    for (Precision faster : Precision.values()) {
      assertThat(of(engine(true, faster), new Channel("top", 2), Recipe.LUCID)).isEqualTo(faster);
    }
    assertThat(requested).containsExactly("[top] 1×3×128×128", "[top] 1×3×128×128");
  }

  @Test
  void anEngineWithoutBfloat16IsNotAsked() {
    assertThat(of(engine(false, Precision.BF16), new Channel("top", 2), Recipe.LUCID))
        .isEqualTo(Precision.F32);
    assertThat(requested).isEmpty();
  }

  @Test
  void norIsAnyAboutTheImageAlone() {
    Objective alone = ObjectiveParser.parse("-tv").get(0);
    assertThat(of(engine(true, Precision.BF16), alone, Recipe.LUCID)).isEqualTo(Precision.F32);
    assertThat(requested).isEmpty();
  }

  private static Precision of(Engine engine, Objective objective, Recipe recipe) {
    return FasterPrecision.of(engine, MODEL, List.of(objective), recipe);
  }

  private Engine engine(boolean half, Precision faster) {
    return new Engine() {
      @Override
      public String name() {
        return "fake";
      }

      @Override
      public String version() {
        return "fake 1";
      }

      @Override
      public Optional<String> unavailable() {
        return Optional.empty();
      }

      @Override
      public int rank() {
        return 0;
      }

      @Override
      public Network compile(Graph graph, List<String> taps, Shape input, Options options) {
        throw new AssertionError("nothing is to be compiled");
      }

      @Override
      public boolean supports(Precision precision) {
        return half || precision == Precision.F32;
      }

      @Override
      public Precision faster(Graph graph, List<String> taps, Shape input) {
        requested.add(taps + " " + input);
        return faster;
      }
    };
  }
}
