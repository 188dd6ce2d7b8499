package dev.phosphene.fuzz;

import com.code_intelligence.jazzer.Jazzer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One process of {@link FuzzMain}: {@code FuzzRun FOLDER SECONDS TARGET,…}. */
final class FuzzRun {
  private FuzzRun() {}

  /** Writes seeds and a dictionary, and hands over to Jazzer, which ends the process. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]).toAbsolutePath();
    List<Target> targets = Targets.named(args[2]);
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    int words = 0;
    StringBuilder dictionary = new StringBuilder();
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      Path files = Files.createDirectories(target.folder(folder));
      List<byte[]> seeds = new ArrayList<>(target.seeds(files));
      seeds.addAll(target.recipes());
      for (int j = 0; j < seeds.size(); j++) {
        byte[] seed = targets.size() == 1 ? seeds.get(j) : chosen(i, seeds.get(j));
        Files.write(corpus.resolve("seed-" + target.name() + "-" + j), seed);
      }
      for (String word : target.words()) {
        dictionary.append('w').append(words++).append('=').append(quoted(word)).append('\n');
      }
    }
    System.setProperty("fuzz.folder", folder.toString());
    System.setProperty("fuzz.targets", args[2]);
    System.setProperty("fuzz.seconds", args[1]);
    Runtime.getRuntime().addShutdownHook(new Thread(FuzzEntry::report));
    Jazzer.main(
        options(folder, corpus, Files.writeString(folder.resolve("words"), dictionary), args[1]));
  }

  private static String[] options(Path folder, Path corpus, Path dictionary, String seconds) {
    return new String[] {
      "--target_class=" + FuzzEntry.class.getName(),
      "--instrumentation_includes=dev.phosphene.**:io.jhdf.**:com.google.gson.stream.**",
      "--instrumentation_excludes=dev.phosphene.fuzz.**",
      "--custom_hook_includes=dev.phosphene.**:io.jhdf.**",
      "--custom_hooks=" + TrustedChecksums.class.getName(),
      // Paths in a user's own text may lead anywhere; those in a file are watched by Reading.
      "--disabled_hooks=com.code_intelligence.jazzer.sanitizers.FilePathTraversal",
      "--reproducer_path=" + folder,
      corpus.toString(),
      "-dict=" + dictionary,
      "-artifact_prefix=" + folder + "/",
      "--keep_going=" + Integer.getInteger("fuzz.findings", 1),
      "-max_total_time=" + seconds,
      "-max_len=20480",
      "-timeout=" + Integer.getInteger("fuzz.timeout", 60),
      "-rss_limit_mb=3000",
      "-print_final_stats=1",
    };
  }

  private static byte[] chosen(int target, byte[] seed) {
    byte[] longer = new byte[1 + seed.length];
    longer[0] = (byte) target;
    System.arraycopy(seed, 0, longer, 1, seed.length);
    return longer;
  }

  /** As libFuzzer's dictionaries have it. */
  private static String quoted(String word) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = b >= ' ' && b < 127 && b != '"' && b != '\\';
      quoted.append(plain ? String.valueOf((char) b) : "\\x%02x".formatted(b & 255));
    }
    return quoted.append('"').toString();
  }
}
