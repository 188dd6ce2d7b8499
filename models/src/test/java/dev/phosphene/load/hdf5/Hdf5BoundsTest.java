package dev.phosphene.load.hdf5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.load.WeightSource.Role;
import dev.phosphene.load.hdf5.OldHdf5.Reference;
import dev.phosphene.tensor.Shape;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.DatasetCreationOptions;
import io.jhdf.api.WritableGroup;
import io.jhdf.filter.Filter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files that ask for much memory. */
class Hdf5BoundsTest {
  private static final long MOST = 32L << 20;

  @TempDir private Path folder = Path.of("");

  /** Says so, and takes little memory for it. */
  private static void refused(ThrowingCallable work, String... words) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertThatThrownBy(work).isInstanceOf(InputException.class).hasMessageContainingAll(words);
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertThat(after - before).isLessThan(MOST);
  }

  private static List<String> names(Path file) {
    return Hdf5.read(file, "", hdf -> Hdf5.strings(hdf, "layer_names"));
  }

  @Test
  void textsAreReadFromTheirHeaps() throws IOException {
    OldHdf5 file = new OldHdf5();
    long first = file.heap("conv", "a longer name than that");
    long second = file.heap("relu");
    Path whole =
        file.attribute(
                "layer_names0",
                List.of(new Reference(second, 1), new Reference(first, 2), new Reference(first, 1)))
            .attribute("layer_names1", List.of(new Reference(0, 0), new Reference(second, 1)))
            .write(folder.resolve("texts.h5"));
    assertThat(names(whole)).containsExactly("relu", "a longer name than that", "conv", "", "relu");
  }

  /** 4,000 references of 16 bytes each to one text of 60,000 bytes. */
  @Test
  void oneTextThatIsReferredToOftenIsRefused() throws IOException {
    OldHdf5 file = new OldHdf5();
    Reference text = new Reference(file.heap("x".repeat(60_000)), 1);
    Path often =
        file.attribute("layer_names", Collections.nCopies(4000, text))
            .write(folder.resolve("often.h5"));
    refused(() -> names(often), often.toString(), "layer_names", "more than", "bytes");
  }

  /** Each of several attributes would be small enough. */
  @Test
  void severalAttributesTogetherAreRefused() throws IOException {
    OldHdf5 file = new OldHdf5();
    Reference text = new Reference(file.heap("x".repeat(60_000)), 1);
    for (int i = 0; i < 600; i++) {
      file.attribute("layer_names" + i, List.of(text));
    }
    Path several = file.write(folder.resolve("several.h5"));
    refused(() -> names(several), several.toString(), "layer_names", "more than", "bytes");
  }

  /** Heaps that begin inside of others hold the same bytes many times. */
  @Test
  void heapsInsideOfHeapsAreRefused() throws IOException {
    String inner = "";
    List<Integer> starts = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      byte[] around = OldHdf5.collection(inner + " ".repeat(64), "a");
      inner = new String(around, StandardCharsets.ISO_8859_1);
      starts.add(32 * i); // each begins behind its own head and its text's
    }
    OldHdf5 file = new OldHdf5();
    long heap = file.heap(inner);
    List<Reference> references = new ArrayList<>();
    starts.forEach(start -> references.add(new Reference(heap + 32 + start, 2)));
    Path nested = file.attribute("layer_names", references).write(folder.resolve("nested.h5"));
    refused(() -> names(nested), nested.toString(), "layer_names", "more than", "bytes");
  }

  /** A file that is too large to be read as a whole, here every file, is mapped. */
  @Test
  void aSizeInALargeFileAllocatesNothing() throws IOException {
    Assumptions.assumeTrue(
        Path.of("/").getFileSystem().getSeparator().equals("/"), "skipped: Windows maps no files");
    Path file = folder.resolve("large.h5");
    KerasFiles.begin().with("a", "a/bias:0", new float[] {1, 2, 3, 4}).write(file);
    String name = Hdf5.read("large", large(file), "", hdf -> hdf.getChild("a").getName());
    assertThat(name).isEqualTo("a");
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int root = (int) bytes.getLong(36); // superblock, version 2 and 3
    assertThat(bytes.get(root)).isEqualTo((byte) 'O');
    int flags = bytes.get(root + 5);
    assertThat(flags & 3).as("bytes of the header's size, as a power of 2").isEqualTo(2);
    int size = root + 6 + ((flags & 32) != 0 ? 16 : 0) + ((flags & 16) != 0 ? 4 : 0);
    bytes.putInt(size, 400 << 20);
    Files.write(file, bytes.array());
    refused(
        () -> Hdf5.read("large", large(file), "", hdf -> Hdf5.strings(hdf, "layer_names")),
        "large",
        "damaged");
  }

  private static Hdf5.Opener large(Path file) throws IOException {
    return Hdf5.section(file, 0, Files.size(file), () -> Files.newByteChannel(file), 0);
  }

  /** Two values in three bytes each, else zeros: zlib packs that to a hundredth. */
  @Test
  void anArrayThatUnpacksToVeryMuchIsRefused() throws IOException {
    int count = 5 << 20;
    Path sparse = packed("sparse.h5", count, 400);
    assertThat(Files.size(sparse)).isBetween(4L * count / 250, 4L * count / 40);
    refused(
        () -> KerasHdf5.open(sparse).parameter("a", Role.BIAS, Shape.of(count)).values(),
        sparse.toString(),
        "\"a\"",
        "claims " + 4 * count + " bytes");
    Path dense = packed("dense.h5", count, 40);
    assertThat(Files.size(dense)).isGreaterThan(4L * count / 31);
    float[] values = KerasHdf5.open(dense).parameter("a", Role.BIAS, Shape.of(count)).values();
    assertThat(values).hasSize(count).contains(1.2345f, 0);
  }

  private Path packed(String name, int count, int apart) {
    float[] values = new float[count];
    Random random = new Random(1);
    for (int i = 0; i < count; i += 1 + random.nextInt(2 * apart)) {
      values[i] = random.nextFloat();
    }
    values[count - 1] = 1.2345f;
    values[0] = 0;
    Path file = folder.resolve(name);
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("layer_names", new String[] {"a"});
      WritableGroup group = hdf.putGroup("a");
      group.putAttribute("weight_names", new String[] {"bias:0"});
      group.putDataset(
          "bias:0",
          values,
          DatasetCreationOptions.builder().chunkDimensions(1 << 18).deflate().build());
    }
    return file;
  }

  /** Filters that unpack to whatever size a piece or the header tells. */
  @Test
  void otherPackingsAreHeldToThePiece() throws IOException {
    float[] values = new float[1000];
    Path file = folder.resolve("filter.h5");
    for (boolean known : new boolean[] {true, false}) {
      try (WritableHdfFile hdf = HdfFile.write(file)) {
        hdf.putAttribute("layer_names", new String[] {"a"});
        WritableGroup group = hdf.putGroup("a");
        group.putAttribute("weight_names", new String[] {"bias:0"});
        group.putDataset(
            "bias:0",
            values,
            DatasetCreationOptions.builder()
                .chunkDimensions(1000)
                .filter(new Plain(known ? 32000 : 32004), 4, 261, known ? 1 << 30 : 4000)
                .build());
      }
      refused(
          () -> KerasHdf5.open(file).parameter("a", Role.BIAS, Shape.of(1000)).values(),
          file.toString(),
          known ? "unpacks to more" : "is not read");
    }
  }

  /** Says that it packs, and does not. */
  private record Plain(int id) implements Filter {
    @Override
    public int getId() {
      return id;
    }

    @Override
    public String getName() {
      return "plain";
    }

    @Override
    public byte[] decode(byte[] bytes, int[] data) {
      return bytes;
    }

    @Override
    public byte[] encode(byte[] bytes, int[] data) {
      return bytes;
    }
  }
}
