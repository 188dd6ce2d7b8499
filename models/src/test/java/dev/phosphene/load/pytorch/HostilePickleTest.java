package dev.phosphene.load.pytorch;

import static dev.phosphene.load.pytorch.TorchFiles.ascii;
import static dev.phosphene.load.pytorch.TorchFiles.concat;
import static dev.phosphene.load.pytorch.TorchFiles.global;
import static dev.phosphene.load.pytorch.TorchFiles.integer;
import static dev.phosphene.load.pytorch.TorchFiles.tensor;
import static dev.phosphene.load.pytorch.TorchFiles.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.phosphene.error.InputException;
import dev.phosphene.io.SafetensorsFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that want something else than to be read: each is refused in one line. */
@Timeout(60)
class HostilePickleTest {
  private static final long MOST_BYTES = 300L << 20;

  @TempDir private Path folder = Path.of("");

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** The message of the refusal, which took bounded memory. */
  private String refusal(byte[] file) throws IOException {
    Path path = Files.write(folder.resolve("x.pth"), file);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    InputException fault =
        catchThrowableOfType(InputException.class, () -> PyTorchFile.model("x", path));
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
    assertThat(fault).as("a refusal").isNotNull();
    String message = String.valueOf(fault.getMessage());
    assertThat(message).doesNotContain("\n").contains("x.pth");
    return message;
  }

  private String both(byte[] pickle) throws IOException {
    refusal(TorchFiles.old(pickle, Map.of(), Map.of()));
    return refusal(TorchFiles.zip(pickle, Map.of()));
  }

  private static byte[] pickle(byte[]... operations) {
    return concat(ascii("\u0080\u0002"), concat(operations), ascii("."));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "os.system",
        "posix.system",
        "builtins.eval",
        "builtins.getattr",
        "subprocess.Popen",
        "torch.load",
        "torch.storage._load_from_bytes",
        "torch._utils._rebuild_sparse_tensor",
        "java.lang.Runtime",
        "numpy.core.multiarray.scalar",
        "collections.OrderedDict.fromkeys",
        "torch.QInt8Storage"
      })
  void namesOffTheList(String name) throws IOException {
    int dot = name.lastIndexOf('.');
    String module = name.substring(0, dot);
    String last = name.substring(dot + 1);
    byte[] call = concat(text("touch /tmp/x"), new byte[] {(byte) 0x85}, ascii("R"));
    assertThat(both(pickle(global(module, last), call))).contains(name, "not run");
    byte[] four = concat(text(module), text(last), new byte[] {(byte) 0x93}, call);
    assertThat(both(pickle(four))).contains(name, "not run");
    byte[] zero = concat(ascii("("), text("touch"), ascii("i" + module + "\n" + last + "\n"));
    assertThat(both(pickle(zero))).contains(name, "not run");
  }

  @Test
  void classesOfTorchScriptAreAttributesOnly() throws IOException {
    byte[] made =
        concat(global("__torch__", "M"), ascii(")\u0081}"), text("a"), ascii("K\u0001sb"));
    assertThat(both(pickle(made))).contains("no weights");
  }

  @Test
  void extensionsAndPersistentTexts() throws IOException {
    assertThat(both(pickle(ascii("\u0082\u0001")))).contains("operation 0x82");
    assertThat(both(pickle(ascii("Px\n")))).contains("operation 0x50");
    assertThat(both(pickle(ascii("}Q")))).contains("damaged pickle");
  }

  @Test
  void dictionaryInItself() throws IOException {
    byte[] cycle = concat(ascii("}q\u0000"), text("a"), ascii("h\u0000s"));
    assertThat(both(pickle(cycle))).contains("without an end");
    byte[] named = concat(ascii("}q\u0000"), text("state_dict"), ascii("h\u0000s"));
    assertThat(both(pickle(named))).contains("without an end");
    byte[] key = concat(ascii("}(]q\u0000h\u0000a"), ascii("K\u0001u"));
    assertThat(both(pickle(key))).contains("key is neither");
  }

  /** Each dictionary has the one before it twice: 2^40 of them when walked over. */
  @Test
  void memoBomb() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(ascii("}q\u0000"));
    for (int i = 1; i <= 25; i++) {
      byte[] before = {'h', (byte) (i - 1)};
      all.writeBytes(
          concat(
              ascii("}("),
              text("a"),
              before,
              text("b"),
              before,
              ascii("u"),
              new byte[] {'q', (byte) i}));
    }
    assertThat(both(pickle(all.toByteArray()))).contains("without an end");
  }

  @Test
  void deepNesting() throws IOException {
    byte[] deep = new byte[900_000];
    Arrays.fill(deep, (byte) ']');
    byte[] closed = new byte[deep.length - 1];
    Arrays.fill(closed, (byte) 'a');
    assertThat(both(pickle(deep, closed))).contains("no weights");
    byte[] tuples = new byte[1_000_000];
    Arrays.fill(tuples, (byte) 0x85);
    assertThat(both(pickle(ascii("N"), tuples))).contains("no weights");
  }

  @Test
  void tooManyOperations() throws IOException {
    byte[] many = new byte[2_100_000];
    Arrays.fill(many, (byte) '}');
    assertThat(both(pickle(many))).contains("operations");
  }

  @Test
  void lengthsBeyondTheFile() throws IOException {
    ByteBuffer eight = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
    eight.put((byte) 0x8d).putLong(1L << 60);
    assertThat(both(pickle(eight.array()))).contains("1152921504606846976 bytes");
    assertThat(both(pickle(ascii("\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff"))))
        .contains("18446744073709551615 bytes");
    assertThat(both(pickle(ascii("X\u00ff\u00ff\u00ff\u00ff")))).contains("4294967295 bytes");
    assertThat(both(pickle(ascii("\u008b\u00ff\u00ff\u00ff\u0000")))).contains("bytes");
  }

  private static final byte[] STORAGE = new byte[40];

  private String tensors(byte[]... tensors) throws IOException {
    ByteArrayOutputStream items = new ByteArrayOutputStream();
    for (int i = 0; i < tensors.length; i++) {
      items.writeBytes(concat(text("w" + i), tensors[i]));
    }
    byte[] pickle = pickle(ascii("}("), items.toByteArray(), ascii("u"));
    String old = refusal(TorchFiles.old(pickle, Map.of("0", 10L), Map.of("0", STORAGE)));
    String zip = refusal(TorchFiles.zip(pickle, Map.of("0", STORAGE)));
    return old + " | " + zip;
  }

  @Test
  void shapesThatDoNotLieInTheirStorage() throws IOException {
    int[] one = {1};
    String big =
        tensors(tensor("FloatStorage", "0", 10, 0, new int[] {1 << 30, 1 << 30}, new int[] {0, 0}));
    assertThat(big).contains("does not lie in its storage").doesNotContain("no weights");
    assertThat(tensors(tensor("FloatStorage", "0", 10, 1, new int[] {10}, one)))
        .contains("does not lie");
    assertThat(tensors(tensor("FloatStorage", "0", 10, -1, new int[] {2}, one)))
        .contains("does not lie");
    assertThat(tensors(tensor("FloatStorage", "0", 10, 0, new int[] {-2}, one)))
        .contains("does not lie");
    assertThat(tensors(tensor("FloatStorage", "0", 10, 9, new int[] {5}, new int[] {-1})))
        .contains("does not lie");
    assertThat(tensors(tensor("FloatStorage", "0", 10, 0, new int[] {11}, new int[] {0})))
        .contains("does not lie");
    assertThat(tensors(tensor("FloatStorage", "0", 10, 0, new int[] {2, 2}, one)))
        .contains("does not lie");
    int most = Integer.MAX_VALUE;
    int[] huge = {most, most, most};
    assertThat(tensors(tensor("FloatStorage", "0", 10, 0, huge, huge)))
        .contains("impossible shape");
  }

  @Test
  void storagesThatAreNotThere() throws IOException {
    int[] one = {1};
    byte[] whole = tensor("FloatStorage", "0", 10, 0, new int[] {10}, one);
    assertThat(tensors(whole, tensor("FloatStorage", "1", 10, 0, one, one)))
        .contains("has no storage \"1\"");
    assertThat(tensors(tensor("FloatStorage", "0", 11, 0, one, one))).contains("elements");
    assertThat(tensors(tensor("DoubleStorage", "0", 10, 0, one, one))).contains("storage \"0\"");
    assertThat(tensors(tensor("FloatStorage", "../../x", 1, 0, one, one))).contains("no storage");
  }

  /** The older form has each storage once, of one kind. */
  @Test
  void storagesOfTheOlderFormThatLieOverEachOther() throws IOException {
    int[] one = {1};
    byte[] items =
        concat(
            text("a"),
            tensor("FloatStorage", "0", 10, 0, one, one),
            text("b"),
            tensor("HalfStorage", "0", 20, 0, one, one));
    byte[] pickle = pickle(ascii("}("), items, ascii("u"));
    assertThat(refusal(TorchFiles.old(pickle, Map.of("0", 10L), Map.of("0", STORAGE))))
        .contains("two kinds");
    byte[] good = TorchFiles.begin().f32("w", new float[10], 10).old();
    good[good.length - 41] = 0x10; // the upper byte of the count: 2^60
    assertThat(refusal(good)).contains("1152921504606846986 elements");
    byte[] cut = TorchFiles.begin().f32("w", new float[10], 10).old();
    assertThat(refusal(Arrays.copyOf(cut, cut.length - 1))).contains("cut short");
  }

  /** A directory may name the same bytes a thousand times, or sizes that no file has. */
  @Test
  void zipTricks() throws IOException {
    byte[] zip = TorchFiles.begin().f32("w", new float[100], 100).zip();
    ByteBuffer bytes = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 < zip.length; at++) {
      if (bytes.getInt(at) == 0x02014b50) {
        bytes.putInt(at + 20, zip.length - 200);
        bytes.putInt(at + 24, zip.length - 200);
      }
    }
    assertThat(refusal(bytes.array())).contains("zip file");
    ByteBuffer packed = ByteBuffer.wrap(zip.clone()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 < zip.length; at++) {
      if (packed.getInt(at) == 0x02014b50) {
        packed.putShort(at + 10, (short) 8);
      }
    }
    assertThat(refusal(packed.array())).contains("has compressed its archive/data.pkl");
    assertThat(refusal(Arrays.copyOf(zip, zip.length - 30))).contains("x.pth");
    assertThat(refusal(ascii("not a model at all"))).contains("x.pth");
  }

  @Test
  void otherPickles() throws IOException {
    assertThat(refusal(pickle(text("hello")))).contains("magic number");
    assertThat(both(pickle(integer(3)))).contains("no weights");
    assertThat(both(ascii("\u0080\u0009N."))).contains("protocol 9");
    assertThat(both(ascii("."))).contains("stack is empty");
    assertThat(both(ascii("(((t."))).contains("no weights");
    assertThat(both(ascii("h\u0005."))).contains("memo has no 5");
    assertThat(both(ascii("\u0080\u0002}"))).contains("ends");
  }

  @Test
  void floatsAsSafetensorsOfNoArchitecture() throws IOException {
    Path file = folder.resolve("x.safetensors");
    Files.write(file, SafetensorsFile.begin().f32("head.w", new float[2], 2).bytes());
    InputException fault =
        catchThrowableOfType(InputException.class, () -> PyTorchFile.model("x", file));
    assertThat(fault).hasMessageContaining("head.w").hasMessageContaining("torch.onnx.export");
  }
}
