package dev.phosphene.load.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.load.Archive;
import dev.phosphene.load.hdf5.Hdf5;
import dev.phosphene.load.keras.ZipBytes.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zip files written byte by byte: what a stranger's program writes, and what harms. */
class ArchiveTest {
  private static final int MOST = 1 << 20;
  private static final String TEXT = "{\"a\": \"ü, ü, ü, ü, ü, ü, ü, ü, ü, ü\"}";
  private static final byte[] BYTES = TEXT.getBytes(StandardCharsets.UTF_8);

  private final Path file;

  ArchiveTest(@TempDir Path folder) {
    file = folder.resolve("model.keras");
  }

  private Archive open(byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Archive.open(file, "Keras model");
  }

  private Archive open(Entry... entries) {
    ZipBytes zip = new ZipBytes();
    Arrays.stream(entries).forEach(zip::add);
    return open(zip.toBytes());
  }

  private static byte[] noise(int size) {
    byte[] bytes = new byte[size];
    new Random(7).nextBytes(bytes);
    Arrays.fill(bytes, size / 2, size, (byte) 0); // so that it packs
    return bytes;
  }

  private void refused(ThrowingCallable call, String... words) {
    assertThatThrownBy(call)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(words);
  }

  @Test
  void storedAndDeflatedTexts() {
    Archive archive =
        open(
            Entry.stored("a", BYTES),
            Entry.deflated("b/ü", BYTES),
            Entry.stored("none", new byte[0]),
            Entry.deflated("nothing", new byte[0]));
    assertThat(Archive.recognizes(file)).isTrue();
    assertThat(archive.has("a")).isTrue();
    assertThat(archive.has("b")).isFalse();
    assertThat(archive.text("a", BYTES.length)).isEqualTo(TEXT);
    assertThat(archive.text("b/ü", BYTES.length)).isEqualTo(TEXT);
    assertThat(archive.text("none", 0)).isEmpty();
    assertThat(archive.text("nothing", 0)).isEmpty();
    refused(() -> archive.text("a", BYTES.length - 1), ", a has 47 bytes", "too large");
    refused(() -> archive.text("c", MOST), "has no c");
  }

  /** Read through the channel, from anywhere, and as a whole. */
  @Test
  void bytesLieWhereTheyAre() throws IOException {
    byte[] bytes = noise(5000);
    Archive archive =
        open(
            Entry.stored("first", BYTES),
            Entry.stored("stored", bytes),
            Entry.deflated("deflated", bytes));
    for (String name : List.of("stored", "deflated")) {
      Hdf5.Opener opener = ArchivedWeights.of(file, archive, name);
      ByteBuffer whole = opener.bytes().orElseThrow();
      assertThat(whole.isReadOnly()).isTrue();
      byte[] all = new byte[whole.remaining()];
      whole.get(all);
      assertThat(all).as(name).isEqualTo(bytes);
      SeekableByteChannel channel = opener.open();
      try (channel) {
        assertThat(channel.size()).isEqualTo(bytes.length);
        for (int start : List.of(0, 1, 2500, 4990, 4999, 5000, 6000)) {
          ByteBuffer into = ByteBuffer.allocate(100);
          channel.position(start);
          int got = channel.read(into);
          int expected = Math.min(100, bytes.length - start);
          assertThat(got).as("from %d of %s", start, name).isEqualTo(expected > 0 ? expected : -1);
          assertThat(channel.position()).isEqualTo(start + Math.max(expected, 0));
          for (int i = 0; i < into.position(); i++) {
            assertThat(into.get(i)).isEqualTo(bytes[start + i]);
          }
        }
        assertThat(channel.isOpen()).isTrue();
      }
      assertThat(channel.isOpen()).isFalse();
    }
  }

  /** The sizes in front of the bytes are 0 then, and those of the directory count. */
  @Test
  void dataDescriptorsBehindTheBytes() {
    Archive archive =
        open(
            Entry.stored("a", BYTES).flags(8),
            Entry.deflated("b", BYTES).flags(8),
            Entry.stored("c", BYTES));
    for (String name : List.of("a", "b", "c")) {
      assertThat(archive.text(name, MOST)).as(name).isEqualTo(TEXT);
    }
  }

  /** Any of the two sizes and the place may be in the extra field, behind other extra fields. */
  @Test
  void numbersOf64Bits() {
    for (int bits = 0; bits < 8; bits++) {
      int which = bits;
      ZipBytes zip = new ZipBytes();
      for (Entry entry : List.of(Entry.stored("a", BYTES), Entry.deflated("b", BYTES))) {
        zip.add(entry.wide(i -> (which >> i & 1) != 0));
      }
      for (boolean wide : List.of(false, true)) {
        for (String comment : List.of("", "a comment", "-".repeat(0xffff))) {
          Archive archive = open(zip.toBytes(wide, 0, comment));
          assertThat(archive.text("a", MOST)).as("%d %s", which, wide).isEqualTo(TEXT);
          assertThat(archive.text("b", MOST)).as("%d %s", which, wide).isEqualTo(TEXT);
        }
      }
    }
  }

  /** Numbers that no file can have; one below 0 once asked for an array of less than nothing. */
  @Test
  void numbersOf64BitsThatCannotBe() {
    for (Entry entry : List.of(Entry.stored("a", BYTES), Entry.deflated("a", BYTES))) {
      for (int which = 0; which < 3; which++) {
        for (long value :
            List.of(-1L, -16L, Long.MIN_VALUE, Long.MIN_VALUE + 5, 1L << 40, Long.MAX_VALUE)) {
          Archive archive = open(entry.with(which, value).wide(i -> true));
          refused(() -> archive.text("a", MOST), ", a ");
          refused(() -> ArchivedWeights.of(file, archive, "a").bytes(), ", a ");
          refused(() -> ArchivedWeights.of(file, archive, "a").open(), ", a ");
        }
      }
    }
  }

  @Test
  void checksumsThatDiffer() {
    Archive archive = open(Entry.stored("a", BYTES).crc(1), Entry.deflated("b", BYTES).crc(1));
    for (String name : List.of("a", "b")) {
      refused(() -> archive.text(name, MOST), ", " + name, "CRC-32");
      refused(() -> ArchivedWeights.of(file, archive, name).bytes(), ", " + name, "CRC-32");
    }
  }

  @Test
  void sizesThatDiffer() {
    Entry deflated = Entry.deflated("a", BYTES);
    Archive shorter = open(deflated.with(0, BYTES.length - 1));
    refused(() -> shorter.text("a", MOST), ", a is damaged", "CRC-32");
    Archive longer = open(deflated.with(0, BYTES.length + 1));
    refused(() -> longer.text("a", MOST), ", a is damaged", "ends after 47 bytes");
    Archive cut = open(deflated.with(1, deflated.packed().length / 2));
    refused(() -> cut.text("a", MOST), ", a is damaged", "ends after");
    Archive two = open(Entry.stored("a", BYTES).with(1, 3));
    refused(() -> two.text("a", MOST), ", a is damaged", "two sizes");
    byte[] other = BYTES.clone();
    Archive garbled = open(Entry.stored("a", other).method(8));
    refused(() -> garbled.text("a", MOST), ", a is damaged");
  }

  @Test
  void placesThatDiffer() {
    Archive archive = open(Entry.stored("a", BYTES).with(2, 1), Entry.stored("b", BYTES));
    refused(() -> archive.text("a", MOST), ", a is damaged", "header is missing");
    assertThat(archive.text("b", MOST)).isEqualTo(TEXT);
  }

  /** Programs differ in which of them they read. */
  @Test
  void twoEntriesOfOneName() {
    refused(
        () -> open(Entry.stored("a", new byte[3]), Entry.deflated("a", BYTES)),
        "damaged zip file",
        "two entries a");
  }

  /** What is there, and cannot be read, is not said to be missing. */
  @Test
  void entriesThatCannotBeUnpacked() {
    Archive archive =
        open(
            Entry.deflated("a", BYTES).flags(1),
            Entry.stored("b", BYTES).method(14),
            Entry.stored("c", BYTES));
    assertThat(archive.has("a")).isTrue();
    refused(() -> archive.text("a", MOST), ", a is encrypted");
    refused(() -> ArchivedWeights.of(file, archive, "a"), ", a is encrypted");
    refused(() -> archive.text("b", MOST), ", b", "method 14", "stored or deflated");
    assertThat(archive.text("c", MOST)).isEqualTo(TEXT);
  }

  @Test
  void cutShortAnywhere() {
    ZipBytes zip = new ZipBytes().add(Entry.stored("a", BYTES)).add(Entry.deflated("b", BYTES));
    for (boolean wide : List.of(false, true)) {
      byte[] whole = zip.toBytes(wide, 0, "");
      for (int size = 1; size < whole.length; size++) {
        byte[] part = Arrays.copyOf(whole, size);
        refused(() -> open(part), "");
      }
    }
  }

  /** The end says less of a directory than there is: an entry is cut, or where it would begin. */
  @Test
  void directoriesCutShort() {
    ZipBytes zip = new ZipBytes().add(Entry.stored("a", BYTES)).add(Entry.stored("b", BYTES));
    int entry = 46 + 1 + 5 + 2;
    for (boolean wide : List.of(false, true)) {
      for (int less = 1; less < 2 * entry; less++) {
        byte[] bytes = zip.toBytes(wide, less, "");
        if (less == entry) {
          assertThat(open(bytes).has("b")).isFalse(); // a whole directory, of the first alone
        } else {
          refused(() -> open(bytes), "directory is cut short");
        }
      }
    }
  }

  @Test
  void directoriesOfSomethingElse() {
    byte[] bytes = new ZipBytes().add(Entry.stored("a", BYTES)).toBytes();
    int directory = 30 + 1 + BYTES.length;
    byte[] signature = bytes.clone();
    signature[directory] = 'Q';
    refused(() -> open(signature), "damaged zip file", "something else");
    byte[] name = bytes.clone();
    name[directory + 29] = 1; // as if the name had 256 letters more
    refused(() -> open(name), "directory is cut short");
    byte[] place = bytes.clone();
    place[place.length - 3] = 0x7f; // of the directory
    refused(() -> open(place), "its directory is not there");
  }
}
