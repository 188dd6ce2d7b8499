package dev.phosphene.load.onnx;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Fuzzes {@link OnnxFuzz}: {@code FuzzMain FOLDER DURATION}, in a process of its own. The corpus
 * and what is found stay in the folder, so that a later run goes on from there; the process fails
 * if something was found.
 */
public final class FuzzMain {
  private FuzzMain() {}

  /** Writes seeds, a dictionary and the files beside the model, and hands over to Jazzer. */
  public static void main(String[] args) throws IOException, InterruptedException {
    String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    if (!machine.matches("(?i)(linux|mac).* (amd64|x86_64|aarch64)|windows.* (amd64|x86_64)")) {
      System.out.println("no fuzzing: Jazzer has no library for " + machine);
      return;
    }
    Path folder = Path.of(args[0]);
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    Path model = Files.createDirectories(folder.resolve("model"));
    System.setProperty("fuzz.folder", model.toString());
    Files.write(model.resolve("weights.bin"), new byte[4096]);
    Files.createDirectories(model.resolve("sub"));
    Path secret = Files.write(folder.resolve("secret.bin"), secret());
    try {
      Files.deleteIfExists(model.resolve("link.bin"));
      Files.createSymbolicLink(model.resolve("link.bin"), secret.toAbsolutePath());
    } catch (IOException | UnsupportedOperationException e) {
      System.out.println("no symbolic links here: " + e);
    }
    List<byte[]> seeds = seeds();
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(corpus.resolve("seed-" + i), seeds.get(i));
    }
    Path dictionary = Files.writeString(folder.resolve("dictionary"), dictionary());
    long seconds = seconds(args[1]);
    System.out.println("fuzzing the ONNX reader for " + seconds + " seconds");
    Jazzer.main(
        new String[] {
          "--target_class=" + OnnxFuzz.class.getName(),
          "--instrumentation_includes=dev.phosphene.load.**",
          "--custom_hook_includes=dev.phosphene.load.**",
          "--reproducer_path=" + folder,
          corpus.toString(),
          "-dict=" + dictionary,
          "-artifact_prefix=" + folder + "/",
          "--keep_going=" + Integer.getInteger("fuzz.findings", 1),
          "-max_total_time=" + seconds,
          "-max_len=8192",
          "-timeout=10",
          "-rss_limit_mb=3000",
          "-verbosity=0",
          "-print_final_stats=1",
        });
  }

  /** {@code 90s}, {@code 10m} or {@code 2h}. */
  private static long seconds(String duration) {
    return Duration.parse("PT" + duration).toSeconds();
  }

  private static byte[] secret() {
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat(OnnxFuzz.SECRET);
    }
    return bytes.array();
  }

  /** A whole file, pieces of it, and recipes for {@link FuzzedModel}. */
  private static List<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    byte[] valid = DamagedOnnxTest.valid();
    seeds.add(valid);
    seeds.add(Arrays.copyOf(valid, valid.length / 2));
    Random random = new Random(1); // always the same: they are the corpus of the repository
    for (int i = 0; i < 64; i++) {
      byte[] recipe = new byte[20 + random.nextInt(300)];
      random.nextBytes(recipe);
      recipe[0] = recipe[0] == 8 ? 9 : recipe[0];
      seeds.add(recipe);
      seeds.add(FuzzedModel.file(recipe));
    }
    return seeds;
  }

  /** Operators as they stand in a file, with the field's number and their length. */
  private static String dictionary() {
    StringBuilder words = new StringBuilder();
    for (String name : Operators.names()) {
      int length = name.getBytes(StandardCharsets.UTF_8).length;
      words.append("\"\\x22\\x%02x%s\"%n".formatted(length, name));
    }
    return words.toString();
  }
}
