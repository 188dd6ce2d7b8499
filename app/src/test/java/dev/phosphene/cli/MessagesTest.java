package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Answers that misled: each says what is wrong, and what to do. */
class MessagesTest {
  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "help|--help",
        "help render|render --help",
        "render help|render --help",
        "models help|models --help",
        "help models fetch|models fetch --help",
        "models fetch help|models fetch --help",
        "version|--version"
      })
  void wordsInPlaceOfOptionsDoTheSame(String words, String options) {
    Cli word = Cli.run((Object[]) words.split(" "));
    Cli option = Cli.run((Object[]) options.split(" "));
    assertThat(word.code()).as(word.err()).isZero();
    assertThat(word.out()).isNotBlank().isEqualTo(option.out());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "help rendr|no command \"rendr\"; did you mean render?|-",
        "rendr|no command \"rendr\"; did you mean render?|index 0",
        "vgg19|'phosphene layers vgg19'|activations",
        "render mini stage2/3|channel 3 of layer stage2 is stage2:3|-",
        "render mini stage2.3|channel 3 of layer stage2 is stage2:3|-",
        "render mini stage2[3]|channel 3 of layer stage2 is stage2:3|-",
        "render --recipe accentuate|--recipe accentuate amplifies|--fidelity",
        "render mini stage2:3 --recipe accentuate|give it with --start PHOTO|--fidelity",
        "render mini tv --recipe diverse|leave out --recipe diverse|--diversity",
        "render mini tv --diversity .5 --batch 2|leave out --diversity 0.5|--recipe",
        "render mini stage2:3 --recipe article --octaves 4|octaves require --param pixels|--recipe",
        "render mini stage2:3 --recipe maco --octaves 4|leave out --recipe maco|leave out --param",
        "units mini cat.jpg@10 --layer stage2|a place is @X,Y|no such file",
        "units mini cat.jpg@10x3 --layer stage2|a place is @X,Y|no such file",
        "units cat.jpg@1,2 --layer stage2|cat.jpg: there is no such file|Missing",
        "units mini --layer stage2|name a picture, too, such as mini photo.jpg|Missing",
        "attribute cat.jpg --logit dog|cat.jpg: there is no such file|Missing",
        "render mini stage2:3 --seed abc|not a whole number: abc|long",
        "render mini stage2:3 --seed 99999999999999999999|not within|long",
        "render mini stage2:3 --device cuda|this program computes on the CPU|--decay",
        "render mini stage2:3 --gpu=0|this program computes on the CPU|--decay",
        "render mini stage2:3 --stps 3|has no option --stps; did you mean --steps|Unknown",
        "render mini stage2:3 --xyzzy 3|has no option --xyzzy|did you mean",
        "layers mini extra.h5|'phosphene layers' has no use for \"extra.h5\"|index",
        "render mini vgg19 stage2:3|only one model at a time, but vgg19 is a second|expected",
        "render mini stage2:3 --labels imagenet logit:cat|1000 names for the 10 classes|head"
      })
  void saysWhatToDo(String command, String expected, String not) {
    Cli run = Cli.run((Object[]) command.split(" "));
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).startsWith("phosphene: ").contains(expected).doesNotContain(not);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void everyNumberIsExplainedInPlainWords() {
    List<String> wrong = new ArrayList<>();
    for (CommandLine command : commands(new CommandLine(new Main()))) {
      for (OptionSpec option : command.getCommandSpec().options()) {
        Class<?> type = option.type();
        if (Number.class.isAssignableFrom(type) || (type.isPrimitive() && type != boolean.class)) {
          List<String> words =
              new ArrayList<>(List.of(command.getCommandSpec().qualifiedName().split(" ")));
          words.add(option.longestName() + "=abc");
          Cli run = Cli.run(words.subList(1, words.size()).toArray());
          if (run.code() != 2 || !run.err().matches("(?s).*not a (whole )?number: abc\n.*")) {
            wrong.add(words + ": " + run.err());
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  private static List<CommandLine> commands(CommandLine command) {
    List<CommandLine> all = new ArrayList<>(List.of(command));
    command.getSubcommands().values().forEach(one -> all.addAll(commands(one)));
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "attribute mini %s --logit dog --layer nosuch",
        "units mini %s --layer nosuch",
        "activations mini %s --layer nosuch",
        "render mini nosuch:1",
        "examples mini nosuch:1 --images %s"
      })
  void anUnknownLayerLeadsToTheList(String command) {
    Path photo = photo();
    Cli run = Cli.run((Object[]) command.formatted(photo).split(" "));
    assertThat(run.code()).as(run.err()).isEqualTo(2);
    assertThat(run.err()).contains("no layer \"nosuch\"; 'phosphene layers MODEL' lists them");
  }

  @Test
  void anUnknownLayerNamesTheNearest() {
    Cli run = Cli.run("units", "mini", photo(), "--layer", "stage2_conv");
    assertThat(run.err()).contains("did you mean stage2_conv1", "'phosphene layers MODEL'");
  }

  @Test
  void tooFewLabelsAreCounted() throws IOException {
    Path two = Files.writeString(folder.resolve("two.txt"), "cat\ndog\n");
    Cli render = Cli.run("render", "mini", "logit:cat", "--labels", two);
    assertThat(render.code()).isEqualTo(2);
    assertThat(render.err())
        .contains("--labels " + two + " has 2 names for the 10 classes of mini")
        .doesNotContain("no classifier head");
    Cli activations = Cli.run("activations", "mini", photo(), "--labels", two);
    assertThat(activations.code()).isEqualTo(2);
    assertThat(activations.err()).contains("--labels " + two + " has 2 names for the 10 ");
  }

  @Test
  void aSecondModelIsNotAPicture() throws IOException {
    Path own = Files.write(folder.resolve("own.onnx"), new byte[] {8, 7});
    for (String[] words :
        List.of(
            new String[] {"activations", "mini", own.toString(), photo().toString()},
            new String[] {"activations", "mini", "vgg19", photo().toString()},
            new String[] {"doctor", "mini", own.toString(), photo().toString()},
            new String[] {"examples", "mini", "stage2:3", "--images", own.toString()},
            new String[] {"render", "mini", own.toString(), "stage2:3"})) {
      Cli run = Cli.run((Object[]) words);
      assertThat(run.code()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("one model at a time").doesNotContain("left out");
    }
  }

  @Test
  void labelsThatContainTheWordComeFirst() {
    Path model = SharedData.of("weights/bvlc_googlenet.onnx");
    Cli run = Cli.run("render", model, "logit:cat", "--labels", "imagenet");
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Egyptian_cat", "tiger_cat").doesNotContain("catamaran");
  }

  @Test
  void weightsOfAnotherNetworkAreCalledSo() {
    Path vgg = SharedData.of("weights/vgg19_notop_blocks1-3.h5");
    Cli run = Cli.run("render", "inception_v3", "mixed5:1", "--weights", vgg);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("holds the layers of vgg19, not of inception_v3")
        .doesNotContain("batch_normalization");
  }

  @Test
  void aFileThatEndsBeforeALayerSaysWhere() {
    Path inception = SharedData.of("weights/inception_v3_notop_to_mixed8.h5");
    Cli run = Cli.run("render", "inception_v3", "mixed10:1", "--weights", inception);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("ends at mixed8").doesNotContain("did you mean");
    Path vgg = SharedData.of("weights/vgg19_notop_blocks1-3.h5");
    Cli other = Cli.run("render", "vgg19", "block4_conv1:1", "--weights", vgg);
    assertThat(other.err()).contains("ends at block3_pool").doesNotContain("did you mean");
    Cli layers = Cli.run("layers", "vgg19", "--weights", vgg);
    assertThat(layers.code()).isZero();
    assertThat(layers.out()).contains("block3_", "Not reachable of this file: block4_conv1");
  }

  /** The last layer with channels is one that the table leaves out. */
  @Test
  void layersSuggestsWhatItLists() {
    Path own =
        new OnnxBuilder(13)
            .input("image", 1, 3, 8, 8)
            .output("head")
            .weight("w", new long[] {6, 3, 1, 1}, new float[18])
            .integers("rows", 1, 6, 64)
            .integers("boxes", 1, 2, 3, 8, 8)
            .node("Conv", "conv", List.of("image", "w"))
            .node("Reshape", "tokens", List.of("conv", "rows"))
            .node("Reshape", "five", List.of("tokens", "boxes"))
            .node("Sigmoid", "head", List.of("five"))
            .write(folder.resolve("own.onnx"));
    Cli run = Cli.run("layers", own);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("• conv ").doesNotContainPattern("(?m)^• tokens");
    assertThat(run.out().replaceAll("\\s+", " ")).contains("from 0, such as conv:0");
    assertThat(Cli.run("layers", own, "--flat").out().replaceAll("\\s+", " "))
        .containsPattern("such as (tokens|conv):0");
  }

  /** What cannot be read is not said to be something else; root may read whatever it is. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void anUnreadableFileIsCalledSo() throws IOException {
    for (String name : List.of("own", "own.onnx", "own.h5", "own.keras", "own.safetensors")) {
      Path own = Files.write(folder.resolve(name), new byte[] {8, 7, 1, 2, 3});
      Files.setPosixFilePermissions(own, Set.of());
      if (!Files.isReadable(own)) {
        Cli run = Cli.run("layers", own);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err())
            .contains(own.toString(), "permission denied")
            .doesNotContain("neither");
      } else {
        System.err.println("skipped for " + name + ": this user may read everything");
      }
    }
  }

  /** A file that gives an error at its first byte, to every user. */
  @Test
  void aFileThatFailsIsCalledSo() {
    Path failing = Path.of("/proc/self/mem");
    if (!Files.isReadable(failing)) {
      Assumptions.abort("skipped: there is no /proc/self/mem here");
    }
    Cli run = Cli.run("layers", failing);
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("/proc/self/mem cannot be read: Input/output error")
        .doesNotContain("neither", "Exception");
  }

  private Path photo() {
    Path photo = folder.resolve("photo.png");
    ImageFiles.write(
        photo, Bitmap.filled(32, 32, 0x336699), Provenance.of(new com.google.gson.JsonObject()));
    return photo;
  }
}
