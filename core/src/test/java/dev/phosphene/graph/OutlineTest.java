package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names in groups. */
class OutlineTest {
  /** Groups as their labels and their parts in brackets. */
  private static String outline(String... names) {
    Graph.Builder builder = Graph.builder(3);
    String last = "input";
    for (String name : names) {
      builder.add(name, new Op.Relu(), last);
      last = name;
    }
    return text(Outline.of(builder.build())).substring("input ".length());
  }

  private static String text(List<Outline> parts) {
    List<String> texts = new ArrayList<>();
    for (Outline part : parts) {
      if (part instanceof Outline.Group group) {
        texts.add(group.label() + "[" + text(group.parts()) + "]");
      } else if (part instanceof Outline.Leaf leaf) {
        texts.add(leaf.label());
      }
    }
    return String.join(" ", texts);
  }

  @Test
  void pathsAreDivided() {
    assertThat(outline("conv1/7x7_s2", "inception_3a/1x1", "inception_3a/3x3_reduce", "pool"))
        .isEqualTo("conv1/7x7_s2 inception_3a/[1x1 3x3_reduce] pool");
    assertThat(
            outline(
                "/features/features.0/Conv",
                "/features/features.0/Relu",
                "/features/features.3/Conv",
                "/Flatten"))
        .isEqualTo("/features/[features.0/[Conv Relu] features.3/Conv] /Flatten");
  }

  @Test
  void namesOfModulesAreDividedAtPoints() {
    assertThat(outline("layer1.0.conv1", "layer1.0.bn1", "layer1.1.conv1", "fc"))
        .isEqualTo("layer1.[0.[conv1 bn1] 1.conv1] fc");
  }

  @Test
  void numberedWordsAreDividedFromWhatFollows() {
    assertThat(outline("block1_conv1", "block1_pool", "block2_conv1", "conv2d_1", "conv2d_2"))
        .isEqualTo("block1_[conv1 pool] block2_conv1 conv2d_1 conv2d_2");
    assertThat(outline("mixed0", "mixed1", "3_a", "3_b")).isEqualTo("mixed0 mixed1 3_a 3_b");
  }

  @Test
  void aGroupOfOneGroupIsOne() {
    assertThat(outline("net/body/a/x", "net/body/a/y")).isEqualTo("net/body/a/[x y]");
  }

  @Test
  void theOrderStays() {
    assertThat(outline("a1/x", "a1/y", "b", "a1/z", "a1/w")).isEqualTo("a1/[x y] b a1/[z w]");
  }

  @Test
  void oddNamesAreLeftAlone() {
    assertThat(outline("/", "//", "a/", "a//", "_1_", ".")).isEqualTo("/ // a/ a// _1_ .");
  }
}
