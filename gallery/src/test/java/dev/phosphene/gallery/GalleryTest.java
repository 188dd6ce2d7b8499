package dev.phosphene.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Probe;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.store.Journal;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.graph.Model;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Recipes;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.render.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GalleryTest {
  private static final Model MODEL = TinyModels.random();
  private static final Recipe RECIPE =
      Recipes.FAST
          .with(Setting.SIZE, new Size(16, 16))
          .with(Setting.STEPS, 6)
          .with(Setting.REDIRECTED, 2);

  @TempDir private Path folder = Path.of("");

  private static Gallery gallery() {
    return Gallery.of(MODEL)
        .layers(List.of("relu", "top"))
        .recipe(RECIPE)
        .sizeByLayer(false)
        .engine(Engines.named("reference"));
  }

  @Test
  void hasEveryUnitOfEveryLayer() {
    assertThat(gallery().run(folder, GalleryListener.NONE)).isTrue();
    Map<String, String> files = Tree.of(folder);
    for (String layer : List.of("relu", "top")) {
      String at = MODEL.name() + "/" + layer + "/";
      for (int unit = 0; unit < MODEL.graph().channels(layer); unit++) {
        assertThat(files).containsKey(at + "feature/%04d.png".formatted(unit));
      }
      assertThat(files).containsKeys(at + "layer.json", at + "units-000.json", at + "cover.jpg");
      assertThat(files).containsKey(at + "feature/sheet-00.jpg");
    }
    assertThat(files).containsKeys("gallery.json", MODEL.name() + "/model.json", Journal.NAME);
    SchemaTest.check(folder);
    assertThat(GalleryCheck.verify(folder)).isEmpty();
    GallerySummary summary = GallerySummary.of(folder);
    assertThat(summary.done()).isEqualTo(summary.units()).isPositive();
  }

  @Test
  void aUnitIsTheOneThatRenderMakes() {
    gallery().run(folder, GalleryListener.NONE);
    RenderedImage alone =
        Render.of(MODEL, "top:1").recipe(RECIPE).engine("reference").run().image(0);
    Path file = folder.resolve(MODEL.name()).resolve("top/feature/0001.png");
    assertThat(Bitmap.of(ImageFiles.read(file))).isEqualTo(alone.bitmap());
  }

  /** The listener ends the run at a step, again and again, each time a little later. */
  @Test
  void inManyTurnsItIsTheSame(@TempDir Path whole) {
    gallery().techniques(List.of("feature", "negative")).run(whole, GalleryListener.NONE);
    int turns = 0;
    boolean complete = false;
    while (!complete) {
      int last = 2 + 5 * turns++;
      complete =
          gallery().techniques(List.of("feature", "negative")).run(folder, endingAfter(last));
      assertThat(turns).isLessThan(200);
    }
    assertThat(turns).isGreaterThan(3);
    assertThat(Tree.of(folder)).isEqualTo(Tree.of(whole));
  }

  private static GalleryListener endingAfter(int steps) {
    int[] left = {steps};
    return new GalleryListener() {
      @Override
      public boolean goesOn() {
        return left[0]-- > 0;
      }
    };
  }

  /** As a killed process leaves it: half a line in the journal, a half-written hidden file. */
  @Test
  void whatAKilledRunLeftIsNoHindrance(@TempDir Path whole) throws IOException {
    gallery().run(whole, GalleryListener.NONE);
    gallery().run(folder, endingAfter(40));
    Path journal = folder.resolve(Journal.NAME);
    byte[] lines = Files.readAllBytes(journal);
    Files.write(journal, Arrays.copyOf(lines, lines.length - 7));
    Path layer = folder.resolve(MODEL.name()).resolve("relu");
    Files.createDirectories(layer);
    Files.writeString(layer.resolve(".layer.json.0badcafe-1-2-0.tmp"), "{\"form");
    Files.writeString(layer.resolve("layer.json"), "{");
    gallery().run(folder, GalleryListener.NONE);
    assertThat(Tree.of(folder)).isEqualTo(Tree.of(whole));
  }

  @Test
  void moreUnitsAndLayersComeToWhatIsThere(@TempDir Path whole) {
    gallery().run(whole, GalleryListener.NONE);
    gallery().layers(List.of("top")).units("0-1").run(folder, GalleryListener.NONE);
    gallery().layers(List.of("relu")).run(folder, GalleryListener.NONE);
    gallery().layers(List.of("top")).run(folder, GalleryListener.NONE);
    Map<String, String> parts = Tree.of(folder);
    Map<String, String> once = Tree.of(whole);
    parts.remove(Journal.NAME); // in another order
    once.remove(Journal.NAME);
    assertThat(parts).isEqualTo(once);
  }

  @Test
  void otherSettingsAreToldNotMixed() {
    gallery().units("0").run(folder, GalleryListener.NONE);
    Map<String, String> before = Tree.of(folder);
    assertThatThrownBy(
            () -> gallery().recipe(RECIPE.with(Setting.STEPS, 7)).run(folder, GalleryListener.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("another steps (6, not 7)");
    assertThatThrownBy(() -> gallery().seed(3).run(folder, GalleryListener.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("another seed (0, not 3)");
    assertThat(Tree.of(folder)).isEqualTo(before);
    gallery().seed(3).as("other").units("0").run(folder, GalleryListener.NONE);
    assertThat(Tree.of(folder))
        .containsKey("other/top/feature/0000.png")
        .containsAllEntriesOf(withoutShared(before));
  }

  private static Map<String, String> withoutShared(Map<String, String> tree) {
    tree.remove(Journal.NAME);
    tree.remove("gallery.json");
    tree.remove("layers.html");
    return tree;
  }

  @Test
  void aSecondWriterIsRefused() {
    List<String> said = new ArrayList<>();
    gallery()
        .units("0")
        .run(
            folder,
            new GalleryListener() {
              @Override
              public void unit(UnitRecord unit, int done, int all) {
                try {
                  gallery().run(folder, GalleryListener.NONE);
                } catch (InputException e) {
                  said.add(e.getMessage());
                }
              }
            });
    assertThat(said).isNotEmpty().allMatch(text -> text.contains("written by another run"));
  }

  @Test
  void damageIsFoundAndRepaired(@TempDir Path whole) throws IOException {
    gallery().run(whole, GalleryListener.NONE);
    gallery().run(folder, GalleryListener.NONE);
    Path images = folder.resolve(MODEL.name()).resolve("top/feature");
    Files.delete(images.resolve("0000.png"));
    Files.writeString(images.resolve("0001.png"), "no image");
    assertThat(GalleryCheck.verify(folder))
        .extracting(GalleryCheck.Fault::what)
        .containsExactlyInAnyOrder("is missing", "is not what was written");
    assertThat(GalleryCheck.repair(folder)).hasSize(2);
    List<Integer> again = new ArrayList<>();
    gallery()
        .run(
            folder,
            new GalleryListener() {
              @Override
              public void unit(UnitRecord unit, int done, int all) {
                again.add(unit.id().unit());
              }
            });
    assertThat(again).containsExactly(0, 1);
    assertThat(GalleryCheck.verify(folder)).isEmpty();
    Map<String, String> repaired = Tree.of(folder);
    Map<String, String> sound = Tree.of(whole);
    repaired.remove(Journal.NAME); // in another order
    sound.remove(Journal.NAME);
    assertThat(repaired).isEqualTo(sound);
  }

  @Test
  void withoutFullSizeTheTilesStay() {
    gallery().full(GalleryPlan.Full.NONE).run(folder, GalleryListener.NONE);
    Map<String, String> first = Tree.of(folder);
    assertThat(first.keySet()).noneMatch(file -> file.endsWith(".png"));
    assertThat(first).containsKey(MODEL.name() + "/top/feature/sheet-00.jpg");
    assertThat(GalleryCheck.verify(folder)).isEmpty();
    List<UnitRecord> rendered = new ArrayList<>();
    gallery()
        .full(GalleryPlan.Full.NONE)
        .run(
            folder,
            new GalleryListener() {
              @Override
              public void unit(UnitRecord unit, int done, int all) {
                rendered.add(unit);
              }
            });
    assertThat(rendered).isEmpty();
    assertThat(Tree.of(folder)).isEqualTo(first);
  }

  /** The sheet fails to be written behind the last unit, as on a full disk. */
  @Test
  void aSheetThatFailedIsWrittenTheNextTime(@TempDir Path whole) throws IOException {
    gallery().run(whole, GalleryListener.NONE);
    Path sheet = folder.resolve(MODEL.name()).resolve("top/feature/sheet-00.jpg");
    Files.createDirectories(sheet);
    assertThatThrownBy(() -> gallery().run(folder, GalleryListener.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("sheet-00.jpg");
    Files.delete(sheet);
    assertThat(gallery().run(folder, GalleryListener.NONE)).isTrue();
    assertThat(Tree.of(folder)).isEqualTo(Tree.of(whole));
  }

  @Test
  void unitsComeToTilesWhoseImagesWereNotKept() {
    gallery().units("0-1").full(GalleryPlan.Full.NONE).run(folder, GalleryListener.NONE);
    assertThat(gallery().full(GalleryPlan.Full.NONE).run(folder, GalleryListener.NONE)).isTrue();
    Bitmap sheet =
        Bitmap.of(
            ImageFiles.read(folder.resolve(MODEL.name()).resolve("top/feature/sheet-00.jpg")));
    int gray = 0;
    for (int x = 0; x < 3 * 128; x++) {
      gray += sheet.at(x, 64, 0) == 128 && sheet.at(x, 64, 1) == 128 ? 1 : 0;
    }
    assertThat(gray).isLessThan(128); // none of the three tiles is the gray of a missing one
  }

  @Test
  void diverseUnitsHaveSeveralImages() {
    gallery().units("0").techniques(List.of("diverse")).run(folder, GalleryListener.NONE);
    assertThat(Tree.of(folder))
        .containsKeys(
            MODEL.name() + "/top/diverse/0000-1.png", MODEL.name() + "/top/diverse/0000-4.png");
  }

  @Test
  void realImagesGiveStatisticsAndExamples(@TempDir Path photos) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Path file = photos.resolve("photo" + i + ".png");
      ImageFiles.write(file, Bitmap.filled(40, 30, 0x204060 << i));
      files.add(file);
    }
    RealImages real =
        new RealImages(
            files,
            new Framing(16, 16),
            new Probe.Use(Engines.named("reference"), Engine.Options.defaults()),
            Optional.empty());
    gallery().units("0-1").images(real).run(folder, GalleryListener.NONE);
    SchemaTest.check(folder);
    String layer = Files.readString(folder.resolve(MODEL.name()).resolve("relu/layer.json"));
    assertThat(layer).contains("\"statistics\":{\"images\":3,");
    String units = Files.readString(folder.resolve(MODEL.name()).resolve("relu/units-000.json"));
    assertThat(units).contains("\"name\":\"photo").doesNotContain(photos.toString());
    assertThat(Tree.of(folder).keySet()).anyMatch(name -> name.endsWith("examples/0000-1.jpg"));
  }

  @Test
  void nothingToMakeIsSaid() {
    assertThatThrownBy(() -> gallery().units("900").plan())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no layer of");
    assertThatThrownBy(() -> gallery().layers(List.of("rleu")).plan())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("did you mean");
    assertThatThrownBy(() -> gallery().units("3-1").plan())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("ends before it begins");
    assertThatThrownBy(() -> gallery().techniques(List.of("featur")).plan())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("feature");
  }
}
