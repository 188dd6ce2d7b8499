package dev.phosphene.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Preprocessing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text form of the input range. */
class InputRangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "tf; tf",
        "Torch; torch",
        "none; 0..1",
        "-1..1; tf",
        "0..1,rgb; 0..1",
        "mean=103.939,116.779,123.68,bgr; caffe",
        "mean=.485,.456,.406,std=.229,.224,.225; torch",
        "mean=104,117,123,bgr; 0..255,mean=104,117,123,bgr",
        "bgr,0..255; 0..255,bgr",
        "mean=.5,std=.5; tf",
        "0..255,mean=127.5,std=127.5; tf",
        "-117..138; -117..138",
      })
  void printsItsShortestForm(String given, String shortest) {
    InputRange input = InputRange.parse(given);
    assertThat(input.text()).isEqualTo(shortest);
    assertThat(InputRange.parse(shortest)).isEqualTo(input);
  }

  @Test
  void meansWhatItSays() {
    assertThat(InputRange.parse("0..255,mean=104,117,123,bgr").preprocessing())
        .contains(
            new Preprocessing(
                List.of(2, 1, 0), List.of(255f, 255f, 255f), List.of(-104f, -117f, -123f)));
    assertThat(InputRange.parse("mean=.5,std=.25").preprocessing())
        .contains(new Preprocessing(List.of(0, 1, 2), List.of(4f, 4f, 4f), List.of(-2f, -2f, -2f)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tff",
        "0..",
        "1..0",
        "mean=",
        "mean=1,2",
        "std=0",
        "bgr",
        "mean=1,2,3,4",
        "0..1,0..2",
        "tf,bgr,5",
        "mean=x",
        "std=-1",
        "caffe,rgb",
        "0..1e99",
        "mean=1,mean=2",
        "bgr,rgb,0..1"
      })
  void refusesAnythingElse(String text) {
    assertThatThrownBy(() -> InputRange.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(text);
  }

  @Test
  void namesTheNearest() {
    assertThatThrownBy(() -> Setting.INPUT.parse("cafe"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--input")
        .hasMessageContaining("did you mean caffe");
  }

  @Test
  void feedsGrayNetworksLuma() {
    Graph gray = Graph.builder(1).add("top", new Op.Relu(), "input").build();
    Model model = new Model("grey", gray, Preprocessing.NONE, List.of(), "", "");
    assertThat(InputRange.CAFFE.of(model).preprocessing())
        .isEqualTo(Preprocessing.CAFFE.forChannels(1));
    for (String text : List.of("mean=104,117,123,bgr", "mean=123,117,104")) {
      Preprocessing seen = InputRange.parse(text).of(model).preprocessing();
      assertThat(seen.isGray()).isTrue();
      assertThat(seen.shift().get(0))
          .isCloseTo(-(.299f * 123 + .587f * 117 + .114f * 104), within(1e-4f));
    }
    List<Preprocessing> common =
        InputRange.common(1).stream().map(input -> input.of(model).preprocessing()).toList();
    assertThat(common).doesNotHaveDuplicates().allMatch(Preprocessing::isGray);
  }

  @Test
  void isPartOfARecipesText() {
    Recipe recipe = Recipe.LUCID.withText(Setting.INPUT, "mean=104,117,123,bgr");
    assertThat(recipe.text(Setting.INPUT)).isEqualTo("0..255,mean=104,117,123,bgr");
  }
}
