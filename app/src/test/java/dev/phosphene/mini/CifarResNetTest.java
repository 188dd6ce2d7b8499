package dev.phosphene.mini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.SharedData;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Model;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real state dicts, of the older form, on CIFAR-10's test images. */
class CifarResNetTest {
  private static final int BATCH = 100;

  /**
   * As many of the 10,000 test images as PyTorch 1.13 names right with the same weights, but for
   * ties that rounding decides. That is less than the published 91.7 and 93.4 %: the images here
   * are JPEGs with losses.
   */
  @ParameterizedTest
  @CsvSource({"resnet20-cifar10.th, 8103", "resnet56-cifar10.th, 8320"})
  void namesAsManyTestImagesAsPyTorch(String file, int byPyTorch) throws IOException {
    Model model = Models.load(SharedData.of("weights/" + file).toString());
    assertThat(model.labels()).hasSize(10).startsWith("airplane", "automobile");
    Tensor batch = Tensor.zeros(BATCH, 3, 32, 32);
    int[] expected = new int[BATCH];
    int[] counts = new int[3]; // in the batch, seen, right
    try (Network network =
        Engines.best()
            .compile(
                model.withPreprocessing(),
                List.of("linear"),
                batch.shape(),
                Engine.Options.defaults())) {
      Cifar10Images.test(
          (label, rgb) -> {
            System.arraycopy(rgb, 0, batch.data(), counts[0] * rgb.length, rgb.length);
            expected[counts[0]++] = model.labels().indexOf(label);
            if (counts[0] == BATCH) {
              network.forward(batch);
              counts[2] += right(network.activation("linear"), expected);
              counts[1] += BATCH;
              counts[0] = 0;
            }
          });
    }
    System.out.printf("%s names %d of %d test images%n", file, counts[2], counts[1]);
    assertThat(counts[1]).isEqualTo(10_000);
    assertThat(counts[2]).isBetween(byPyTorch - 20, byPyTorch + 20);
  }

  private static int right(Tensor logits, int[] expected) {
    int right = 0;
    int classes = logits.shape().c();
    for (int i = 0; i < expected.length; i++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = logits.data()[i * classes + c] > logits.data()[i * classes + best] ? c : best;
      }
      right += best == expected[i] ? 1 : 0;
    }
    return right;
  }
}
