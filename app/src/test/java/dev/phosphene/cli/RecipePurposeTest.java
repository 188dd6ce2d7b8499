package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A recipe for one kind of objective or start refuses every other. */
class RecipePurposeTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "stage2:0|interpolate|row of images from one objective to another, 'interpolate(A, B)', and"
            + " stage2:0 is only one",
        "logit:cat|interpolate|there is --recipe diverse",
        "stage2:0|invert|requires 'like(LAYER, PHOTO)'",
        "dream(stage2)|caricature|requires 'caricature(LAYER, PHOTO)'",
        "stage2:0|accentuate|give it with --start PHOTO",
        "logit:cat|diverse|only one position"
      })
  void whatItIsNotForIsRefused(String objective, String recipe, String message) {
    Cli run = render(objective, recipe);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains(message).doesNotContain("--fidelity");
  }

  @Test
  void theUnitsThatAreShownUnaskedAreNoneOfThatKind() {
    Cli run =
        Cli.run("render", "--recipe", "interpolate", "--steps", 1, "-o", folder.resolve("a.png"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("row of images");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "interpolate(stage2:0, stage2:1)|interpolate",
        "interpolate(stage2:0, stage2:1) + align(stage1)|interpolate",
        "stage2:0|diverse"
      })
  void whatItIsForIsRendered(String objective, String recipe) {
    Cli run = render(objective, recipe);
    assertThat(run.code()).as(run.err()).isZero();
  }

  private Cli render(String objective, String recipe) {
    return Cli.run(
        "render",
        "mini",
        objective,
        "--recipe",
        recipe,
        "--size",
        32,
        "--steps",
        1,
        "-o",
        folder.resolve("unit.png"));
  }

  @Test
  void aPhotographMayBeFarAway() {
    List<Object> words =
        new ArrayList<>(List.of("render", "mini", "stage2:0", "--recipe", "accentuate"));
    words.addAll(
        List.of("--fidelity", 0, "--size", 32, "--steps", 1, "-o", folder.resolve("u.png")));
    Cli run = Cli.run(words.toArray());
    assertThat(run.code()).as(run.err()).isZero();
  }
}
