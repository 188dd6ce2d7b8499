package dev.phosphene.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.Seeds;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {

  private static byte[] sample() {
    byte[] halves = {0x00, 0x3c, 0x01, 0x00}; // 1, 2⁻²⁴
    byte[] brains = {(byte) 0x80, 0x3f, 0x00, (byte) 0xc0}; // 1, −2
    byte[] doubles = // 0.1 and 2¹⁰⁰
        ByteBuffer.allocate(16)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putDouble(0.1)
            .putDouble(0x1p100)
            .array();
    return SafetensorsFile.begin()
        .metadata("who", "test")
        .f32("f", new float[] {1, 2, 3, 4, 5, 6}, 2, 3)
        .add("h", "F16", halves, 2)
        .add("b", "BF16", brains, 2, 1)
        .add("i", "I64", new byte[16], 2)
        .add("d", "F64", doubles, 2)
        .bytes();
  }

  @Test
  void readsEveryFloatType(@TempDir Path folder) throws IOException {
    Path path = Files.write(folder.resolve("s.safetensors"), sample());
    for (Safetensors file :
        new Safetensors[] {Safetensors.open(path), Safetensors.of("bytes", sample())}) {
      assertThat(file.names()).containsExactly("f", "h", "b", "i", "d");
      assertThat(file.metadata()).containsOnlyKeys("who").containsEntry("who", "test");
      Parameter f = file.parameter("f");
      assertThat(f.shape()).isEqualTo(Shape.of(2, 3));
      assertThat(f.values()).containsExactly(1, 2, 3, 4, 5, 6);
      assertThat(file.parameter("h").values()).containsExactly(1, 0x1p-24f);
      assertThat(file.parameter("b").values()).containsExactly(1, -2);
      assertThat(file.parameter("d").values()).containsExactly(0.1f, 0x1p100f);
      assertThat(file.digest().get()).isEqualTo(Hash.of(path, "SHA-256")).hasSize(64);
      assertThatThrownBy(() -> file.parameter("i"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("tensor \"i\" is I64; expected F64, F32, F16 or BF16");
      assertThatThrownBy(() -> file.parameter("ff"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("no tensor \"ff\"; did you mean");
    }
  }

  @Test
  void cutShortAnywhere(@TempDir Path folder) throws IOException {
    byte[] whole = sample();
    for (int length = 0; length < whole.length; length += length < 16 ? 1 : 3) {
      Path path = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> Safetensors.open(path))
          .isInstanceOf(InputException.class)
          .hasMessageContaining(path.toString())
          .hasMessageMatching(".*(cut short|is empty).*");
    }
  }

  @Test
  void shorterThanWhenItWasOpened(@TempDir Path folder) throws IOException {
    Path path = Files.write(folder.resolve("s"), sample());
    Parameter f = Safetensors.open(path).parameter("f");
    Files.write(path, Arrays.copyOf(sample(), 40));
    assertThatThrownBy(f::values)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("shorter");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]|expected a JSON object",
        "{'a'|not valid JSON",
        "{}x|JSON",
        "{'a':1}|expected a JSON object",
        "{'a':{}}|lacks \"dtype\"",
        "{'a':{'dtype':'F8','shape':[1],'data_offsets':[0,1]}}|unknown dtype \"F8\"",
        "{'a':{'dtype':'F32','shape':1,'data_offsets':[0,4]}}|expected a JSON array",
        "{'a':{'dtype':'F32','shape':[1.5],'data_offsets':[0,8]}}|expected an integer",
        "{'a':{'dtype':'F32','shape':[1e99],'data_offsets':[0,8]}}|expected an integer",
        "{'a':{'dtype':'F32','shape':[1e99999999],'data_offsets':[0,8]}}|integer",
        "{'a':{'dtype':'F32','shape':['1'],'data_offsets':[0,8]}}|expected an integer",
        "{'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}|impossible shape",
        "{'a':{'dtype':'F32','shape':[4611686018427387904,4],'data_offsets':[0,0]}}|impossible",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}|two offsets",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}|impossible offsets",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[-8,0]}}|impossible offsets",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,9223372036854775807]}}|cut short",
        "{'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}|does not fill",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}|tensors fill 4 bytes, but 8",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|belong to no tensor",
        "{'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},"
            + "'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}|overlaps",
        "{'__metadata__':{'a':1}}|expected a string",
        "{'__metadata__':[]}|expected a JSON object",
      })
  void refusesHeader(String header, String message) {
    byte[] bytes = SafetensorsFile.bytes(header.replace('\'', '"'), new byte[8]);
    assertThatThrownBy(() -> Safetensors.of("bad", bytes))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("bad, safetensors header")
        .hasMessageContaining(message);
  }

  @Test
  void refusesLengthsOutOfBounds() {
    for (long length : new long[] {0, 1, -1, Long.MIN_VALUE, 1L << 40, Integer.MAX_VALUE}) {
      byte[] bytes =
          ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
      assertThatThrownBy(() -> Safetensors.of("bad", bytes))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("not a valid length");
    }
  }

  @Test
  void refusesNestingWithoutEnd() {
    byte[] bytes = SafetensorsFile.bytes("{\"a\":" + "[".repeat(100_000), new byte[0]);
    assertThatThrownBy(() -> Safetensors.of("bad", bytes)).isInstanceOf(InputException.class);
  }

  @Test
  void wrongBytesNeverEscape() {
    long seed = Seeds.draw();
    Random random = new Random(seed);
    byte[] whole = sample();
    for (int i = 0; i < 1500; i++) {
      byte[] bad = whole.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        Safetensors file = Safetensors.of("bad", bad);
        for (String name : file.names()) {
          file.parameter(name).values();
        }
      } catch (InputException e) {
        assertThat(e).hasMessageContaining("bad");
      } catch (RuntimeException | Error e) {
        throw new AssertionError("-Dphosphene.seed=" + seed + ", file " + i, e);
      }
    }
  }
}
