package dev.phosphene.objective;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.io.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
        "mixed3:1@center",
        "mixed3:1 + 0.5*mixed4:7",
        "mixed3:1 - 2*mixed4:7@3,4",
        "-mixed3:1",
        "0.001*a:1",
        "a:1 + 2*(b:2 - 0.5*c:3)",
        "\"my layer\":3",
        "\"a \"\"quoted\"\" layer\":3",
        "\"logit\":3",
        "tv:3",
        "/features/conv.1-2/Relu_0:3",
        "dream(mixed3)",
        "dream(\"my layer\")",
        "dream(tv)",
        "tv",
        "tv(a)",
        "l1",
        "l1(input, 0)",
        "l1(a)",
        "l1(a, -0.5)",
        "l2",
        "l2(input, 1.0E-5)",
        "l2(a, 3)",
        "blur",
        "blur(a)",
        "diversity(mixed3)",
        "align(mixed3)",
        "interpolate(a:1, b:2@3,4)",
        "interpolate(a:1 + tv, -2*dream(b))",
        "interpolate(interpolate2:1, b:2)",
        "like(mixed3, photo.jpg)",
        "like(input, photo-1+2.jpg)",
        "like(a, \"C:\\my pictures\\new.jpg\")",
        "like(a, \"(1), 2.jpg\")",
        "like(a, \"say \"\"cheese\"\".jpg\")",
        "caricature(a, photo.jpg)",
        "caricature(a, photo.jpg, 2.5)",
        "style(a, photo.jpg) + 0.2*style(b, photo.jpg)",
        "guide(a, ../photo.jpg)",
        "logit:1",
        "logit:goldfish",
        "logit:\"tabby cat\"",
        "logit:\"7\"",
        "a:1*b:2",
        "a:1*b:2*dream(c)",
        "2*a:1*b:2",
        "(a:1 + b:2)*(c:3 - 0.5*d:4)",
        "a:1*(2*b:1)",
        "-2*(-(a:1 - b:2) + c:3)",
        "mixed4a:476 + 0.5*mixed4b:12 - 0.001*tv"
      })
  void printsWhatItParsed(String text) {
    Objective objective = ObjectiveParser.parseOne(text);
    assertThat(objective).hasToString(text);
    assertThat(ObjectiveParser.parseOne(objective.toString())).isEqualTo(objective);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a:1+b:2|a:1 + b:2",
        "a:1-b:2|a:1 - b:2",
        "  2 * a:1  |2*a:1",
        "1e-3*a:1|0.001*a:1",
        "1e+3*a:1|1000*a:1",
        ".5*a:1|0.5*a:1",
        "1*a:1|a:1",
        "(a:1)|a:1",
        "a:1*2|2*a:1",
        "2*a:1*3 - b:1|6*a:1 - b:1",
        "2*-a:1|-2*a:1",
        "a:1 + -b:2|a:1 - b:2",
        "- -a:1|a:1",
        "(a:1*b:2)*c:3|a:1*b:2*c:3",
        "2*(a:1*b:2)|2*a:1*b:2",
        "((2*(a:1)))|2*a:1",
        "tv(input)|tv",
        "tv()|tv",
        "l1(input)|l1",
        "l1(input,.5)|l1",
        "l1(a, 0)|l1(a)",
        "caricature(a, p.jpg, 0)|caricature(a, p.jpg)",
        "dream( \"a\" )|dream(a)",
        "dream (a)|dream(a)",
        "like(a,my photo.jpg )|like(a, \"my photo.jpg\")",
        "like(a, C:\\pictures\\cat.jpg)|like(a, \"C:\\pictures\\cat.jpg\")",
        "12:3|\"12\":3",
        "1-conv:3|\"1-conv\":3",
        "logit:\"goldfish\"|logit:goldfish"
      })
  void normalizesSpacing(String text, String normal) {
    assertThat(ObjectiveParser.parseOne(text)).hasToString(normal);
    assertThat(ObjectiveParser.parseOne(normal)).hasToString(normal);
  }

  @Test
  void directionsReadTheirFileAtOnce(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a vector, (1).txt");
    Files.writeString(file, "1 2 3");
    for (String end : List.of(")", ", 2)", ")@center", ", 0.5)@3,4", ")@3-4,0-7")) {
      String text = "direction(mixed3, \"" + file + "\"" + end;
      Objective objective = ObjectiveParser.parseOne(text);
      assertThat(objective).hasToString(text);
      assertThat(ObjectiveParser.parseOne(text)).isEqualTo(objective);
      assertThat(ObjectiveParser.parseOne("2*" + text + " - tv").files())
          .isEqualTo(Map.of(file, Hash.sha256("1 2 3".getBytes(UTF_8))));
    }
    Path absent = folder.resolve("none.npy");
    String text = "a:1 + direction(mixed3, \"" + absent + "\")";
    assertThatThrownBy(() -> ObjectiveParser.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessage("cannot read the objective: %s does not exist\n  %s\n        ^", absent, text);
  }

  @Test
  void listsAndRangesAreSeveralObjectives() {
    assertThat(ObjectiveParser.parse("mixed3:1,5,8-10"))
        .extracting(Object::toString)
        .containsExactly("mixed3:1", "mixed3:5", "mixed3:8", "mixed3:9", "mixed3:10");
    assertThat(ObjectiveParser.parse("a:1,2@3,4"))
        .isEqualTo(
            List.of(new Channel("a", 1, Region.at(3, 4)), new Channel("a", 2, Region.at(3, 4))));
    assertThat(ObjectiveParser.parse(" a:1,2@center "))
        .isEqualTo(
            List.of(
                new Channel("a", 1, Place.Fixed.CENTER), new Channel("a", 2, Place.Fixed.CENTER)));
    assertThat(ObjectiveParser.parse("logit:3,5-6"))
        .isEqualTo(List.of(Logit.of(3), Logit.of(5), Logit.of(6)));
  }

  @Test
  void allChannelsOfALayerAreAsManyAsItHas() {
    assertThat(ObjectiveParser.parse("a/b:all@center", layer -> layer.equals("a/b") ? 3 : 0))
        .extracting(Object::toString)
        .containsExactly("a/b:0@center", "a/b:1@center", "a/b:2@center");
    assertThatThrownBy(() -> ObjectiveParser.parse("a:all"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("without a model");
    assertThatThrownBy(() -> ObjectiveParser.parse("a:all + b:1", layer -> 2))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("must stand alone");
    assertThat(ObjectiveParser.parse("logit:all")).isEqualTo(List.of(Logit.of("all")));
  }

  @Test
  void saysWhatItNeeds() {
    Objective all =
        ObjectiveParser.parseOne(
            "interpolate(like(a, p.jpg), style(b, q.jpg)) + 2*guide(a, p.jpg)*l1 - diversity(c)");
    assertThat(all.photos()).containsExactly(Path.of("p.jpg"), Path.of("q.jpg"));
    assertThat(all.pictures()).isEqualTo(2);
    assertThat(all.reads())
        .extracting(Objective.Reads::layer)
        .containsExactly("a", "b", "a", "input", "c");
    assertThat(ObjectiveParser.parseOne("a:1 - tv*caricature(a, p.jpg)").pictures()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mixed3|6|expected \":\" and a channel, such as mixed3:0",
        "mixed3:|7|expected a channel, a whole number from 0",
        "mixed3:x|7|expected a channel, a whole number from 0",
        "a:1 +|5|expected a unit here, such as layer:7",
        "a:1 b:2|4|expected +, - or * here, or the end",
        "a:1 + b:2,3|6|a list of channels must stand alone; name the units of a sum one by one",
        "2*a:1,3|2|a list of channels must stand alone; name the units of a sum one by one",
        "(a:1,3)|1|a list of channels must stand alone; name the units of a sum one by one",
        "(a:1|4|a closing parenthesis is missing",
        "a:9-3|2|a range must run from a smaller to a larger channel",
        "a:0-2000000000|2|more than 100000 channels",
        "a:1@5|5|expected \",\" and the position y",
        "a:1@5-2,1|4|a range must run from a smaller to a larger position",
        "a:1@centre|4|expected center or a position x, a whole number from 0",
        "\"a:1|0|a closing quotation mark is missing",
        "a:99999999999|2|expected a channel, a whole number from 0",
        "''|0|expected a unit here, such as layer:7",
        "a:1 - 3|6|a number must multiply an objective, such as 2*layer:7",
        "2*3|0|a number must multiply an objective, such as 2*layer:7",
        "a:1 *|5|expected a unit here, such as layer:7",
        "1e999*a:1|0|the factor is too large",
        "a:1)|3|expected +, - or * here, or the end",
        "diversty(mixed3)|0|no objective is called \"diversty\"; did you mean diversity?",
        "a:1 + TV(b)|6|no objective is called \"TV\"; did you mean tv, l1 or l2?",
        "channel(a, 3)|0|no objective is called \"channel\"; there are direction, dream, diversity,"
            + " align, interpolate, like, caricature, style, guide, tv, l1, l2, blur",
        "logit(goldfish)|0|a class is written logit:1 or logit:\"tabby cat\"",
        "logit:|6|expected a class, such as logit:1 or logit:\"tabby cat\"",
        "blurr|5|expected \":\" and a channel, such as blurr:0; did you mean blur?",
        "mixed3/7|8|expected \":\" and a channel, such as mixed3/7:0; channel 7 of layer mixed3 is "
            + "mixed3:7",
        "a#7|3|expected \":\" and a channel, such as a#7:0; channel 7 of layer a is a:7",
        "dream|5|expected dream(layer)",
        "dream()|6|expected dream(layer)",
        "dream(a|7|a closing parenthesis is missing",
        "dream(a, b)|9|expected dream(layer)",
        "dream(a:1)|7|a closing parenthesis is missing",
        "\"dream\"(a)|7|expected \":\" and a channel, such as dream:0",
        "dream(a)@1,2|8|expected +, - or * here, or the end",
        "direction(a)|11|expected direction(layer, file[, power])",
        "direction(a, v.bin)|0|v.bin cannot be read as a vector; its name must end in .npy, .txt or"
            + " .csv",
        "like(a)|6|expected like(layer, photo)",
        "like(a, )|8|expected like(layer, photo)",
        "like(a, p(1).jpg)|9|a file name with this character needs quotation marks",
        "like(a, p.jpg, 3)|15|expected like(layer, photo)",
        "caricature(a, p.jpg, x)|21|expected caricature(layer, photo[, power])",
        "caricature(a, p.jpg, -1)|0|the power of the cosine must be at least 0, not -1",
        "l1(a, 1e999)|6|expected l1[(layer[, constant])]",
        "interpolate(a:1)|15|expected interpolate(objective, objective)",
        "interpolate(a:1, 2)|17|a number must multiply an objective, such as 2*layer:7",
        "interpolate(a:1,2)|16|a number must multiply an objective, such as 2*layer:7",
        "interpolate(a:1, align(b))|0|align(b) compares images, so a single image cannot be "
            + "interpolated towards it"
      })
  void pointsAtTheFault(String text, int column, String message) {
    assertThatThrownBy(() -> ObjectiveParser.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "cannot read the objective: "
                + message
                + "\n  "
                + text
                + "\n  "
                + " ".repeat(column)
                + "^");
  }

  @Test
  void endlessNestingIsAFaultToo() {
    assertThatThrownBy(() -> ObjectiveParser.parse("(".repeat(100_000)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("parentheses inside each other");
    assertThat(ObjectiveParser.parseOne("(".repeat(50) + "a:1" + ")".repeat(50)))
        .hasToString("a:1");
  }

  /** The table in docs/objectives.md has every function, and its examples can be read. */
  @Test
  void isDocumented() throws IOException {
    Path root = Path.of(System.getProperty("phosphene.root", ".."));
    List<String> rows =
        Files.readAllLines(root.resolve("docs/objectives.md")).stream()
            .filter(line -> line.startsWith("| `"))
            .toList();
    assertThat(rows)
        .extracting(row -> row.substring(3, row.indexOf('`', 3)))
        .containsAll(ObjectiveParser.functions())
        .hasSize(ObjectiveParser.functions().size() + 7);
    for (String row : rows) {
      String example = row.substring(row.lastIndexOf(" | `") + 4, row.lastIndexOf('`'));
      if (!example.startsWith("direction")) { // that would read its file
        assertThat(ObjectiveParser.parse(example)).as(example).isNotEmpty();
      }
    }
  }

  /** Found by fuzzing: the largest number of all was followed by the smallest, for ever. */
  @Test
  void theLargestNumberEndsAList() {
    assertThat(ObjectiveParser.parseOne("a:2147483647")).hasToString("a:2147483647");
    assertThat(ObjectiveParser.parse("a:1,2147483600-2147483647"))
        .hasSize(49)
        .last()
        .hasToString("a:2147483647");
    assertThatThrownBy(() -> ObjectiveParser.parse("a:0,0-2147483647"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("more than 100000 channels");
    assertThat(ObjectiveParser.parse("a:0-99999")).hasSize(100_000);
    assertThatThrownBy(() -> ObjectiveParser.parse("a:0-99998,1,2"))
        .hasMessageContaining("more than 100000 channels");
  }
}
