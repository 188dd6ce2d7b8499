package dev.phosphene.fuzz;

import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.output.Provenance;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.render.RunRecord;
import dev.phosphene.transform.TransformSpec;
import java.util.ArrayList;
import java.util.List;

/** Texts: provenance, objectives, views, the settings of a recipe. What they print reads back. */
final class TextTargets {
  private static final List<String> OBJECTIVES =
      List.of(
          "mixed3:1",
          "mixed3:1,5,8-10@4-6,0-5",
          "logit:\"tabby \"\"cat\"\"\" - 0.001*tv + 2e-1*l2(mixed3, .5)",
          "-(a/b:1@center)*dream(\"a b\")*3 - -blur(input)",
          "interpolate(a:1, b:2 + dream(c)) + diversity(c)",
          "caricature(mixed4, photo.jpg, 2) + like(a,\"b,c.png\") + style(a, b) + guide(a, b)",
          "direction(mixed3, none.npy, 4)@1,2 + align(mixed3) + l1(mixed3)");

  private static final List<String> VIEWS =
      List.of(
          "none",
          "lucid",
          "jitter,pad:3",
          "pad:12,jitter:8,scale:0.9..1.1/0.02,rotate:-10..10+0x5,flip,crop:30x20,resize:24",
          "blur:1.5,noise:0.08/0.04,roll:32",
          "crops:32/224/0.5..0.05",
          "crops:3/0.25..0.25");

  static final List<Target> ALL =
      List.of(
          Target.ofText("provenance", List.of(record()), words(), TextTargets::provenance),
          Target.ofText(
              "objective",
              OBJECTIVES,
              List.of(
                  "direction(",
                  "dream(",
                  "diversity(",
                  "align(",
                  "interpolate(",
                  "like(",
                  "caricature(",
                  "style(",
                  "guide(",
                  "tv",
                  "l1",
                  "l2",
                  "blur",
                  "logit:",
                  "all",
                  "@center",
                  "input",
                  "2147483647",
                  "1e308"),
              TextTargets::objective),
          Target.ofText(
              "views",
              VIEWS,
              List.of(
                  "pad:", "jitter:", "scale:", "rotate:", "flip", "crop:", "resize:", "blur:",
                  "noise:", "roll:", "crops:", "..", "100000", "0.01", "10000", "article", "maco"),
              TextTargets::views),
          Target.ofText("setting", settings(), words(), TextTargets::setting));

  private TextTargets() {}

  /** Every setting with its usual value, as {@code name=value}. */
  private static List<String> settings() {
    List<String> settings = new ArrayList<>(List.of("input=mean=1,2,3,std=4,bgr", "size=40x30"));
    for (Setting<?> setting : Setting.ALL) {
      settings.add(setting.name() + "=" + Recipe.LUCID.text(setting));
    }
    return settings;
  }

  private static List<String> words() {
    return Setting.ALL.stream().map(setting -> setting.name() + "=").toList();
  }

  /** What an image says of the run that made it. */
  private static String record() {
    StringBuilder recipe = new StringBuilder("\"name\":\"lucid\"");
    for (Setting<?> setting : Setting.ALL) {
      recipe.append(",\"").append(setting.name()).append("\":\"");
      recipe.append(Recipe.LUCID.text(setting)).append('"');
    }
    return """
    {"program":"phosphene 1","objective":"a:1","model":{"name":"mini","weights":"","sha256":"",\
    "labels":"","labels_sha256":"","preprocessing":{"order":[0,1,2],"scale":[1.5,1,1],\
    "shift":[0,-1,0]},"origin":""},"recipe":{%s},"start":"noise","start_sha256":"",\
    "files":{"a.npy":"00"},"fitted":false,"seed":-1,"engine":"onednn","engine_version":"3",\
    "precision":"f32","threads":2,"batch":["a:1","a:2"],"index":1,"steps_taken":3,"dead":false,\
    "life":"alive","curve":[0.1,2E+10,null]}\
    """
        .formatted(recipe);
  }

  private static void provenance(String text) {
    Provenance provenance = Provenance.parse(text);
    require(Provenance.parse(provenance.text()).equals(provenance), provenance.text());
    RunRecord.of(provenance);
  }

  private static void objective(String text) {
    for (Objective objective : ObjectiveParser.parse(text)) {
      String printed = objective.toString();
      require(ObjectiveParser.parseOne(printed).toString().equals(printed), printed);
    }
  }

  private static void views(String text) {
    TransformSpec views = TransformSpec.parse(text);
    require(TransformSpec.parse(views.toString()).equals(views), views.toString());
  }

  private static void setting(String text) {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    again(Setting.named(name), text.substring(equals + 1));
  }

  private static <T> void again(Setting<T> setting, String text) {
    Recipe recipe = Recipe.LUCID.withText(setting, text);
    String printed = recipe.text(setting);
    require(recipe.withText(setting, printed).equals(recipe), printed);
  }

  private static void require(boolean readsBack, String printed) {
    if (!readsBack) {
      throw new AssertionError("does not read back: " + printed);
    }
  }
}
