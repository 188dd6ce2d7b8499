package dev.phosphene.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {
  private final Path folder;

  VectorsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private Vectors text(String name, String text) throws IOException {
    return Vectors.read(file(name, text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A file as numpy.save writes it; {@code width} is 2, 4 or 8 bytes. */
  private static byte[] npy(int version, int width, String shape, double... values) {
    String header =
        "{'descr': '<f%d', 'fortran_order': False, 'shape': %s, }".formatted(width, shape);
    return npy(version, header, width, values);
  }

  private static byte[] npy(int version, String header, int width, double... values) {
    int before = version == 1 ? 10 : 12;
    int length = (before + header.length() + 1 + 63) / 64 * 64 - before;
    byte[] padded =
        (header + " ".repeat(length - header.length() - 1) + "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer file =
        ByteBuffer.allocate(before + length + values.length * width).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) version).put((byte) 0);
    if (version == 1) {
      file.putShort((short) length);
    } else {
      file.putInt(length);
    }
    file.put(padded);
    for (double value : values) {
      switch (width) {
        case 2 -> file.putShort((short) (int) value); // the bits of a half
        case 4 -> file.putFloat((float) value);
        default -> file.putDouble(value);
      }
    }
    return file.array();
  }

  /** What numpy.save(f, numpy.array([1.5, -2], "float32")) writes, of NumPy 2.4. */
  @Test
  void readsWhatNumpyWrites() throws IOException {
    String hex =
        "934e554d5059010076007b276465736372273a20273c6634272c2027666f727472616e5f6f726465"
            + "72273a2046616c73652c20277368617065273a2028322c292c207d20202020202020202020202020"
            + "20202020202020202020202020202020202020202020202020202020202020202020202020202020"
            + "202020202020200a0000c03f000000c0";
    Vectors vectors = Vectors.read(file("v.npy", HexFormat.of().parseHex(hex)));
    assertThat(vectors.values().data()).containsExactly(1.5f, -2);
    assertThat(vectors.values().shape()).isEqualTo(Shape.of(1, 2, 1, 1));
    assertThat(npy(1, 4, "(2,)", 1.5, -2)).isEqualTo(HexFormat.of().parseHex(hex));
  }

  @ParameterizedTest
  @CsvSource({"1,2", "1,4", "1,8", "2,2", "2,4", "2,8"})
  void readsEachVersionAndWidth(int version, int width) throws IOException {
    double[] values =
        width == 2 ? new double[] {0x3c00, 0xc000, 0x0001} : new double[] {1, -2, 0.1};
    Vectors vectors = Vectors.read(file("v.NPY", npy(version, width, "(3,)", values)));
    float third = width == 2 ? 0x1p-24f : .1f;
    assertThat(vectors.values().data()).containsExactly(1, -2, third);
    assertThat(vectors.patch()).isFalse();
    assertThat(vectors.sha256()).isEqualTo(Hash.of(vectors.file(), "SHA-256"));
  }

  @Test
  void patchesHaveTheirChannelsFirst() throws IOException {
    double[] values = new double[2 * 3 * 4];
    Arrays.setAll(values, i -> i);
    Vectors vectors = Vectors.read(file("p.npy", npy(1, 4, "(2, 3, 4)", values)));
    assertThat(vectors.patch()).isTrue();
    assertThat(vectors.values().shape()).isEqualTo(Shape.of(1, 4, 2, 3));
    assertThat(vectors.values().at(0, 3, 1, 2)).isEqualTo(23);
    assertThat(vectors.values().at(0, 1, 0, 2)).isEqualTo(9);
    Vectors point = Vectors.read(file("p1.npy", npy(1, 4, "(1, 1, 2)", 5, 6)));
    assertThat(point.patch()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1 -2.5 3e-1",
        "1,-2.5,.3\n",
        "1, -2.5,\n 0.3",
        "+1.\r\n-2.50\r\n0.30E0\r\n",
        "\uFEFF1\t-2.5; 0.3"
      })
  void readsTexts(String text) throws IOException {
    assertThat(text("v.csv", text).values().data()).containsExactly(1, -2.5f, .3f);
    assertThat(text("v.txt", text).values().shape()).isEqualTo(Shape.of(1, 3, 1, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 nan 3|value 1 (counted from 0) is nan, not a finite float32",
        "1 2 -Infinity|value 2 (counted from 0) is -Infinity, not a finite float32",
        "1e39|value 0 (counted from 0) is 1.0E39, not a finite float32",
        "1 0x3|value 1 is \"0x3\", not a number",
        "1 2f|value 1 is \"2f\", not a number",
        "1 2d 3|value 1 is \"2d\", not a number",
        "# a head|value 0 is \"#\", not a number",
        "1 abcdefghijklmnopqrstuvwxyz|value 1 is \"abcdefghijklmnopqrst…\", not a number",
        "' , '|holds no numbers",
        "0 0.0 -0|holds only zeros, which is not a direction"
      })
  void saysWhatIsWrongInATexts(String text, String message) {
    assertThatThrownBy(() -> text("v.txt", text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("v.txt")
        .hasMessageContaining(message);
  }

  @Test
  void saysWhatIsWrongInAnArray() {
    assertFault(npy(1, 4, "(3,)", 1, Float.NaN, 2), "value 1 (counted from 0) is NaN");
    assertFault(npy(1, 8, "(2,)", 1, 1e300), "value 1 (counted from 0) is 1.0E300");
    assertFault(npy(1, 2, "(2,)", 0x3c00, 0xfc00), "value 1 (counted from 0) is -Infinity");
    assertFault(npy(1, 4, "(3,)", 1, 2), "shape (3,) of <f4 needs 12 bytes, but has 8");
    assertFault(npy(1, 4, "(1,)", 1, 2), "shape (1,) of <f4 needs 4 bytes, but has 8");
    assertFault(npy(1, 4, "(2, 1)", 1, 2), "holds an array of shape (2, 1); expected a direction");
    assertFault(npy(1, 4, "()", 1), "holds an array of shape ()");
    assertFault(npy(1, 4, "(0,)"), "(0,) is not the shape of a vector");
    assertFault(npy(1, 4, "(2147483648,)", 1), "is not the shape of a vector");
    assertFault(npy(1, 4, "(2147483647, 2147483647, 2147483647)", 1), "needs 396140812");
    assertFault(npy(3, 4, "(1,)", 1), "is .npy version 3; expected 1 or 2");
    assertFault(new byte[] {1, 2, 3}, "does not begin with \\x93NUMPY");
    assertFault(
        npy(1, "{'descr': '>f4', 'fortran_order': False, 'shape': (1,), }", 4, 1),
        "holds >f4; expected little-endian floats");
    assertFault(
        npy(1, "{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }", 8, 1), "holds <i8");
    assertFault(
        npy(1, "{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1, 1), }", 4, 1),
        "Fortran order");
    assertFault(
        npy(1, "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", 4, 1),
        "no descr of a plain array");
    assertFault(npy(2, "{}", 4, 1), "no fortran_order of a plain array");
  }

  private void assertFault(byte[] bytes, String message) {
    assertThatThrownBy(() -> Vectors.read(file("v.npy", bytes)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("v.npy")
        .hasMessageContaining(message);
  }

  /** Wherever a file ends, and whatever bits of its head are wrong, it is the user who is told. */
  @Test
  void damageIsAlwaysAnInputException() throws IOException {
    byte[] whole = npy(2, 4, "(2, 2, 3)", 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    for (int length = 1; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Vectors.read(file("v.npy", cut))).isInstanceOf(InputException.class);
    }
    SplittableRandom random = new SplittableRandom(dev.phosphene.Seeds.next("damaged vectors"));
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = whole.clone();
      bytes[random.nextInt(80)] = (byte) random.nextInt(256);
      try {
        assertThat(Vectors.read(file("v.npy", bytes)).values().data()).hasSize(12);
      } catch (InputException expected) {
        assertThat(expected).hasMessageContaining("v.npy");
      }
    }
  }

  @Test
  void saysWhichFilesItReads() {
    assertThatThrownBy(() -> Vectors.read(folder.resolve("v.npz")))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("its name must end in .npy, .txt or .csv");
    assertThatThrownBy(() -> Vectors.read(folder.resolve("none.npy")))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("none.npy does not exist");
    assertThatThrownBy(() -> Vectors.read(file("empty.txt", new byte[0])))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("empty.txt is empty");
  }
}
