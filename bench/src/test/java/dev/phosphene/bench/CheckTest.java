package dev.phosphene.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Recorded ratios and what is held against them; nothing is timed. */
final class CheckTest {
  private static final Ratios.Line VGG =
      new Ratios.Line("AVX2", "vgg19: phosphene / floor", 0.8, 0.1);

  @Test
  void readsBackWhatItWrites() {
    Ratios ratios = new Ratios(List.of(VGG, new Ratios.Line("AMX", "other", 1.25, 0.05)));
    assertThat(Ratios.parse(ratios.text().lines().toList())).isEqualTo(ratios);
  }

  @Test
  void recordsOneIsaAndKeepsTheOthers() {
    Ratios.Line old = new Ratios.Line("AVX2", "gone", 1, 0.1);
    Ratios.Line other = new Ratios.Line("AMX", "kept", 1, 0.1);
    Ratios ratios = new Ratios(List.of(old, other)).with("AVX2", List.of(VGG));
    assertThat(ratios.lines()).containsExactly(other, VGG);
    assertThat(ratios.of("AVX2")).containsOnlyKeys(VGG.what());
  }

  @Test
  void refusesLinesThatItDoesNotUnderstand() {
    for (String line : List.of("AVX2 | a | b | 0.1", "AVX2 | a | 1", "AVX2 | a | -1 | 0.1")) {
      assertThatThrownBy(() -> Ratios.parse(List.of("# comment", line)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("line 2")
          .hasMessageContaining(line);
    }
  }

  @Test
  void withinTheToleranceIsNotWorse() {
    Check.Report report = compare(0.87);
    assertThat(report.worse()).isFalse();
    assertThat(report.text()).contains("0.800", "0.870", "0.880", "ok");
  }

  @Test
  void beyondTheToleranceIsWorse() {
    Check.Report report = compare(0.89);
    assertThat(report.worse()).isTrue();
    assertThat(report.text()).contains("WORSE");
  }

  @Test
  void betterIsNeverWorse() {
    assertThat(compare(0.1).worse()).isFalse();
  }

  @Test
  void whatIsNotMeasuredAnyMoreCounts() {
    Check.Report report = Check.compare(Map.of(VGG.what(), VGG), Map.of("new", 1.0));
    assertThat(report.worse()).isTrue();
    assertThat(report.text()).contains("NOT MEASURED").contains("not recorded");
  }

  @Test
  void saysThatNothingIsRecordedForAnIsa(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("ratios.txt");
    Files.writeString(file, new Ratios(List.of(new Ratios.Line("Z80", "a", 1, 0.1))).text());
    assertThat(new CommandLine(new Check()).execute("--ratios=" + file)).isEqualTo(1);
  }

  @Test
  void theCommittedRatiosAreUnderstood() throws IOException {
    Path root = Path.of(System.getProperty("phosphene.root", ".."));
    Path file = root.resolve("bench").resolve("ratios.txt");
    Assumptions.assumeTrue(Files.exists(file), "nothing is recorded yet");
    assertThat(Ratios.read(file).lines()).isNotEmpty();
  }

  @Test
  void namesItsCommands() {
    assertThat(Bench.named()).containsExactly("steps");
    assertThat(Bench.named("--check", "--record")).containsExactly("check", "--record");
    assertThat(Bench.named("steps", "--check")).containsExactly("steps", "--check");
  }

  private static Check.Report compare(double measured) {
    return Check.compare(Map.of(VGG.what(), VGG), Map.of(VGG.what(), measured));
  }
}
