package dev.phosphene.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.phosphene.error.InputException;
import dev.phosphene.output.Provenance;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Provenance that was edited, or never ours. */
class RunRecordTest {
  private static final String VALID =
      """
      {"model":{"name":"mini","weights":"","sha256":"","preprocessing":{"order":[0,1,2],
      "scale":[1,1,1],"shift":[0,0,0]}},"recipe":{"name":"lucid","steps":"3"},"start":"noise",
      "start_sha256":"","files":{"a.npy":"00"},"fitted":false,"seed":1,"engine":"onednn",
      "engine_version":"3","precision":"f32","threads":2,"batch":["a:1"],"index":0,
      "steps_taken":3}\
      """;

  private static JsonObject valid() {
    return JsonParser.parseString(VALID).getAsJsonObject();
  }

  private static void refused(JsonObject json, String what) {
    assertThatThrownBy(() -> RunRecord.of(Provenance.of(json)))
        .as(what)
        .isInstanceOf(InputException.class)
        .hasMessageNotContainingAny("\n", "com.google", "dev.phosphene", "java.", "Json", "null");
  }

  @Test
  void theTextItselfIsRead() {
    assertThat(RunRecord.of(Provenance.of(valid())).recipe().steps()).isEqualTo(3);
  }

  /** Each member in turn is missing or of another kind: a sentence, never a class's name. */
  @ParameterizedTest
  @CsvSource({
    "pictures, batch, 4",
    "views, transforms, jitter",
    "colour, color, plain",
    "optimiser, optimizer, nadam",
    "momentum, beta1, 0.5",
    "memory, beta2, 0.5",
    "step-size, learning-rate, 0.25",
    "pace, schedule, linear",
    "quantisation, quantization, truncate"
  })
  void settingsOfEarlierVersionsAreRead(String once, String now, String value) {
    JsonObject json = valid();
    JsonObject recipe = json.getAsJsonObject("recipe");
    recipe.remove(now);
    recipe.addProperty(once, value);
    Recipe read = RunRecord.of(Provenance.of(json)).recipe();
    assertThat(read.text(Setting.named(now))).isEqualTo(value);
  }

  @Test
  void membersThatAreMissingOrOfAnotherKind() {
    JsonArray two = new JsonArray();
    two.add(1);
    two.add("x");
    List<JsonElement> others =
        List.of(JsonNull.INSTANCE, new JsonObject(), two, new JsonPrimitive("x"));
    for (String key : valid().keySet()) {
      JsonObject without = valid();
      without.remove(key);
      if (!key.equals("threads")) { // a gallery's images do not say it
        refused(without, "without " + key);
      }
      for (JsonElement other : others) {
        JsonObject changed = valid();
        changed.add(key, other);
        if (!fits(key, other)) {
          refused(changed, key + " is " + other);
        }
      }
    }
  }

  /** Any text is a start or an engine, as far as the record goes; there may be no files. */
  private static boolean fits(String key, JsonElement other) {
    return switch (key) {
      case "start", "start_sha256", "engine", "engine_version", "fitted" -> other.isJsonPrimitive();
      case "files" -> other.isJsonObject();
      case "batch" -> other.isJsonArray();
      default -> false;
    };
  }

  @Test
  void aPrecisionThatIsNotKnown() {
    JsonObject json = valid();
    json.addProperty("precision", "f99");
    assertThatThrownBy(() -> RunRecord.of(Provenance.of(json)))
        .hasMessage("the precision \"f99\" is not known");
  }
}
