package dev.phosphene.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LabelsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"a cat\", \"dog\", \"3\"]",
        "{\"0\": \"a cat\", \"2\": \"3\", \"1\": \"dog\"}",
        "{\"0\": [\"n01\", \"a cat\"], \"1\": [\"n02\", \"dog\"], \"2\": [\"n03\", \"3\"]}",
        "{0: 'a cat', 1: 'dog', 2: '3'}",
        "a cat\r\n dog\n\n3\n",
        "\uFEFFa cat\ndog\n3",
        "0 a cat\n1 dog\n2 3\n",
        "0: a cat\n1: dog\n2: 3\n",
        "0,a cat\r\n1,dog\r\n2,3\r\n",
        "0\ta cat\n1\tdog\n2\t3",
        "{\"tfjsVersion\": \"1.3.1\", \"labels\": [\"a cat\", \"dog\", \"3\"], \"imageSize\": 224}"
      })
  void everyFormGivesTheSameNames(String text) {
    assertThat(Labels.parse(text, "here")).containsExactly("a cat", "dog", "3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0\n1\n2", "1 euro\n2 euro", "0 a\nb", "0 a\n2 b", "9 lives\n7 seas"})
  void numbersThatDoNotCountTheLinesAreNames(String text) {
    assertThat(Labels.parse(text, "here")).isEqualTo(text.lines().toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[\"a\", [], \"b\"]",
        "{\"0\": \"a\", \"2\": \"c\"}",
        "{\"a\": 0}",
        "[\"a\"",
        "[{}]",
        "[null]"
      })
  void whatIsNoListOfNamesIsRefused(String text) {
    assertThatThrownBy(() -> Labels.parse(text, "here"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("here");
  }

  @Test
  void aFileIsRead(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("labels.txt"), "grün\nblau\n");
    assertThat(Labels.read(file)).containsExactly("grün", "blau");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThatThrownBy(() -> Labels.read(file)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> Labels.read(folder)).isInstanceOf(InputException.class);
  }
}
