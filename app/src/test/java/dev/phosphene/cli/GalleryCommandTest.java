package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryCommandTest {
  private static final List<String> SMALL =
      List.of("gallery", "mini", "stage1", "--units", "0-3", "--size", "32", "--steps", "4");

  @TempDir private Path folder = Path.of("");

  private Cli run(Object... more) {
    List<Object> words = new ArrayList<>(SMALL);
    words.addAll(List.of("-o", folder.resolve("g")));
    words.addAll(List.of(more));
    return Cli.run(words.toArray());
  }

  @Test
  void makesAFolderAndGoesOnWithIt() {
    Cli first = run();
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out().strip()).isEqualTo(folder.resolve("g").toString());
    assertThat(first.err()).contains("4 units of 1 layers, about");
    Cli status = Cli.run("gallery", "status", folder.resolve("g"));
    assertThat(status.out()).contains("stage1").contains("4 of 4 units are done");
    Cli again = run();
    assertThat(again.code()).isZero();
    assertThat(Cli.run("gallery", "verify", folder.resolve("g")).out())
        .contains("every image is what was written");
  }

  @Test
  void tellsEachUnitInJson() {
    Cli made = run("--json", "--techniques", "feature,negative");
    List<JsonObject> lines =
        made.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    assertThat(lines).hasSize(9);
    assertThat(lines.get(0).get("layer").getAsString()).isEqualTo("stage1");
    assertThat(lines.get(8).get("complete").getAsBoolean()).isTrue();
  }

  /** The command that a unit's page shows makes the same image, to the bit. */
  @Test
  void aUnitsOwnCommandMakesItAgain() throws IOException {
    run();
    Path page = folder.resolve("g/mini/stage1/units-000.json");
    JsonObject unit =
        JsonParser.parseString(Files.readString(page))
            .getAsJsonObject()
            .getAsJsonArray("units")
            .get(2)
            .getAsJsonObject()
            .getAsJsonObject("techniques")
            .getAsJsonObject("feature");
    Path again = folder.resolve("again.png");
    String command = unit.get("command").getAsString() + " -o " + again;
    assertThat(command).startsWith("phosphene render mini stage1:2 --recipe fast");
    Cli made = Cli.run((Object[]) command.substring("phosphene ".length()).split(" "));
    assertThat(made.code()).as(made.err()).isZero();
    Path kept = folder.resolve("g/mini/stage1").resolve(unit.get("file").getAsString());
    Bitmap one = Bitmap.of(ImageFiles.read(kept));
    assertThat(one).isEqualTo(Bitmap.of(ImageFiles.read(again)));
    Path third = folder.resolve("third.png");
    assertThat(Cli.run("render", "--again", kept, "-o", third).code()).isZero();
    assertThat(Bitmap.of(ImageFiles.read(third))).isEqualTo(one);
  }

  @Test
  void damageHasACodeOfItsOwn() throws IOException {
    run();
    Files.delete(folder.resolve("g/mini/stage1/feature/0001.png"));
    Cli found = Cli.run("gallery", "verify", folder.resolve("g"));
    assertThat(found.code()).isEqualTo(2);
    assertThat(found.out()).contains("0001.png is missing").contains("1 image; --repair");
    assertThat(Cli.run("gallery", "verify", folder.resolve("g"), "--repair").code()).isZero();
    assertThat(run().code()).isZero();
    assertThat(Cli.run("gallery", "verify", folder.resolve("g")).code()).isZero();
  }

  @Test
  void mistakesAreTold() {
    assertThat(run("--full", "some").err()).contains("--full takes none, top or all");
    assertThat(run("--techniques", "featur").err()).contains("did you mean feature?");
    assertThat(run("--octaves", "2").err()).contains("--octaves is for whole photographs");
    assertThat(run("--threads", "-1").err()).contains("threads must be 0 to");
    assertThat(run("--shard", "4/3").err()).contains("a shard is 1/N to N/N");
    assertThat(Cli.run("gallery", "mini", "stag1", "-o", folder.resolve("g")).err())
        .contains("no layer \"stag1\"");
    assertThat(Cli.run("gallery", "status", folder).err()).contains("is not a gallery");
    run();
    Cli other = run("--seed", "4");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("another seed (0, not 4)");
  }
}
