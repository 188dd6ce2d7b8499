package dev.phosphene.load.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KerasHdf5Test {
  private static final Shape KERNEL = Shape.of(2, 3, 1, 2);
  private static final float[] OURS = {0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11};

  private final Path folder;

  KerasHdf5Test(@TempDir Path folder) {
    this.folder = folder;
  }

  /** {@code [kh, kw, in, out]} = 1×2×3×2, counting up. */
  private static float[][][][] kernel() {
    float[][][][] kernel = new float[1][2][3][2];
    for (int i = 0; i < 12; i++) {
      kernel[0][i / 6][i / 2 % 3][i % 2] = i;
    }
    return kernel;
  }

  @Test
  void namesOfTheOfficialVggFiles() {
    Path file =
        KerasFiles.begin()
            .with("input_1")
            .with("a_conv", "a_conv_W_1:0", kernel())
            .with("a_conv", "a_conv_b_1:0", new float[] {1, 2})
            .write(folder.resolve("old.h5"));
    KerasHdf5 weights = KerasHdf5.open(file);
    assertThat(weights.layers()).containsExactly("input_1", "a_conv");
    assertThat(weights.parameter("a_conv", Role.KERNEL, KERNEL).values()).isEqualTo(OURS);
    assertThat(weights.parameter("a_conv", Role.BIAS, Shape.of(2)).values()).containsExactly(1, 2);
  }

  @Test
  void nestedNamesWholeModelsAndDoubles() {
    Path file =
        KerasFiles.begin()
            .with("c", "c/kernel:0", kernel())
            .with("n", "n/gamma:0", new double[] {1.5})
            .with("n", "n/beta:0", new float[] {2})
            .with("n", "n/moving_mean:0", new float[] {3})
            .with("n", "n/moving_variance:0", new float[] {4})
            .wholeModel()
            .write(folder.resolve("whole.h5"));
    KerasHdf5 weights = KerasHdf5.open(file);
    Shape one = Shape.of(1);
    assertThat(weights.parameter("c", Role.KERNEL, KERNEL).values()).isEqualTo(OURS);
    assertThat(weights.parameter("n", Role.GAMMA, one).values()).containsExactly(1.5f);
    assertThat(weights.parameter("n", Role.BETA, one).values()).containsExactly(2);
    assertThat(weights.parameter("n", Role.MEAN, one).values()).containsExactly(3);
    assertThat(weights.parameter("n", Role.VARIANCE, one).values()).containsExactly(4);
  }

  @Test
  void arrayNames() {
    assertThat(KerasArrays.role("conv2d/kernel:0")).isEqualTo(Role.KERNEL);
    assertThat(KerasArrays.role("kernel")).isEqualTo(Role.KERNEL);
    assertThat(KerasArrays.role("convolution2d_1_W")).isEqualTo(Role.KERNEL);
    assertThat(KerasArrays.role("block1_conv1_b_1:0")).isEqualTo(Role.BIAS);
    assertThat(KerasArrays.role("bn_1_running_mean")).isEqualTo(Role.MEAN);
    assertThat(KerasArrays.role("bn_1/moving_variance_3:0")).isEqualTo(Role.VARIANCE);
    assertThat(KerasArrays.role("bn/beta_2:0")).isEqualTo(Role.BETA);
    assertThat(KerasArrays.role("depthwise/depthwise_kernel:0")).isEqualTo(Role.KERNEL);
    assertThat(KerasArrays.role("embeddings:0")).isNull();
  }

  /** Keras numbers unnamed layers from where its process stands. */
  @Test
  void numbersMayBeginElsewhere() {
    Path zero =
        KerasFiles.begin()
            .with("conv2d", "conv2d/kernel:0", kernel())
            .with("conv2d_1", "conv2d_1/kernel:0", new float[1][1][1][1])
            .write(folder.resolve("zero.h5"));
    assertThat(KerasHdf5.open(zero).parameter("conv2d_1", Role.KERNEL, KERNEL).values())
        .isEqualTo(OURS);
    Path late =
        KerasFiles.begin()
            .with("conv2d_95", "conv2d_95/kernel:0", kernel())
            .write(folder.resolve("late.h5"));
    assertThat(KerasHdf5.open(late).parameter("conv2d_1", Role.KERNEL, KERNEL).values())
        .isEqualTo(OURS);
  }

  @Test
  void missingArraysAndWrongShapes() {
    Path file =
        KerasFiles.begin()
            .with("block1_conv1", "block1_conv1_W_1:0", kernel())
            .with("ints", "ints/bias:0", new int[] {1})
            .with("pool")
            .write(folder.resolve("small.h5"));
    KerasHdf5 weights = KerasHdf5.open(file);
    assertThatThrownBy(() -> weights.parameter("block1_conv", Role.KERNEL, KERNEL).values())
        .isInstanceOf(InputException.class)
        .hasMessage(file + " has no layer \"block1_conv\"; did you mean block1_conv1?");
    assertThatThrownBy(() -> weights.parameter("block1_conv1", Role.BIAS, Shape.of(2)).values())
        .isInstanceOf(InputException.class)
        .hasMessage(file + ", layer \"block1_conv1\" has no bias; it has block1_conv1_W_1:0");
    assertThatThrownBy(() -> weights.parameter("pool", Role.BIAS, Shape.of(2)).values())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it has no weights");
    Shape wrong = Shape.of(2, 3, 3, 3);
    assertThatThrownBy(() -> weights.parameter("block1_conv1", Role.KERNEL, wrong).values())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "layer \"block1_conv1\", kernel has the shape [1, 2, 3, 2]; expected [3, 3, 3, 2]");
    assertThatThrownBy(() -> weights.parameter("ints", Role.BIAS, Shape.of(1)).values())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected floats");
  }

  @Test
  void whatIsNoWeightsFile() throws IOException {
    assertFails(folder.resolve("absent.h5"), "does not exist");
    assertFails(folder, "is a folder");
    assertFails(Files.createFile(folder.resolve("empty.h5")), "is empty");
    assertFails(
        Files.writeString(folder.resolve("page.h5"), "<html>Please log in</html>"),
        "is not an HDF5 file");
    assertFails(
        KerasFiles.begin().write(folder.resolve("none.h5")), "holds no weights of a Keras model");
  }

  private static void assertFails(Path file, String message) {
    assertThatThrownBy(() -> KerasHdf5.open(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void theFileMayGoAfterwards() throws IOException {
    Path file =
        KerasFiles.begin().with("c", "c/kernel:0", kernel()).write(folder.resolve("gone.h5"));
    var kernel = KerasHdf5.open(file).parameter("c", Role.KERNEL, KERNEL);
    assertThat(kernel.values()).isEqualTo(OURS);
    Files.delete(file);
    assertThatThrownBy(kernel::values)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("does not exist");
  }
}
