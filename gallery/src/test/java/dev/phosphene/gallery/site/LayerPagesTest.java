package dev.phosphene.gallery.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LayerPagesTest {
  private final JsonObject layer =
      new SampleLayer("glimmer", "logits", "logits", 4, 10, 9, true, SampleGallery.CLASSES).json();

  @Test
  void aLayersUnitsAreLinks() {
    String page = LayerPages.layer(layer, "Glimmer", true, Optional.empty());
    assertThat(page)
        .contains("<title>logits · Glimmer</title>")
        .contains("<meta property=\"og:image\" content=\"cover.jpg\">")
        .contains("href=\"../../index.html#/glimmer/logits\"")
        .contains(
            "<li id=\"feature-5\"><a href=\"feature/0005.jpg\"><span class=\"tile r0 c5\"><img"
                + " src=\"feature/sheet-00.jpg\" alt=\"Unit 5 dog\" loading=\"lazy\"></span>5"
                + " dog</a></li>")
        .doesNotContain("feature-9\"") // it has no image yet
        .doesNotContain("<script")
        .doesNotContain("style=");
  }

  @Test
  void previewsNameTheWholeAddress() {
    Optional<URI> address = Optional.of(URI.create("https://example.org/gallery/"));
    assertThat(LayerPages.layer(layer, "Glimmer", true, address))
        .contains("og:image\" content=\"https://example.org/gallery/glimmer/logits/cover.jpg\"");
    assertThat(LayerPages.layer(layer, "Glimmer", false, address)).doesNotContain("og:image");
  }

  @Test
  void withoutFullSizeNothingIsLinked() {
    layer.getAsJsonObject("techniques").getAsJsonObject("feature").remove("files");
    assertThat(LayerPages.layer(layer, "Glimmer", true, Optional.empty()))
        .contains("<li id=\"feature-5\"><span")
        .contains("<a href=\"negative/0005.jpg\">");
  }

  @Test
  void namesAreTextOnly() {
    layer.addProperty("name", "<script>alert(1)</script>");
    JsonArray labels = layer.getAsJsonArray("labels");
    labels.set(0, JsonParser.parseString("\"\\\"><img src=x onerror=alert(1)> %s\""));
    String page = LayerPages.layer(layer, "A & B's", true, Optional.empty());
    assertThat(page)
        .contains("&lt;script&gt;alert(1)&lt;/script&gt; · A &amp; B&#39;s")
        .contains("alt=\"Unit 0 &quot;&gt;&lt;img src=x onerror=alert(1)&gt; %s\"")
        .doesNotContain("<script");
  }

  @Test
  void theContentsListAllLayers() {
    JsonObject model =
        JsonParser.parseString(
                "{\"id\": \"n\", \"name\": \"N\", \"nodes\": [{\"id\": \"in\", \"name\": \"in\"},"
                    + " {\"id\": \"a-b\", \"name\": \"a/b\", \"layer\": \"a-b/layer.json\"}]}")
            .getAsJsonObject();
    assertThat(LayerPages.contents(List.of(model)))
        .contains("<h2>N</h2>")
        .contains("<li><a href=\"n/a-b/index.html\">a/b</a></li>")
        .doesNotContain(">in<");
  }
}
