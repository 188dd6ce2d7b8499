package dev.phosphene.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.io.Safetensors;
import dev.phosphene.io.SafetensorsFile;
import dev.phosphene.tensor.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphFileTest {
  private static final String PREPROCESSING = "{'order':'BGR','scale':[1,2,3],'shift':[0,-1,0.5]}";
  private static final String GRAPH =
      """
      [{'name':'conv','op':'conv','inputs':['input'],'strides':[2,1],'padding':[1,0,1,2],
        'weight':'conv.weight','bias':'conv.bias'},
       {'name':'relu','op':'relu','inputs':['conv']},
       {'name':'max','op':'maxpool','inputs':['relu'],'kernel':[3,2],'strides':[1,1],
        'padding':[1,0,1,1]},
       {'name':'mean','op':'avgpool','inputs':['relu'],'kernel':[3,3],'strides':[1,1],
        'padding':[1,1,1,1],'count_include_pad':true},
       {'name':'sum','op':'add','inputs':['max','mean']},
       {'name':'both','op':'concat','inputs':['sum','relu']},
       {'name':'grouped','op':'conv','inputs':['both'],'groups':2,'dilations':[2,2],
        'weight':'grouped.weight'},
       {'name':'all','op':'global_average_pool','inputs':['grouped']}]\
      """;

  private static Model model(String graph, String labels, String preprocessing) {
    byte[] bytes =
        SafetensorsFile.begin()
            .metadata("format", "phosphene-graph-1")
            .metadata("graph", graph.replace('\'', '"'))
            .metadata("labels", labels.replace('\'', '"'))
            .metadata("preprocessing", preprocessing.replace('\'', '"'))
            .metadata("input_size", "16")
            .metadata("accuracy", "0.93")
            .f32("conv.weight", new float[4 * 3 * 3 * 3], 4, 3, 3, 3)
            .f32("conv.bias", new float[] {1, 2, 3, 4}, 4)
            .f32("grouped.weight", new float[2 * 4 * 3 * 3], 2, 4, 3, 3)
            .bytes();
    return GraphFile.model("own", Safetensors.of("own.safetensors", bytes));
  }

  @Test
  void readsEveryOp() {
    Model model = model(GRAPH, "['cat','dog']", PREPROCESSING);
    assertThat(model.labels()).containsExactly("cat", "dog");
    assertThat(model.graph().notes().size()).contains(Shape.of(1, 3, 16, 16));
    assertThat(model.preprocessing().order()).containsExactly(2, 1, 0);
    assertThat(model.preprocessing().scale()).containsExactly(1f, 2f, 3f);
    assertThat(model.preprocessing().shift()).containsExactly(0f, -1f, 0.5f);
    assertThat(model.origin()).isEqualTo("own.safetensors (accuracy: 0.93)");
    assertThat(model.sha256()).hasSize(64);
    Op.Conv conv = (Op.Conv) model.graph().node("conv").op();
    assertThat(conv.window())
        .isEqualTo(new Window(3, 3, 2, 1, 1, 1, new Window.Padding.Explicit(1, 0, 1, 2)));
    assertThat(conv.bias()).isNotNull();
    assertThat(model.graph().node("mean").op())
        .isEqualTo(new Op.AvgPool(Window.padded(3, 1, 1), true));
    Op.Conv grouped = (Op.Conv) model.graph().node("grouped").op();
    assertThat(grouped.groups()).isEqualTo(2);
    assertThat(grouped.window().dilationH()).isEqualTo(2);
    var shapes = model.graph().shapes(Shape.of(2, 3, 16, 20));
    assertThat(shapes).containsEntry("conv", Shape.of(2, 4, 8, 20));
    assertThat(shapes).containsEntry("all", Shape.of(2, 2, 1, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'maxpool'|'maxpol'|layer \"max\": unknown op \"maxpol\"; did you mean maxpool?",
        "['conv']|['conw']|relu reads conw before it exists",
        "'name':'relu'|'name':'conv'|two layers are called conv",
        "'kernel':[3,2]|'kern':[3,2]|lacks \"kernel\"",
        "'kernel':[3,2]|'kernel':[3]|expected 2 integers",
        "'kernel':[3,2]|'kernel':[0,2]|must be positive",
        "'padding':[1,0,1,1]|'padding':[-1,0,1,1]|negative padding",
        "'padding':[1,0,1,1]|'padding':[1,0,1,9]|layer \"sum\"",
        "'groups':2|'groups':3|3 groups do not fit",
        "'groups':2|'groups':1|layer \"grouped\" cannot take",
        "'bias':'conv.bias'|'bias':'conv.weight'|does not fit",
        "'weight':'conv.weight'|'weight':'conv.bias'|expected [out, in, kh, kw]",
        "'grouped.weight'|'grupped.weight'|no tensor \"grupped.weight\"; did you mean grouped",
        "'inputs':['conv']|'inputs':['conv','conv']|takes one input",
        "'inputs':['sum','relu']|'inputs':[]|takes inputs",
        "'count_include_pad':true|'count_include_pad':1|expected true or false",
        "[{'name'|[1,{'name'|expected a JSON object",
      })
  void refusesGraph(String good, String bad, String message) {
    assertThatThrownBy(() -> model(GRAPH.replace(good, bad), "[]", PREPROCESSING))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("own.safetensors")
        .hasMessageContaining(message);
  }

  @Test
  void refusesOtherMetadata() {
    assertThatThrownBy(() -> model(GRAPH, "['cat']", PREPROCESSING))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1 names for 2 channels");
    assertThatThrownBy(() -> model(GRAPH, "[]", PREPROCESSING.replace("BGR", "GRB")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not RGB or BGR");
    assertThatThrownBy(() -> model(GRAPH, "[]", PREPROCESSING.replace("[1,2,3]", "[1,2]")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("three scales");
    byte[] plain = SafetensorsFile.begin().bytes();
    assertThatThrownBy(() -> GraphFile.model("x", Safetensors.of("x.safetensors", plain)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("tensors without a network");
  }
}
