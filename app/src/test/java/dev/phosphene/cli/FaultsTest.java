package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong on purpose: the right exit code, and words that help. */
class FaultsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "render vgg91 block4_conv1:47|did you mean vgg16 or vgg19",
        "render mini stage2_conv:1|did you mean stage2_conv1",
        "render mini stage2_conv1:9999|from 0 to",
        "render mini stage2_conv1|channel",
        "render mini 'stage2_conv1:1 +'|^",
        "render mini stage2_conv1:1@900,0|wide",
        "render mini stage2_conv1:1 --recipe tutoril|did you mean tutorial",
        "render mini stage2_conv1:1 --size 0|it must have 1 to",
        "render mini stage2_conv1:1 --size 12xx|not a size",
        "render mini stage2_conv1:1 --steps -3|--steps: -3 is not within",
        "render mini stage2_conv1:1 --learning-rate 0|not above 0",
        "render mini stage2_conv1:1 --stps 3|--steps",
        "render mini stage2_conv1:1 --engine onednnn|did you mean onednn",
        "render mini stage2_conv1:1 --precision f16|F32",
        "render mini stage2_conv1:1 --start nowhere.png|nowhere.png",
        "render mini stage2_conv1:1 -o unit.tiff|.png",
        "render mini stage2_conv1:1 -o no/such/folder/unit.png|no/such/folder",
        "render mini stage2_conv1:1 --animate unit.png|.gif",
        "render mini stage2_conv1:1 --frame-time 1|--frame-time",
        "render vgg19|phosphene layers vgg19",
        "render mini stage2_conv1:1 --size 65536|65536",
        "render mini stage2_conv1:1 --threads -1|threads",
        "render mini stage2_conv1:1 --start gry|gray",
        "render mini stage2_conv1:1 --resize|--start",
        "render mini stage2_conv1:1 --every 2|--animate",
        "render mini stage2_conv1:1 --tile 64|--octaves",
        "render mini stage2_conv1:1 --spectrum nowhere|--param maco",
        "render mini stage2_conv1:1 --contrast 2 --param pixels|--param fourier",
        "render mini stage2_conv1:1 --contrast 2 --color clipped|--color decorrelated",
        "render mini stage2_conv1:1 --contrast -1|--contrast: -1",
        "render mini stage2_conv1:1 --param maco --spectrum nowhere.st|nowhere.st",
        "render mini stage2_conv1:1 --param maco --start gray|no phases",
        "render mini stage2_conv1:1 --recipe accentuate|--start",
        "render mini stage2_conv1:1 --recipe deepdream --transforms lucid|--transforms none",
        "render mini stage2_conv1:1 --transforms pad:2,jiter:3|did you mean jitter",
        "render mini stage2_conv1:1 --schedule cosin|did you mean cosine",
        "render mini stage2_conv1:1 --batch 2 --alpha learned|one image",
        "render mini diversity(stage2)|--batch",
        "render mini diversty(stage2)|did you mean diversity",
        "render mini tv --batch 2 --diversity 0.5|reads no layer",
        "render mini diversity(stage2) --batch 2 --transforms crops:2/32|compare pictures",
        "render mini -1*stage2_conv1:1|parentheses",
        "render mini logit:dgo|did you mean dog",
        "render mini like(stage2,nowhere.jpg)|nowhere.jpg",
        "render mini stage2_conv1:1 blok:1 --steps 1000000|blok",
        "render --again nowhere.png|nowhere.png",
        "render nowhere.h5 a:1|nowhere.h5",
        "layers nowhere.onnx|nowhere.onnx",
        "info nowhere.png|nowhere.png",
        "activations mini nowhere.jpg|nowhere.jpg",
        "rendr|render"
      })
  void endsWithTwoAndSaysWhy(String command, String expected) {
    Cli run = Cli.run((Object[]) split(command));
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains(expected).doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aPictureOfAnotherProgramIsNotMadeAgain(@TempDir Path folder) throws IOException {
    Path text = folder.resolve("text.png");
    Files.writeString(text, "no picture");
    Cli run = Cli.run("render", "--again", text);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("text.png");
  }

  @Test
  void helpBeginsWithAnExample() {
    for (String command : new String[] {"render", "layers", "models", "activations", "info"}) {
      Cli run = Cli.run(command, "--help");
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("phosphene " + command);
    }
  }

  private static String[] split(String command) {
    int quote = command.indexOf('\'');
    if (quote < 0) {
      return command.split(" ");
    }
    String[] before = command.substring(0, quote).strip().split(" ");
    String[] all = java.util.Arrays.copyOf(before, before.length + 1);
    all[before.length] = command.substring(quote + 1, command.lastIndexOf('\''));
    return all;
  }
}
