package dev.phosphene.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectiveParserTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mixed3:1",
        "block4_conv1/linear:0",
        "mixed3:1@12,20",
        "mixed3:1@10-20,5-9",
        "mixed3:1 + 0.5*mixed4:7",
        "mixed3:1 - 2*mixed4:7@3,4",
        "-mixed3:1",
        "0.001*a:1",
        "a:1 + 2*(b:2 - 0.5*c:3)",
        "\"my layer\":3",
        "/features/conv.1-2/Relu_0:3"
      })
  void printsWhatItParsed(String text) {
    assertThat(ObjectiveParser.parseOne(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:1+b:2|a:1 + b:2",
        "a:1-b:2|a:1 - b:2",
        "  2 * a:1  |2*a:1",
        "1e-3*a:1|0.001*a:1",
        ".5*a:1|0.5*a:1",
        "1*a:1|a:1",
        "(a:1)|a:1"
      })
  void normalisesSpacing(String text, String normal) {
    assertThat(ObjectiveParser.parseOne(text)).hasToString(normal);
  }

  @Test
  void listsAndRangesAreSeveralObjectives() {
    assertThat(ObjectiveParser.parse("mixed3:1,5,8-10"))
        .extracting(Object::toString)
        .containsExactly("mixed3:1", "mixed3:5", "mixed3:8", "mixed3:9", "mixed3:10");
    assertThat(ObjectiveParser.parse("a:1,2@3,4"))
        .isEqualTo(
            List.of(new Channel("a", 1, Region.at(3, 4)), new Channel("a", 2, Region.at(3, 4))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mixed3|6|expected \":\"",
        "mixed3:|7|a channel",
        "mixed3:x|7|a channel",
        "a:1 +|5|expected a unit",
        "a:1 b:2|4|expected + or -",
        "a:1 + b:2,3|6|stands alone",
        "(a:1|4|parenthesis",
        "a:9-3|2|smaller",
        "a:1@5|5|position y",
        "a:1@5-2,1|4|smaller",
        "\"a:1|0|quotation",
        "a:99999999999|2|a channel",
        "''|0|expected a unit"
      })
  void pointsAtTheFault(String text, int column, String message) {
    assertThatThrownBy(() -> ObjectiveParser.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message)
        .hasMessageEndingWith("\n  " + text + "\n  " + " ".repeat(column) + "^");
  }
}
