package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.SharedData;
import dev.phosphene.load.keras.KerasBuilder;
import dev.phosphene.output.ImageFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the program says that a unit is dead. */
class DeadUnitsTest {
  @TempDir private Path folder = Path.of("");

  /** A public Keras file; its ReLU in front of the pooling climbs, so must the pooling. */
  @Test
  void aUnitBehindPoolingClimbs() {
    Path model = SharedData.of("cases/redirect-behind-pooling/captcha_cnn.h5");
    for (String unit : List.of("Conv2:3", "pool2:3")) {
      assertThat(climbed(model, unit, "onednn", "50x200", 60)).as(unit).isGreaterThan(.05);
      assertThat(climbed(model, unit, "reference", "24x40", 20)).as(unit).isPositive();
    }
  }

  private double climbed(Path model, String unit, String engine, String size, int steps) {
    Cli run =
        Cli.run(
            "render",
            model,
            unit,
            "--size",
            size,
            "--input",
            "0..1",
            "--steps",
            steps,
            "--redirected",
            steps,
            "--engine",
            engine,
            "--precision",
            "f32",
            "-o",
            folder.resolve("unit.png"),
            "--json",
            "--quiet");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.err()).as(unit + " by " + engine).isEmpty();
    return json(run).get("objective_last").getAsDouble();
  }

  /** Its activation is 0 in the first steps, and 1 after 36. */
  @Test
  void aUnitThatWakesUpLaterIsNotCalledDead() {
    for (String unit : List.of("stage2:0", "pool2:0")) {
      Cli early = render("mini", unit, 2);
      assertThat(early.err()).contains("not active yet").doesNotContain("dead here");
      assertThat(json(early).get("life").getAsString()).isEqualTo("undecided");
      assertThat(json(early).get("dead").getAsBoolean()).isFalse();
      JsonObject info = ImageFiles.provenance(folder.resolve("unit.png")).toJson();
      assertThat(info.get("life").getAsString()).isEqualTo("undecided");
      Cli late = render("mini", unit, 36);
      assertThat(late.err()).isEmpty();
      assertThat(json(late).get("life").getAsString()).isEqualTo("alive");
      assertThat(json(late).get("objective_last").getAsDouble()).isGreaterThan(.5);
    }
  }

  /** A bias that no image overcomes: dead after as many ordinary steps as redirected ones. */
  @Test
  void aDeadUnitIsCalledDeadOnceThatIsProved() throws IOException {
    Random random = new Random(1);
    float[] bias = new float[4];
    Arrays.fill(bias, -1000);
    Path model =
        KerasBuilder.begin(16, 16, 3)
            .add("Conv2D", "conv", "{'filters':4,'kernel_size':3,'activation':'relu'}", "input_1")
            .random(random, "conv", "kernel", 3, 3, 3, 4)
            .weight("conv", "bias", bias, 4)
            .add("MaxPooling2D", "pool", "{'pool_size':[2,2]}", "conv")
            .h5(folder.resolve("own.h5"));
    Cli early = render(model, "pool:1", 31);
    assertThat(json(early).get("life").getAsString()).isEqualTo("undecided");
    assertThat(early.err()).contains("More --steps, or fewer --redirected, would show");
    Cli late = render(model, "pool:1", 32);
    assertThat(json(late).get("life").getAsString()).isEqualTo("dead");
    assertThat(json(late).get("dead").getAsBoolean()).isTrue();
    assertThat(late.err()).contains("pool:1 is dead here").contains("all 32 steps");
  }

  private Cli render(Object model, String unit, int steps) {
    Cli run =
        Cli.run(
            "render",
            model,
            unit,
            "--size",
            32,
            "--steps",
            steps,
            "--precision",
            "f32",
            "-o",
            folder.resolve("unit.png"),
            "--json",
            "--quiet");
    assertThat(run.code()).as(run.err()).isZero();
    return run;
  }

  private static JsonObject json(Cli run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }
}
