package dev.phosphene.load.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.SharedData;
import dev.phosphene.error.InputException;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file cut short at many places, or with wrong bytes in it. */
class DamagedHdf5Test {
  private static final String VGG19 = "weights/vgg19_notop_blocks1-3.h5";

  private final Path folder;

  DamagedHdf5Test(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void cutShort() throws IOException {
    for (String name : new String[] {VGG19, "weights/inception_v3_notop_to_mixed8.h5"}) {
      Path whole = SharedData.of(name);
      Path file = folder.resolve("cut.h5");
      long size = Files.size(whole);
      Files.write(file, Files.readAllBytes(whole));
      Random random = new Random(1);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        for (long length = size - 1; length > 0; length = shorter(length, random)) {
          channel.truncate(length);
          assertThatThrownBy(() -> KerasHdf5.open(file))
              .isInstanceOf(InputException.class)
              .hasMessageContaining(file.toString())
              .hasMessageMatching(
                  length >= 96
                      ? ".*is cut short: it has " + length + " bytes of " + size + ".*"
                      : ".*(damaged|not an HDF5 file|cut short).*");
        }
        channel.truncate(0);
      }
      assertThatThrownBy(() -> KerasHdf5.open(file)).hasMessageContaining("is empty");
    }
  }

  private static long shorter(long length, Random random) {
    return length < 120 ? length - 4 : (long) (length * (0.5 + 0.5 * random.nextDouble()));
  }

  /** The header may promise less than there was; then the data lie beyond the file's end. */
  @Test
  void dataBeyondTheEnd() throws IOException {
    Path file = folder.resolve("beyond.h5");
    Files.write(file, Files.readAllBytes(SharedData.of(VGG19)));
    KerasHdf5 weights = KerasHdf5.open(file);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      long length = channel.size() / 2;
      ByteBuffer end = ByteBuffer.allocate(8).order(java.nio.ByteOrder.LITTLE_ENDIAN);
      channel.write(end.putLong(0, length), 40); // the superblock's end-of-file address
      channel.truncate(length);
    }
    int failed = 0;
    for (String layer : weights.layers()) {
      if (layer.contains("conv")) {
        int block = layer.charAt(5) - '0';
        int out = 32 << block;
        int in = layer.equals("block1_conv1") ? 3 : layer.endsWith("1") ? out / 2 : out;
        try {
          weights.parameter(layer, Role.KERNEL, Shape.of(out, in, 3, 3)).values();
        } catch (InputException e) {
          assertThat(e).hasMessageContaining("layer \"" + layer + "\"");
          failed++;
        }
      }
    }
    assertThat(failed).isBetween(1, 7);
  }

  /** Whatever the metadata are, nothing but our own exception comes out. */
  @Test
  void wrongBytes() throws IOException {
    float[][][][] kernel = new float[3][3][2][4];
    Path good =
        KerasFiles.begin()
            .with("a", "a/kernel:0", kernel)
            .with("a", "a/bias:0", new float[4])
            .with("b", "b/kernel:0", kernel)
            .write(folder.resolve("good.h5"));
    byte[] bytes = Files.readAllBytes(good);
    Path file = Files.write(folder.resolve("bad.h5"), bytes);
    spoil(
        file,
        bytes.length,
        60,
        weights -> {
          weights.parameter("a", Role.KERNEL, Shape.of(4, 2, 3, 3)).values();
          weights.parameter("a", Role.BIAS, Shape.of(4)).values();
          weights.parameter("b", Role.KERNEL, Shape.of(4, 2, 3, 3)).values();
        });
  }

  /** The official files have the older metadata without checksums. */
  @Test
  void wrongBytesInARealFile() throws IOException {
    Path file = folder.resolve("real.h5");
    Files.write(file, Files.readAllBytes(SharedData.of(VGG19)));
    spoil(
        file,
        6000,
        60,
        weights -> {
          weights.parameter("block1_conv1", Role.KERNEL, Shape.of(64, 3, 3, 3)).values();
          weights.parameter("block1_conv1", Role.BIAS, Shape.of(64)).values();
        });
  }

  /** Tries {@code reading} with a few random bytes among the first, which are then put back. */
  private static void spoil(Path file, int among, int rounds, Consumer<KerasHdf5> reading)
      throws IOException {
    long seed = Seeds.draw();
    Random random = new Random(seed);
    try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
      byte[] good = new byte[among];
      access.readFully(good);
      for (int i = 0; i < rounds; i++) {
        byte[] bad = good.clone();
        for (int j = random.nextInt(4); j >= 0; j--) {
          bad[8 + random.nextInt(among - 8)] = (byte) random.nextInt();
        }
        access.seek(0);
        access.write(bad);
        try {
          reading.accept(KerasHdf5.open(file));
        } catch (InputException e) {
          assertThat(e).hasMessageContaining(file.toString());
        } catch (RuntimeException | Error e) {
          throw new AssertionError("-Dphosphene.seed=" + seed + ", round " + i, e);
        }
      }
    }
  }

  /** A small heap is no damage, unless the file claims more than it has. */
  @Test
  void memoryRunsOut() throws IOException {
    Path file = folder.resolve("heap.h5");
    KerasFiles.begin().with("a", "a/bias:0", new float[4]).write(file);
    assertThatThrownBy(() -> exhausted(file, 16))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("layer a: memory ran out while reading [4]");
    assertThatThrownBy(() -> exhausted(file, 15))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("damaged");
  }

  private static float[] exhausted(Path file, long fileSize) {
    Supplier<float[]> reading =
        () -> {
          throw new OutOfMemoryError("Java heap space");
        };
    return Hdf5.read(
        file,
        "",
        hdf ->
            KerasArrays.inMemory(
                hdf.getDatasetByPath("/a/a/bias:0"), fileSize, "layer a", reading));
  }

  /** Neither open nor mapped, after reading as after failing. */
  @Test
  void nothingStaysOpen() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(descriptors), "skipped: no /proc here");
    Path file = folder.resolve("leak.h5");
    KerasFiles.begin().with("a", "a/bias:0", new float[4]).write(file);
    KerasHdf5 weights = KerasHdf5.open(file);
    weights.parameter("a", Role.BIAS, Shape.of(4)).values();
    assertThatThrownBy(() -> weights.parameter("a", Role.BIAS, Shape.of(5)).values())
        .isInstanceOf(InputException.class);
    Files.write(file, new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 0, 0});
    assertThatThrownBy(() -> KerasHdf5.open(file)).isInstanceOf(InputException.class);
    assertThat(Files.readString(Path.of("/proc/self/maps"))).doesNotContain("leak.h5");
    try (Stream<Path> open = Files.list(descriptors)) {
      assertThat(open.filter(fd -> target(fd).endsWith("leak.h5"))).isEmpty();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
