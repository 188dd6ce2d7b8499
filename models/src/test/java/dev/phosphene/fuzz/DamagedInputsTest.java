package dev.phosphene.fuzz;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reader with inputs that are cut short or have wrong bytes: each is read, or refused in
 * words. The same damage every time; the fuzzer finds more.
 */
@Timeout(120)
class DamagedInputsTest {
  @TempDir private Path root = Path.of("");

  static Stream<Target> targets() {
    return Targets.ALL.stream();
  }

  private Path folder(Target target) throws IOException {
    return Files.createDirectories(target.folder(root));
  }

  /** The undamaged inputs are valid, and stay so when their checksums are made right. */
  @ParameterizedTest
  @MethodSource("targets")
  void seedsAreRead(Target target) throws IOException {
    assertThat(target.words()).isNotEmpty(); // libFuzzer refuses to begin without
    Path folder = folder(target);
    for (byte[] seed : target.seeds(folder)) {
      if (target.name().equals("objective") && new String(seed, US_ASCII).contains("none.npy")) {
        continue; // a file that is not there
      }
      assertThat(target.repaired(seed)).isEqualTo(seed);
      Outcome outcome = Outcome.of(target, seed, folder);
      assertThat(outcome.refusal()).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void cutOrWithWrongBytes(Target target) throws IOException {
    Path folder = folder(target);
    List<byte[]> seeds = target.seeds(folder);
    int each = Math.max(4, 20 / seeds.size());
    for (byte[] seed : seeds) {
      for (byte[] damaged : Damage.cut(seed, each)) {
        Outcome.of(target, damaged, folder);
      }
      for (byte[] damaged : Damage.flipped(seed, each, new Random(1))) {
        Outcome.of(target, damaged, folder);
      }
    }
  }
}
