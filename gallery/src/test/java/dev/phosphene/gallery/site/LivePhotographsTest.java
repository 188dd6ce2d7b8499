package dev.phosphene.gallery.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Photographs and comparisons on the live page; how all its views look. */
class LivePhotographsTest extends LivePage {
  @Test
  void aPhotograph() {
    String hash = choosePhotograph("#/glimmer?photo=new");
    browser.await("document.querySelectorAll('.labels a').length === 3");
    browser.await("document.querySelectorAll('.strongest').length === 2");
    browser.run("document.querySelector('.labels a').click()");
    browser.await("document.querySelector('.looked-at .map')");
    assertThat(browser.find(".looked-at figcaption").getText()).isEqualTo("What speaks for dog");
    browser.run("document.querySelector('.strongest a.thumb').click()");
    browser.await("location.hash.includes('map=block_2-output')");
    assertThat(browser.find(".looked-at .map").getAttribute("alt"))
        .startsWith("Where unit 3 of block_2/output");
    assertThat(browser.text("document.querySelector('.from-photo').innerText"))
        .contains("Accentuate: what excites block_2/output:3");
    browser.find(".layers-of-it").click();
    browser.await("/at=11[12]%2C11[12]/.test(location.hash)");
    await(() -> server.queries.stream().anyMatch(one -> one.matches(".*x=11[12]&y=11[12].*")));
    browser.await("document.querySelector('.place')");
    type(".places input[name=x]", "20");
    browser.await("location.hash.includes('at=20%2C11')");
    browser.run("document.querySelector('.from-photo li a').click()");
    browser.await("document.querySelector('view-objective h1')");
    await(() -> lastAsked().has("photo"));
    JsonObject asked = lastAsked();
    assertThat(asked.get("photo").getAsString()).isEqualTo(hash);
    assertThat(asked.get("start").getAsString()).isEqualTo("photo");
    assertThat(asked.getAsJsonObject("settings").get("recipe").getAsString())
        .isEqualTo("deepdream");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPhotographIsDropped() {
    browser.open("#/compare/glimmer/with/glimmer-small");
    browser.runAsync(
        "const done = arguments[0];fetch('photo.png').then(answer => answer.blob()).then(blob => {"
            + "  const data = new DataTransfer();"
            + "  data.items.add(new File([blob], 'photo.png', {type: 'image/png'}));"
            + "  for (const kind of ['dragenter', 'dragover', 'drop'])"
            + "    document.body.dispatchEvent(new DragEvent(kind,"
            + "      {bubbles: true, cancelable: true, dataTransfer: data}));"
            + "  done();"
            + "})");
    browser.await("document.querySelectorAll('phos-seen').length === 2");
    browser.await("document.querySelectorAll('.labels a').length === 6");
    browser.run("document.querySelectorAll('phos-seen')[1].querySelector('a.thumb').click()");
    browser.await("location.hash.includes('map=1%7E')");
    browser.await("document.querySelector('.looked-at .map')");
    assertThat(browser.find(".looked-at .map").getAttribute("src"))
        .contains("network=glimmer-small");
    assertThat(browser.axe()).isEmpty();
  }

  @Test
  void twoUnitsGrowSideBySide() {
    browser.open("#/compare/glimmer-small/logits/5/with/glimmer-small/stem-conv/3");
    awaitAsked(2);
    assertThat(server.asked.stream().map(one -> one.get("view").getAsString()))
        .containsExactlyInAnyOrder("left", "right");
    for (String view : List.of("left", "right")) {
      server.step(server.latest(view), 1);
      server.finish(server.latest(view));
    }
    browser.await("document.querySelectorAll('.picture.growing img').length === 2");
    choose("select[name=recipe]", "fast");
    awaitAsked(4);
    assertThat(browser.address()).endsWith("?recipe=fast");
    assertThat(browser.axe()).isEmpty();
  }

  @Test
  void unitsAreOrderedByHowMuchTheyChanged() {
    browser.open("#/compare/glimmer/with/glimmer-small");
    browser.run(
        "[...document.querySelectorAll('nav.choice a')].find(one =>"
            + " one.textContent.startsWith('Units')).click()");
    browser.await("document.querySelector('select[name=layer]')");
    choose("select[name=layer]", "logits");
    browser.await("document.querySelectorAll('.changed li').length === 10");
    assertThat(server.queries).contains("left=glimmer&right=glimmer-small&layer=logits");
    assertThat(browser.all(".changed .number").get(1).getText()).isEqualTo("7");
    browser.await("document.querySelectorAll('.changed img').length === 20");
    browser.run("document.querySelector('.changed a').click()");
    browser.awaitView("#/compare/glimmer/logits/0/with/glimmer-small/logits/0");
  }

  @Test
  void aPhotographThatTheServerDoesNotHave() {
    browser.open("#/glimmer?photo=" + "ab".repeat(32));
    browser.await("document.querySelector('phos-looked-at .mistake')");
    assertThat(browser.find("phos-looked-at .mistake").getText()).contains("choose it again");
    browser.complaints(); // of the missing image
  }

  @Test
  void everyViewIsAccessibleAndFitsPhones() {
    String hash = choosePhotograph("#/glimmer?photo=new");
    for (String view :
        List.of(
            "#/",
            "#/glimmer-small",
            "#/glimmer-small/logits",
            UNIT + "?seed=40",
            "#/glimmer-small?o=logits:5",
            "#/glimmer?photo=new",
            "#/glimmer?photo=" + hash + "&map=stem-conv:3&at=9,9",
            "#/glimmer?photo=" + hash + "&label=5",
            "#/compare/glimmer/with/glimmer-small",
            "#/compare/glimmer/with/glimmer-small?layer=logits",
            "#/compare/glimmer/with/glimmer-small?photo=" + hash,
            "#/compare/glimmer-small/logits/5/with/glimmer/block_3-output/1950")) {
      browser.open(view);
      browser.await("!document.querySelector('.loading')");
      assertThat(browser.axe()).as("axe at " + view).isEmpty();
      browser.dark(true);
      assertThat(browser.axe()).as("axe in the dark at " + view).isEmpty();
      browser.resize(390, 844);
      String beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth";
      assertThat(browser.number(beyond)).as(view).isZero();
      assertThat(browser.complaints()).as(view).isEmpty();
    }
  }

  private static String choosePhotograph(String view) {
    browser.open(view);
    browser.await("document.querySelector('input[type=file]')");
    browser.find("input[type=file]").sendKeys(photograph.toString());
    browser.await("/photo=[0-9a-f]{64}/.test(location.hash)");
    return browser.text("/photo=([0-9a-f]{64})/.exec(location.hash)[1]");
  }
}
