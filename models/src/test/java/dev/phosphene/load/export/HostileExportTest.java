package dev.phosphene.load.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.phosphene.error.InputException;
import dev.phosphene.fuzz.Reading;
import dev.phosphene.load.pytorch.TorchFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Archives that want something else than to be read: each is refused in one line. */
@Timeout(60)
class HostileExportTest {
  private static final long MOST_BYTES = 500L << 20;
  private static final int ENTRY = 0x02014b50;

  @TempDir private Path folder = Path.of("");

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The message of the refusal, which took bounded memory. */
  private String refusal(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("x.pt2"), file);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    InputException fault =
        catchThrowableOfType(
            InputException.class, () -> Reading.all(ExportFile.model("x", path).graph()));
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
    assertThat(fault).as("a refusal").isNotNull();
    String message = String.valueOf(fault.getMessage());
    assertThat(message).doesNotContain("\n").contains("x.pt2");
    return message;
  }

  private static ProgramText program() {
    return ProgramText.begin()
        .parameter("w", 2, 3, 1, 1)
        .input("x", 1, 3, 8, 8)
        .node("aten.conv2d.default", "y", "input=@x weight=@w")
        .output("y");
  }

  private static ExportFiles sound() {
    return ExportFiles.of(program().json()).f32("w", new float[6], 2, 3, 1, 1);
  }

  /** The sound archive with a text of its configuration, or of its program, replaced. */
  private static byte[] with(String old, String other) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("net/models/model.json", ExportFiles.utf8(replaced(program().json(), old, other)));
    entries.put("net/data/weights/weight_0", new byte[24]);
    String config =
        """
        {"config":{"w":{"path_name":"weight_0","use_pickle":false,"tensor_meta":{"dtype":7,
        "sizes":[{"as_int":2},{"as_int":3},{"as_int":1},{"as_int":1}],
        "strides":[{"as_int":3},{"as_int":1},{"as_int":1},{"as_int":1}],
        "storage_offset":{"as_int":0}}}}}""";
    entries.put(
        "net/data/weights/model_weights_config.json",
        ExportFiles.utf8(replaced(config, old, other)));
    return TorchFiles.archive(entries);
  }

  private static String replaced(String text, String old, String other) {
    return old.isEmpty() ? text : text.replace(old, other);
  }

  @Test
  void theSoundOneIsRead() throws IOException {
    for (byte[] file : new byte[][] {sound().newest(), sound().old(), with("", "")}) {
      Path path = Files.write(folder.resolve("sound.pt2"), file);
      Reading.all(ExportFile.model("x", path).graph());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"sizes\":[{\"as_int\":2},{\"as_int\":3} | \"sizes\":[{\"as_int\":1152921504606846976},{\"as_int\":3} | does not lie",
        "\"sizes\":[{\"as_int\":2},{\"as_int\":3} | \"sizes\":[{\"as_int\":2},{\"as_int\":4} | does not lie",
        "\"sizes\":[{\"as_int\":2},{\"as_int\":3} | \"sizes\":[{\"as_int\":-2},{\"as_int\":3} | does not lie",
        "\"strides\":[{\"as_int\":3} | \"strides\":[{\"as_int\":1152921504606846976} | does not lie",
        "\"strides\":[{\"as_int\":3} | \"strides\":[{\"as_int\":-3} | does not lie",
        "\"strides\":[{\"as_int\":3}, | \"strides\":[ | no strides",
        "\"storage_offset\":{\"as_int\":0} | \"storage_offset\":{\"as_int\":1} | does not lie",
        "\"dtype\":7, | \"dtype\":9, | COMPLEXHALF",
        "\"path_name\":\"weight_0\" | \"path_name\":\"../../../../etc/passwd\" | no such entry",
        "\"path_name\":\"weight_0\" | \"path_name\":\"/etc/passwd\" | no such entry",
        "\"use_pickle\":false | \"use_pickle\":true | cut short",
        "\"config\" | \"settings\" | no \"config\"",
        "\"w\":{ | \"v\":{ | no tensor \"w\"",
        "\"graph_module\" | \"module\" | graph_module",
        "\"input_specs\" | \"inputs_to_parameters\" | PyTorch before 2.2",
        "\"nodes\":[ | \"nodes\":[7, | node 0",
        "\"name\":\"y\" | \"name\":\"x\" | two values",
        "{\"name\":\"x\"}}},{ | {\"name\":\"z\"}}},{ | nothing before it makes"
      })
  void contradictions(String old, String other, String told) throws IOException {
    assertThat(new String(with("", ""), StandardCharsets.UTF_8)).contains(old);
    assertThat(refusal(with(old, other))).contains(told);
  }

  /** A directory may name the same bytes twice, or sizes that no file has. */
  @Test
  void zipTricks() throws IOException {
    byte[] zip = sound().newest();
    ByteBuffer larger = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer packed = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 < zip.length; at++) {
      if (larger.getInt(at) == ENTRY) {
        larger.putInt(at + 20, zip.length - 200);
        larger.putInt(at + 24, zip.length - 200);
        packed.putShort(at + 10, (short) 8);
      }
    }
    assertThat(refusal(larger.array())).contains("zip file");
    refusal(packed.array());
    assertThat(refusal(Arrays.copyOf(zip, zip.length - 30))).contains("cut short");
    assertThat(refusal(new byte[] {'P', 'K', 3, 4})).contains("cut short");
    assertThat(refusal(ExportFiles.utf8("no archive"))).contains("cut short");
  }

  /** Two entries of one name: one reader may see the one, another reader the other. */
  @Test
  void twoEntriesOfOneName() throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("models/model.json", ExportFiles.utf8(program().json()));
    entries.put("models/madel.json", ExportFiles.utf8("{}"));
    byte[] zip = TorchFiles.archive(entries);
    for (int i = 0; i + 5 < zip.length; i++) {
      if (zip[i] == 'm' && zip[i + 1] == 'a' && zip[i + 2] == 'd') {
        zip[i + 1] = 'o';
      }
    }
    assertThat(refusal(zip)).contains("two entries");
  }

  /** Each is small when compressed, and would be large in memory. */
  @Test
  void jsonBombs() throws IOException {
    assertThat(refusal(compressed("[".repeat(1 << 20)))).contains("x.pt2");
    assertThat(refusal(compressed(" ".repeat(30 << 20)))).contains("cannot have");
    StringBuilder many = new StringBuilder("{\"a\":[0");
    for (int i = 0; i < 2_000_000; i++) {
      many.append(i % 7 == 0 ? ",[]" : ",{}");
    }
    assertThat(refusal(stored(many.append("]}").toString()))).contains("values");
    assertThat(refusal(stored("{\"graph_module\":" + "{\"graph\":".repeat(5000))))
        .contains("x.pt2");
  }

  private static byte[] stored(String json) {
    return TorchFiles.archive(Map.of("models/model.json", ExportFiles.utf8(json)));
  }

  private static byte[] compressed(String json) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("models/model.json"));
      zip.write(ExportFiles.utf8(json));
    }
    return bytes.toByteArray();
  }

  /** Numbers that are not in the file are made by many nodes, or by one that asks for very many. */
  @Test
  void numbersFromNothing() throws IOException {
    ProgramText program = program();
    for (int i = 0; i < 20; i++) {
      program
          .shape("g" + i, 1, 1 << 20, 1, 1)
          .node("aten.group_norm.default", "n" + i, "input=@g" + i + " num_groups=1");
    }
    assertThat(refusal(ExportFiles.of(program.json()).f32("w", new float[6], 2, 3, 1, 1).newest()))
        .contains("too much memory");
  }

  @Test
  void compiledCodeAlone() throws IOException {
    byte[] zip =
        TorchFiles.archive(
            Map.of(
                "m/archive_format",
                ExportFiles.utf8("pt2"),
                "m/data/aotinductor/model/a.so",
                new byte[8]));
    assertThat(refusal(zip)).contains("compiled code", "torch.export.save");
  }
}
