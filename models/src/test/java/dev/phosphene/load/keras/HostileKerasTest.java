package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.SharedData;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models that were made to harm, or that a disk has harmed. */
class HostileKerasTest {
  private static final long MOST = 200L << 20;
  private static final float VALUE = 0.1234f;

  /** Written by h5py: a model whose only array is an external link to "other.h5". */
  private static final String LINKED =
      "H4sIAAAAAAACA+2WTYvTQBjHn2S1htKupa6wejEEBA+ldrsKWsQXWjTiQkEPHtYlzCbTzbDTpGaS"
          + "+rIUvfZjeBb0JF78Fh68ePULCB5lnclMaK12WQRv86MNM/955j/PPAmZTN3e3Wr5fHnFsqDgUAHr"
          + "st9S+p3p9FTf7T004WOtBpAZUu6o4bIJXDlbhxMzi4LKTYAVqMKaGBzGAaaeH0cDsgfnDAO4Wf6X"
          + "hhaY/OoaeTNHNCu3hMOqdNjHCWLeGCeMxNFSi5MwszDz65MvPy7IHTw36/NbLThyD22RQYU7rgFQ"
          + "9AInXoSGmMEZQ65rGhyYpSzwSxXRMfz3SnnzeB/3u+6Dv69fWhfRVVmhZ5jshSn7rqzeXjRPq+RF"
          + "+T/ILUHzOOW/Icufpy5t53IvL8v9Mq9zhGmnJTwFnz5/PTxG/Uo2N7FuW8V0HhqnIU6a4VVQngBX"
          + "4J/42Xr17oj6qWq3VXHqm5e+gUaj0Wj+5F63v5W/72u/v/td1ThwfIoYy08Lp2M7j/DTDEcpQdRp"
          + "2I48w7l+4BQBQ6HnpyPj3e3F+fejUZZuieGF+bso9UOPiGGPhWgkorejjNKGfS3/be7wCYUNcSaT"
          + "hr1o3o2jcbu3JDFf6ANCU5nZBu/Jo8hj5GW+Gpc2xCIsTUiA2bw0QkFAImHojBElgfDKGPZ2CRJx"
          + "A0QZ5hLyUzJGKf8oEZGURBglPNOdyUSdR/KbhNNuXm+25u7D61X9LGo0Go1Go9FoNBqN5v/xCyq4"
          + "mBUAGAAA";

  @TempDir private Path folder = Path.of("");

  private static void read(Path file) {
    Model model = KerasModel.model("model", file);
    for (Node node : model.graph().nodes()) {
      if (node.op() instanceof Op.Conv conv) {
        assertThat(conv.weight().values()).isNotEmpty();
      }
    }
  }

  private Path archive(String name, boolean compressed) throws IOException {
    float[] values = new float[3 * 3 * 3 * 4];
    Arrays.fill(values, VALUE);
    return KerasBuilder.begin(8, 8, 3)
        .add("Conv2D", "c", "{'filters':4,'kernel_size':[3,3],'activation':'linear'}", "input_1")
        .weight("c", "kernel", values, 3, 3, 3, 4)
        .random(new Random(2), "c", "bias", 4)
        .keras(folder.resolve(name), compressed);
  }

  /** Of a weight, which is then another number as good as any. */
  @Test
  void aFlippedBitAmongTheWeightsIsFound() throws IOException {
    Path file = archive("stored.keras", false);
    read(file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (bytes.getFloat(at) != VALUE) {
      at++;
    }
    bytes.putFloat(at, Math.nextUp(VALUE));
    Files.write(file, bytes.array());
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(file.toString(), "model.weights.h5", "CRC-32");
  }

  @Test
  void aCompressedEntryWithAnotherChecksumIsRefused() throws IOException {
    Path file = archive("compressed.keras", true);
    read(file);
    byte[] bytes = Files.readAllBytes(file);
    byte[] name = "config.json".getBytes(StandardCharsets.UTF_8);
    int at = bytes.length - name.length; // the last is in the directory, 46 bytes behind its start
    while (!Arrays.equals(name, Arrays.copyOfRange(bytes, at, at + name.length))) {
      at--;
    }
    bytes[at - 46 + 16] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll(file.toString(), "config.json", "CRC-32");
  }

  @Test
  void archivesThatUnpackToVeryMuchAreRefused() throws IOException {
    byte[] metadata = "{}".getBytes(StandardCharsets.UTF_8);
    byte[] config = ("{" + " ".repeat(4 << 20) + "}").getBytes(StandardCharsets.UTF_8);
    Path text = folder.resolve("text.keras");
    KerasBuilder.zip(text, Map.of("metadata.json", metadata, "config.json", config), true);
    refused(() -> read(text), "config.json", "claims a size");
    Path weights = folder.resolve("weights.keras");
    KerasBuilder.zip(
        weights,
        Map.of(
            "metadata.json", metadata,
            "config.json", metadata,
            "model.weights.h5", new byte[100 << 20]),
        true);
    refused(() -> read(weights), "model.weights.h5", "claims a size");
  }

  /** Says so, and takes little memory for it. */
  private static void refused(ThrowingCallable work, String... words) {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertThatThrownBy(work).isInstanceOf(InputException.class).hasMessageContainingAll(words);
    long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    assertThat(after - before).isLessThan(MOST);
  }

  @Test
  void aPieceThatUnpacksToVeryMuchIsRefused() {
    Path file = SharedData.of("cases/damaged/bigchunk.h5");
    refused(() -> read(file), file.toString(), "damaged");
  }

  @Test
  void aSizeInTheFileAllocatesNothing() {
    Path file = SharedData.of("cases/damaged/h5_oom.h5");
    refused(() -> read(file), file.toString(), "kernel");
  }

  @Test
  void linksToOtherFilesAreNotFollowed() throws IOException {
    Path file = folder.resolve("linked.h5");
    byte[] packed = Base64.getDecoder().decode(LINKED);
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      Files.write(file, in.readAllBytes());
    }
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("is a link to", "other.h5", "not followed");
  }
}
