package dev.phosphene.gallery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.store.Shard;
import dev.phosphene.gallery.store.ShardFolder;
import dev.phosphene.gallery.store.UnitRecord;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Recipes;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shards leave the folder that one process leaves, byte for byte. */
class GalleryShardsTest {
  private static final Model MODEL = TinyModels.random();
  private static final int SHARDS = 3;
  private static final Recipe RECIPE =
      Recipes.FAST
          .with(Setting.SIZE, new Size(16, 16))
          .with(Setting.STEPS, 4)
          .with(Setting.REDIRECTED, 2);

  @TempDir private Path folder = Path.of("");
  @TempDir private Path whole = Path.of("");

  @BeforeEach
  void renderWhole() {
    gallery().run(whole, GalleryListener.NONE);
  }

  private static Gallery gallery() {
    return Gallery.of(MODEL)
        .layers(List.of("relu", "top"))
        .techniques(List.of("feature", "negative"))
        .recipe(RECIPE)
        .sizeByLayer(false)
        .engine(Engines.named("reference"));
  }

  private boolean shard(int number, GalleryListener listener) {
    return gallery().shard(new Shard(number, SHARDS)).run(folder, listener);
  }

  private boolean shard(int number) {
    return shard(number, GalleryListener.NONE);
  }

  private void assertWhole() {
    assertThat(Tree.of(folder)).isEqualTo(Tree.of(whole));
    assertThat(folder.resolve(ShardFolder.NAME)).doesNotExist();
    assertThat(GalleryCheck.verify(folder)).isEmpty();
  }

  @Test
  void oneAfterTheOther() {
    for (int number : List.of(2, 3, 1)) {
      assertThat(folder.resolve("gallery.json")).doesNotExist();
      assertThat(shard(number)).isTrue();
    }
    assertWhole();
  }

  @Test
  void atOnce() throws Exception {
    ExecutorService machines = Executors.newFixedThreadPool(SHARDS);
    try {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int number = 1; number <= SHARDS; number++) {
        int one = number;
        all.add(machines.submit(() -> shard(one)));
      }
      for (Future<Boolean> one : all) {
        assertThat(one.get()).isTrue();
      }
    } finally {
      machines.shutdown();
    }
    assertWhole();
  }

  /** Each shard is ended again and again, and what a killed one leaves is there, too. */
  @Test
  void endedAndRunAgain() throws IOException {
    int turns = 0;
    for (int number = 1; number <= SHARDS; number++) {
      for (boolean done = false; !done; turns++) {
        int[] left = {3 + turns};
        done =
            shard(
                number,
                new GalleryListener() {
                  @Override
                  public boolean goesOn() {
                    return left[0]-- > 0;
                  }
                });
        for (Path journal : new ShardFolder(folder, MODEL.name()).journals()) {
          byte[] lines = Files.readAllBytes(journal);
          Files.write(journal, Arrays.copyOf(lines, Math.max(0, lines.length - 7)));
        }
        if (Files.exists(folder.resolve(MODEL.name()))) {
          Files.writeString(folder.resolve(MODEL.name()).resolve(".0001.png.1.tmp"), "half");
        }
        assertThat(turns).isLessThan(200);
      }
    }
    // What was cut off its journal is missing now, and is run again.
    for (int number = 1; number <= SHARDS; number++) {
      shard(number);
    }
    assertThat(turns).isGreaterThan(SHARDS);
    assertWhole();
  }

  @Test
  void anOrdinaryRunCompletesWhatShardsBegan() {
    shard(2);
    List<Integer> rendered = new ArrayList<>();
    boolean complete =
        gallery()
            .run(
                folder,
                new GalleryListener() {
                  @Override
                  public void unit(UnitRecord unit, int done, int all) {
                    rendered.add(unit.id().unit());
                  }
                });
    assertThat(complete).isTrue();
    assertThat(rendered).isNotEmpty().noneMatch(new Shard(2, SHARDS)::owns);
    assertWhole();
  }

  @ParameterizedTest
  @EnumSource(GalleryPlan.Full.class)
  void whicheverImagesAreKept(GalleryPlan.Full full, @TempDir Path one) {
    gallery().full(full).run(one, GalleryListener.NONE);
    for (int number = SHARDS; number > 0; number--) {
      gallery().full(full).shard(new Shard(number, SHARDS)).run(folder, GalleryListener.NONE);
    }
    assertThat(Tree.of(folder)).isEqualTo(Tree.of(one));
  }

  /** More shards than units: some have nothing to do, and may be the last. */
  @Test
  void someMayHaveNothing() {
    int many = 12;
    IntStream.rangeClosed(1, many)
        .forEach(
            number -> gallery().shard(new Shard(number, many)).run(folder, GalleryListener.NONE));
    assertWhole();
  }

  @Test
  void anotherPlanIsRefused() {
    shard(1);
    Gallery fewer = gallery().layers(List.of("relu")).shard(new Shard(2, SHARDS));
    assertThatThrownBy(() -> fewer.run(folder, GalleryListener.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the other shards of " + MODEL.name())
        .hasMessageContaining("have another plan: layers is ")
        .hasMessageContaining("give all shards the same command");
    Gallery more = gallery().shard(new Shard(2, SHARDS + 1));
    assertThatThrownBy(() -> more.run(folder, GalleryListener.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("have another plan: shards is 3, not 4");
    Gallery seed = gallery().seed(7).shard(new Shard(2, SHARDS));
    assertThatThrownBy(() -> seed.run(folder, GalleryListener.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("another seed (0, not 7)");
    Gallery ordinary = gallery().seed(7);
    assertThatThrownBy(() -> ordinary.run(folder, GalleryListener.NONE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("another seed (0, not 7)");
  }

  @Test
  void statusTellsWhoOwesWhat() {
    shard(2);
    GallerySummary summary = GallerySummary.of(folder);
    assertThat(summary.owed())
        .extracting(ShardPlan.Owed::shard)
        .containsExactly(new Shard(1, SHARDS), new Shard(3, SHARDS));
    int owed = summary.owed().stream().mapToInt(ShardPlan.Owed::count).sum();
    assertThat(owed).isPositive().isEqualTo(summary.units() - summary.done());
    assertThat(summary.units()).isEqualTo(GallerySummary.of(whole).units());
  }

  @Test
  void aDamagedImageIsRenderedAgain() throws IOException {
    shard(1);
    shard(2);
    Path image = folder.resolve(MODEL.name()).resolve("relu/feature/0000.png");
    Files.writeString(image, "not what it was");
    assertThat(GalleryCheck.repair(folder)).hasSize(1);
    shard(3);
    assertThat(GallerySummary.of(folder).owed())
        .extracting(ShardPlan.Owed::shard)
        .containsExactly(new Shard(1, SHARDS));
    shard(1);
    assertWhole();
  }

  /** An earlier gallery of a part grows by shards to what one run of all makes. */
  @Test
  void shardsGrowWhatIsThere() {
    gallery().units("0-1").run(folder, GalleryListener.NONE);
    for (int number = 1; number <= SHARDS; number++) {
      shard(number);
    }
    assertWhole();
  }
}
