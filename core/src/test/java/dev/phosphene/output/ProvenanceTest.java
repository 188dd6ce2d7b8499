package dev.phosphene.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import org.junit.jupiter.api.Test;

class ProvenanceTest {
  @Test
  void numbersAreShortestAndKeysStay() {
    JsonObject json = new JsonObject();
    json.addProperty("z", .1f);
    json.addProperty("a", 2e-3f);
    json.addProperty("third", 1 / 3f);
    json.addProperty("tiny", Float.MIN_VALUE);
    json.addProperty("large", 1e20f);
    json.addProperty("round", 300f);
    json.addProperty("double", 1 / 3.0);
    json.addProperty("seed", Long.MIN_VALUE);
    Provenance provenance = Provenance.of(json);
    assertThat(provenance.text())
        .isEqualTo(
            "{\"z\":0.1,\"a\":0.002,\"third\":0.33333334,\"tiny\":1E-45,\"large\":1E+20,"
                + "\"round\":300,\"double\":0.3333333333333333,\"seed\":-9223372036854775808}");
    Provenance again = Provenance.parse(provenance.text());
    assertThat(again).isEqualTo(provenance);
    assertThat(again.toJson().get("third").getAsFloat()).isEqualTo(1 / 3f);
    assertThat(again.toJson().get("seed").getAsLong()).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void isImmutable() {
    JsonObject json = new JsonObject();
    Provenance provenance = Provenance.of(json);
    json.addProperty("a", 1);
    provenance.toJson().addProperty("b", 1);
    assertThat(provenance.text()).isEqualTo("{}");
  }

  @Test
  void refusesWhatIsNotOneObject() {
    for (String text : new String[] {"", "[]", "{", "{} {}", "{'a':1}", "nonsense"}) {
      assertThatThrownBy(() -> Provenance.parse(text)).isInstanceOf(InputException.class);
    }
    assertThatThrownBy(() -> Provenance.parse("{\"a\":".repeat(100_000)))
        .isInstanceOf(InputException.class);
  }

  /** Found by the campaign: Gson's class name, and its advice on a second line. */
  @Test
  void saysOnOneLineWhyItIsNoJson() {
    for (String text : new String[] {"{\"a\":\"\n\"}", "{\"a\":\"\\u00 6\"}", "{\"a\":1", "{"}) {
      assertThatThrownBy(() -> Provenance.parse(text))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("the provenance is not valid JSON: ")
          .hasMessageNotContainingAny("\n", "gson", "Exception");
    }
  }

  @Test
  void hasNullInPlaceOfWhatJsonCannotHold() {
    JsonObject json = new JsonObject();
    json.addProperty("a", Float.NaN);
    json.addProperty("b", Double.NEGATIVE_INFINITY);
    json.addProperty("c", 1e300);
    Provenance provenance = Provenance.of(json);
    assertThat(provenance.text()).isEqualTo("{\"a\":null,\"b\":null,\"c\":1E+300}");
    assertThat(Provenance.parse(provenance.text())).isEqualTo(provenance);
  }
}
