package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Recipes;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe from the command line: it makes its images, and each of them again. */
class RecipeRunsTest {
  @TempDir Path folder = Path.of("");
  private Path photo = Path.of("photo.png");

  static Stream<String> recipes() {
    return Recipes.ALL.stream().map(Recipe::name);
  }

  @BeforeEach
  void makePhoto() {
    photo = folder.resolve("photo.png");
    run("render", "mini", "stage1:3", "--size", "40x32", "--steps", 2, "-o", photo);
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void makesItsPicturesAndEachOfThemAgain(String name) throws IOException {
    Path out = folder.resolve("unit.png");
    List<Object> command = new ArrayList<>(List.of("render", "mini", objective(name)));
    command.addAll(List.of("--recipe", name, "--steps", 3, "-o", out));
    if (List.of("deepdream", "accentuate").contains(name)) {
      command.addAll(List.of("--start", photo));
    } else if (!List.of("invert", "caricature").contains(name)) {
      command.addAll(List.of("--size", "40x32"));
    }
    if (name.equals("deepdream")) {
      command.addAll(List.of("--octaves", 2));
    }
    if (name.equals("maco")) {
      command.addAll(List.of("--transforms", "crops:2/32,noise:0.08/0.04", "--alpha", "gradient"));
    }
    run(command.toArray());
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> made =
          files.filter(file -> file.getFileName().toString().startsWith("unit")).sorted().toList();
      assertThat(made).hasSize(Recipe.of(name).get(dev.phosphene.recipe.Setting.BATCH));
      for (Path picture : made) {
        assertThat(ImageFiles.read(picture).shape().w()).isEqualTo(40);
        Path again = folder.resolve("again.png");
        run("render", "--again", picture, "-o", again);
        assertThat(again).hasSameBinaryContentAs(picture);
      }
    }
  }

  private String objective(String recipe) {
    return switch (recipe) {
      case "invert" -> "like(stage2, " + photo + ")";
      case "caricature" -> "caricature(stage2, " + photo + ")";
      case "interpolate" -> "interpolate(stage2:3, stage2:9)";
      case "deepdream" -> "dream(stage2)";
      default -> "stage3:20";
    };
  }

  @Test
  void learnsTransparency() throws IOException {
    Path out = folder.resolve("alpha.png");
    run("render", "mini", "stage2:9", "--alpha", "learned", "--size", 24, "--steps", 4, "-o", out);
    Path again = folder.resolve("again.png");
    run("render", "--again", out, "-o", again);
    assertThat(again).hasSameBinaryContentAs(out);
  }

  @Test
  void startsOpaqueFromAPhotograph() {
    Path out = folder.resolve("alpha.png");
    run(
        "render",
        "mini",
        "stage2:9",
        "--alpha",
        "learned",
        "--start",
        photo,
        "--steps",
        0,
        "-o",
        out);
    Tensor rgba = ImageFiles.readRgba(out);
    for (int i = rgba.offset(0, 3); i < rgba.data().length; i++) {
      assertThat(rgba.data()[i]).isGreaterThan(.98f);
    }
  }

  @Test
  void dreamsOfEachUnitAsIfItWereAlone() throws IOException {
    Path both = folder.resolve("both.png");
    Object[] common = {"--recipe", "deepdream", "--octaves", 2, "--steps", 2, "--start", photo};
    run(with(common, "render", "mini", "stage3:3", "stage3:4", "-o", both));
    Path alone = folder.resolve("alone.png");
    run(with(common, "render", "mini", "stage3:4", "-o", alone));
    Path second = folder.resolve("both-stage3-4.png");
    assertThat(alone).hasSameBinaryContentAs(second);
    Path again = folder.resolve("again.png");
    run("render", "--again", second, "-o", again);
    assertThat(again).hasSameBinaryContentAs(second);
  }

  @Test
  void comparesWithPhotographsUnderAnyViews() {
    Path out = folder.resolve("like.png");
    String like = "like(stage2, " + photo + ")";
    Object[] views = {"--transforms", "jitter:4,noise:0.1,blur:1", "--steps", 2, "--size", "40x32"};
    run(with(views, "render", "mini", like, "like(stage1, " + photo + ")", "-o", out));
  }

  @Test
  void makesNoOtherNumberOfPicturesAgain() {
    Path out = folder.resolve("four.png");
    run("render", "mini", "stage1:3", "--recipe", "diverse", "--size", 24, "--steps", 1, "-o", out);
    Path third = folder.resolve("four-stage1-3-3.png");
    Cli again = Cli.run("render", "--again", third, "--recipe", "fast");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("was one of 4 of its objective, and this makes 1");
  }

  @Test
  void filesAreRecordedInTheOrderInWhichTheyAreNamed() throws IOException {
    List<String> names = new ArrayList<>();
    List<String> likes = new ArrayList<>();
    for (String name : List.of("d", "a", "f", "c", "b", "e")) {
      Path copy = Files.copy(photo, folder.resolve(name + ".png"));
      names.add(copy.getFileName().toString());
      likes.add("like(stage1, " + copy + ")");
    }
    Path out = folder.resolve("out.png");
    run("render", "mini", String.join(" + ", likes), "--steps", 1, "-o", out);
    assertThat(ImageFiles.provenance(out).toJson().getAsJsonObject("files").keySet())
        .containsExactlyElementsOf(names);
  }

  private static Object[] with(Object[] common, Object... first) {
    List<Object> all = new ArrayList<>(Arrays.asList(first));
    all.addAll(Arrays.asList(common));
    return all.toArray();
  }

  @Test
  void fliesIntoADream() {
    Path film = folder.resolve("flight.gif");
    Object[] dream = {
      "render",
      "mini",
      "dream(stage2)",
      "--recipe",
      "deepdream",
      "--start",
      photo,
      "--steps",
      1,
      "--octaves",
      1,
      "--zoom",
      3,
      "-o",
      film,
      "--json"
    };
    Cli made = run(dream);
    assertThat(film).isNotEmptyFile();
    assertThat(JsonParser.parseString(made.out()).getAsJsonObject().get("complete").getAsBoolean())
        .isTrue();
  }

  @Test
  void listsTheRecipesAsOptions() {
    assertThat(run("recipes").out())
        .contains(Recipes.ALL.stream().map(Recipe::name).toList())
        .contains("--octaves 4");
  }

  private static Cli run(Object... arguments) {
    List<Object> all = new ArrayList<>(Arrays.asList(arguments));
    if (all.get(0).equals("render")) {
      all.add("--quiet");
    }
    Cli made = Cli.run(all.toArray());
    assertThat(made.code()).as("%s: %s", all, made.err()).isZero();
    return made;
  }
}
