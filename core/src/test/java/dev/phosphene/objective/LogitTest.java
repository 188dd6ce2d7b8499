package dev.phosphene.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitTest {
  private static final List<String> LABELS =
      List.of("tench", "goldfish", "tabby cat", "crane", "Crane", "great_white shark", "crane");
  private static final Model CLASSIFIER = model(classifier(7), LABELS);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logit:1|1",
        "logit:goldfish|1",
        "logit:GoldFish|1",
        "logit:\"tabby cat\"|2",
        "logit:tabby_cat|2",
        "logit:\"Tabby  Cat\"|2",
        "logit:Crane|4",
        "logit:\"Great White Shark\"|5",
        "logit:6|6"
      })
  void findsTheClass(String text, int channel) {
    Objective written = ObjectiveParser.parseOne(text);
    Objective found = written.on(CLASSIFIER);
    assertThat(found).hasToString(text).hasToString(written.toString());
    assertThat(((Logit.OnModel) found).unit()).isEqualTo(new Channel("dense", channel));
    assertThat(found.reads()).containsExactly(new Objective.Reads("dense", List.of(channel)));
    assertThat(found.on(CLASSIFIER)).isEqualTo(found);
    Tensor scores = Tensor.zeros(1, 7, 1, 1);
    scores.data()[channel] = 3;
    TestLayers taps = new TestLayers().with("dense", scores);
    assertThat(found.apply(taps.all())).isEqualTo(3);
    assertThat(taps.gradient(found, taps.all(), 2)[channel]).isEqualTo(2);
    found.check(Map.of("dense", scores.shape()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "logit:goldfsh|net has no class \"goldfsh\"; did you mean goldfish?",
        "logit:zebra|net has no class \"zebra\"",
        "logit:7|net has no class 7; it has 7, from 0 to 6",
        "logit:\"1\"|net has no class \"1\"",
        "logit:crane|\"crane\" may be any of several classes of net: logit:3 (crane), logit:6"
            + " (crane)",
        "logit:CRANE|logit:3 (crane), logit:4 (Crane), logit:6 (crane)"
      })
  void saysWhatThereIs(String text, String message) {
    assertThatThrownBy(() -> ObjectiveParser.parseOne(text).on(CLASSIFIER))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(message);
  }

  @Test
  void namesBetweenCommasAreNames() {
    Model model =
        model(classifier(2), List.of("tench, Tinca tinca", "goldfish, Carassius auratus"));
    assertThat(ObjectiveParser.parseOne("logit:goldfish").on(model).reads())
        .containsExactly(new Objective.Reads("dense", List.of(1)));
    assertThatThrownBy(() -> ObjectiveParser.parseOne("logit:\"Tinca tinka\"").on(model))
        .hasMessageContaining("did you mean Tinca tinca?");
  }

  @Test
  void labelsWithTheWordComeFirst() {
    Model model =
        model(
            classifier(6),
            List.of("catamaran", "Egyptian cat", "tiger cat", "cab", "ant", "cattle"));
    assertThatThrownBy(() -> ObjectiveParser.parseOne("logit:cat").on(model))
        .hasMessage("net has no class \"cat\"; did you mean tiger cat or Egyptian cat?");
  }

  @Test
  void classesAreListedLikeChannels() {
    assertThat(ObjectiveParser.parse("logit:goldfish,\"tabby cat\",3-4,crane"))
        .containsExactly(
            Logit.of("goldfish"),
            Logit.of("tabby cat"),
            Logit.of(3),
            Logit.of(4),
            Logit.of("crane"));
    assertThat(ObjectiveParser.parseOne("interpolate(logit:goldfish, logit:3)").on(CLASSIFIER))
        .hasToString("interpolate(logit:goldfish, logit:3)");
    assertThatThrownBy(() -> ObjectiveParser.parse("logit:goldfish,3 + conv:1"))
        .hasMessageContaining("a list of channels must stand alone");
  }

  @Test
  void tooFewLabelsAreCounted() {
    Model model = model(classifier(5), List.of("a", "b"));
    assertThatThrownBy(() -> ObjectiveParser.parseOne("logit:a").on(model))
        .isInstanceOf(InputException.class)
        .hasMessage("net has 2 names for the 5 classes of net; expected one for each");
  }

  @Test
  void reachesTheLogitsInsideOfOthers() {
    Objective sum =
        ObjectiveParser.parseOne("2*logit:goldfish*logit:0 - interpolate(logit:1, conv:3)");
    assertThat(sum.on(CLASSIFIER))
        .hasToString(sum.toString())
        .extracting(Objective::reads)
        .asString()
        .contains("dense", "conv");
    assertThat(sum.on(CLASSIFIER).reads()).hasSize(4);
  }

  @Test
  void meansNothingWithoutAModel() {
    assertThatThrownBy(() -> ObjectiveParser.parseOne("logit:1").reads())
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void indexIsEnoughForAModelWithoutLabels() {
    Model unnamed = model(classifier(5), List.of());
    assertThat(ObjectiveParser.parseOne("logit:4").on(unnamed).reads())
        .containsExactly(new Objective.Reads("dense", List.of(4)));
    assertThatThrownBy(() -> ObjectiveParser.parseOne("logit:cat").on(unnamed))
        .isInstanceOf(InputException.class)
        .hasMessage("net has no labels; name the class by its index, such as logit:0");
    // A dense layer as a convolution over all of an image of 32×32.
    Graph whole = Graph.builder(3).add("dense", conv(5, 3, 32), "input").build();
    assertThat(ObjectiveParser.parseOne("logit:4").on(model(whole, List.of())).reads())
        .containsExactly(new Objective.Reads("dense", List.of(4)));
  }

  @Test
  void findsTheHeadOfANetworkForASizeOfItsOwn() {
    Graph small = Graph.builder(3).add("dense", conv(5, 3, 28), "input").build();
    Graph known =
        small.with(new Graph.Notes(Map.of(), Map.of(), Optional.of(Shape.of(1, 3, 28, 28))));
    assertThat(ObjectiveParser.parseOne("logit:4").on(model(known, List.of())).reads())
        .containsExactly(new Objective.Reads("dense", List.of(4)));
    assertThat(known.channels("dense")).isEqualTo(5);
  }

  @Test
  void saysWhereThereIsNoClassifier() {
    Graph topless =
        Graph.builder(3)
            .add("conv", conv(4, 3, 3), "input")
            .add("pool", new Op.MaxPool(Window.valid(32, 32)), "conv")
            .build();
    assertThatThrownBy(() -> ObjectiveParser.parseOne("logit:1").on(model(topless, List.of())))
        .isInstanceOf(InputException.class)
        .hasMessage("net has no classifier head; its last layer is \"pool\" with 4 channels");
    assertThatThrownBy(() -> ObjectiveParser.parseOne("logit:1").on(model(topless, LABELS)))
        .hasMessageContaining("has no classifier head");
  }

  private static Graph classifier(int classes) {
    return Graph.builder(3)
        .add("conv", conv(4, 3, 3), "input")
        .add("mean", new Op.GlobalAvgPool(), "conv")
        .add("dense", conv(classes, 4, 1), "mean")
        .build();
  }

  private static Op conv(int out, int in, int size) {
    return new Op.Conv(
        new Parameter("weight", Shape.of(out, in, size, size), () -> new float[0]),
        null,
        size == 3 ? Window.same(3, 1) : Window.valid(size, 1),
        1);
  }

  private static Model model(Graph graph, List<String> labels) {
    return new Model("net", graph, Preprocessing.NONE, labels, "made for a test", "");
  }
}
