package dev.phosphene.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.ParameterizationKind;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.render.Render;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.transform.TransformSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every kind of objective rises from its start on real weights, seen without views, in float32. In
 * the texts LAYER is a middle layer, PHOTO a photograph, VECTOR a file of a direction.
 */
class ObjectivesRiseTest {
  private static final String PHOTO = "images/imagenet-samples/n01443537_goldfish.jpg";
  private static final int STEPS = 8;

  @TempDir static Path folder;

  @BeforeAll
  static void writeDirection() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(128 + 4 * 256).order(ByteOrder.LITTLE_ENDIAN);
    String head = "{'descr': '<f4', 'fortran_order': False, 'shape': (256,), }";
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) 118);
    bytes.put((head + " ".repeat(117 - head.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    for (int i = 0; i < 256; i++) {
      bytes.putFloat(i % 50 == 0 ? 1f : .1f);
    }
    Files.write(folder.resolve("vector.npy"), bytes.array());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LAYER:7",
        "LAYER:7@2,1",
        "LAYER:7@center",
        "LAYER:7@0-3,1-2",
        "direction(LAYER, VECTOR)",
        "direction(LAYER, VECTOR, 1)@2,2",
        "dream(LAYER)",
        "-tv",
        "-l1",
        "-l2",
        "-blur",
        "-l1(LAYER)",
        "diversity(LAYER)",
        "align(LAYER)",
        "interpolate(LAYER:7, LAYER:12)",
        "like(LAYER, PHOTO)",
        "like(input, PHOTO)",
        "caricature(LAYER, PHOTO)",
        "caricature(LAYER, PHOTO, 1)",
        "style(LAYER, PHOTO)",
        "guide(LAYER, PHOTO)",
        "LAYER:7 * LAYER:12",
        "LAYER:7 + 0.5*LAYER:12 - 1e-3*tv"
      })
  void onVgg19(String text) {
    rises(RealModels.vgg19(), text, "block3_conv2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LAYER:7",
        "LAYER:7@1,1",
        "LAYER:7@center",
        "LAYER:7@0-2,0-1",
        "direction(LAYER, VECTOR)",
        "dream(LAYER)",
        "LAYER:7 - 1e-3*tv - 1e-3*l1 - 1e-3*l2 - 1e-3*blur",
        "diversity(LAYER)",
        "align(LAYER)",
        "interpolate(LAYER:7, LAYER:12)",
        "like(LAYER, PHOTO)",
        "caricature(LAYER, PHOTO)",
        "style(LAYER, PHOTO)",
        "guide(LAYER, PHOTO)",
        "LAYER:7 * LAYER:12"
      })
  void onInceptionV3(String text) {
    rises(RealModels.inceptionV3(), text, "mixed0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"logit:dog", "logit:1", "logit:ship - logit:truck"})
  void onMini(String text) {
    rises(RealModels.mini(), text, "stage3");
  }

  private static void rises(Model model, String text, String layer) {
    String photo = text.contains("PHOTO") ? SharedData.of(PHOTO).toString() : "";
    String objective =
        text.replace("LAYER", layer)
            .replace("PHOTO", '"' + photo + '"')
            .replace("VECTOR", '"' + folder.resolve("vector.npy").toString() + '"');
    int pictures = text.matches("(diversity|align|interpolate).*") ? 3 : 1;
    Recipe recipe =
        Recipe.LUCID
            .with(Setting.SIZE, new Size(75, 80))
            .with(Setting.STEPS, STEPS)
            .with(Setting.TRANSFORMS, TransformSpec.NONE)
            .with(
                Setting.PARAM,
                pictures > 1 ? ParameterizationKind.PIXELS : ParameterizationKind.FOURIER)
            .with(Setting.BATCH, pictures);
    Render render =
        Render.of(model, objective).recipe(recipe).fitPhotos(true).precision(Render.Precision.F32);
    if (text.startsWith("-")) {
      render.start(Start.photo(SharedData.of(PHOTO))).recipe(recipe);
    }
    for (RenderedImage picture : render.run().images()) {
      assertThat(picture.value()).as(objective).isGreaterThan(picture.curve().get(0));
    }
  }
}
