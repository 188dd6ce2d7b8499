package dev.phosphene.gallery.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/**
 * What the live page asks its server for while a unit grows, and what it shows of what it is told.
 */
class LiveSiteTest extends LivePage {
  @Test
  void fromTheTokenToAnImage() {
    assertThat(browser.address()).isEqualTo("#/");
    browser.all(".networks a").get(1).click();
    browser.awaitView("#/glimmer-small");
    browser.await("document.querySelectorAll('.layers .strip img').length >= 20");
    browser.await("document.querySelectorAll('.layers a').length === 4");
    browser.run("document.querySelector('.layers li:last-child a').click()");
    browser.awaitView("#/glimmer-small/logits");
    browser.await("document.querySelectorAll('.cell img').length === 10");
    browser.run("document.querySelectorAll('.cell a')[5].click()");
    browser.awaitView(UNIT);
    grow(6);
    assertThat(browser.find(".progress .note").getText())
        .isEqualTo("Step 6 of 40 · 12.5 steps a second · 3 s left");
    assertThat(browser.all("phos-progress .curve polyline")).hasSize(1);
    server.finish(server.latest("unit"));
    browser.await("document.querySelector('.picture.growing img')?.naturalWidth === 128");
    assertThat(browser.find(".progress .note").getText()).isEqualTo("Value 5.818 after 40 steps.");
    assertThat(browser.find("phos-command code").getText()).isEqualTo("phosphene render logits:5");
    assertThat(browser.find("a[download]").getAttribute("download"))
        .isEqualTo("glimmer-small-logits-5.png");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void theAddressCarriesTheSettings() {
    browser.open(UNIT);
    browser.await("document.querySelector('select[name=recipe]')");
    choose("select[name=recipe]", "fast");
    browser.await("location.hash.endsWith('?recipe=fast')");
    type("input[name=seed]", "7");
    browser.await("location.hash.endsWith('?recipe=fast&seed=7')");
    browser.find(".settings-form summary").click();
    choose("select[name=param]", "cppn");
    browser.await("location.hash.includes('param=cppn')");
    awaitAsked(4);
    JsonObject last = lastAsked();
    assertThat(last.get("seed").getAsInt()).isEqualTo(7);
    assertThat(last.getAsJsonObject("settings").toString())
        .isEqualTo("{\"recipe\":\"fast\",\"param\":\"cppn\"}");
    assertThat(server.running(last.get("client").getAsString(), "unit")).isOne();
    server.finish(server.latest("unit"));
    browser.await("document.querySelector('.picture.growing img')");
    String image = browser.find(".picture.growing img").getAttribute("src");
    browser.reload();
    browser.await("document.querySelector('.picture.growing img')");
    assertThat(browser.find(".picture.growing img").getAttribute("src")).isEqualTo(image);
    assertThat(lastAsked().getAsJsonObject("settings")).isEqualTo(last.getAsJsonObject("settings"));
    browser.back();
    browser.await("!location.hash.includes('param')");
    browser.await("document.querySelector('select[name=param]').value === ''");
  }

  @Test
  void aWrongSettingIsPointedAt() {
    browser.open(UNIT + "?size=big");
    browser.await("document.querySelector('.progress .mistake')");
    assertThat(browser.find(".progress .mistake").getText()).isEqualTo("--size: big is no size");
    browser.await("document.querySelector('input[name=size]')?.ariaInvalid === 'true'");
    assertThat(browser.axe()).isEmpty();
  }

  @Test
  void cancelling() {
    browser.open(UNIT + "?seed=31");
    grow(2);
    String id = server.latest("unit");
    browser.find(".cancel").click();
    browser.await("document.querySelector('.progress').dataset.state === 'cancelled'");
    assertThat(browser.find(".progress .note").getText()).isEqualTo("Cancelled at step 2.");
    await(() -> server.changes.contains("DELETE renders/" + id));
    assertThat(browser.text("document.activeElement.textContent")).isEqualTo("Start again");
    browser.press(Keys.ENTER);
    await(() -> !server.latest("unit").equals(id));
    browser.await("document.querySelector('.progress').dataset.state === 'waiting'");
  }

  @Test
  void leavingCancels() {
    browser.open(UNIT + "?seed=32");
    grow(1);
    String id = server.latest("unit");
    browser.press(Keys.ESCAPE);
    browser.awaitView("#/glimmer-small/logits");
    await(() -> server.changes.contains("DELETE renders/" + id));
  }

  /**
   * Of 100 units without an image, only those on the screen are asked for; what scrolls away is
   * not.
   */
  @Test
  void theGridAsksForWhatIsSeen() {
    server.makesSmall = false;
    browser.open("#/glimmer/block_3-output");
    browser.run("scrollTo(0, document.documentElement.scrollHeight)");
    await(() -> server.asked.size() >= 24);
    await(() -> server.running(lastAsked().get("client").getAsString(), "grid") == 24);
    assertThat(server.asked)
        .allMatch(one -> one.get("small").getAsBoolean())
        .allMatch(one -> one.get("objective").getAsString().matches("block_3/output:19\\d\\d"));
    browser.run("scrollTo(0, 0)");
    await(() -> server.running(lastAsked().get("client").getAsString(), "grid") == 0);
    assertThat(server.changes).hasSizeGreaterThanOrEqualTo(24);
    server.makesSmall = true;
    browser.run("scrollTo(0, document.documentElement.scrollHeight)");
    browser.await("document.querySelector('[aria-label=\"unit 1999\"] img')");
  }

  @Test
  void anImageOfTheGalleryStaysUntilSettingsAreChanged() {
    browser.open("#/glimmer/logits/5");
    assertThat(browser.all("phos-picture img")).hasSize(1);
    assertThat(server.asked).isEmpty();
    browser.run(
        "[...document.querySelectorAll('.tell a')]"
            + ".find(one => one.textContent.startsWith('Watch it grow')).click()");
    awaitAsked(1);
    browser.await("document.querySelector('phos-growing canvas')");
    assertThat(browser.all("phos-picture")).isEmpty();
  }

  @Test
  void objectivesAreCompletedAndMistakesPointedAt() {
    browser.open(UNIT);
    objective("lgits:5");
    browser.await("document.querySelector('.caret')");
    assertThat(browser.text("document.querySelector('.caret').textContent"))
        .isEqualTo("lgits:5\n   ^");
    assertThat(browser.find("#objective-mistake").getText())
        .contains("There is no layer of this name.");
    assertThat(browser.axe()).isEmpty();
    objective("dream(lo");
    browser.await("document.querySelectorAll('[role=option]').length > 0");
    assertThat(browser.axe()).isEmpty();
    browser.press(Keys.ARROW_DOWN);
    browser.await(
        "document.querySelector('[role=combobox]').getAttribute('aria-activedescendant')");
    browser.press(Keys.ENTER);
    browser.await("document.querySelector('[role=combobox]').value === 'dream(logits'");
    browser.press(")", Keys.ENTER);
    browser.await("location.hash.startsWith('#/glimmer-small?o=dream')");
    browser.await("document.querySelector('view-objective h1')");
    assertThat(browser.heading()).isEqualTo("dream(logits)");
    await(() -> lastAsked().get("objective").getAsString().equals("dream(logits)"));
  }

  @Test
  void aLostConnectionComesBack() {
    browser.open(UNIT + "?seed=33");
    grow(2);
    String id = server.latest("unit");
    server.reachable = false;
    server.cutOff();
    browser.await("document.querySelector('.connection')?.textContent.includes('is lost')");
    assertThat(browser.axe()).isEmpty();
    server.reachable = true;
    browser.await("!document.querySelector('.connection')");
    server.step(id, 9); // the same render goes on
    browser.await("document.querySelector('.progress .note').textContent.startsWith('Step 9 of')");
    assertThat(server.latest("unit")).isEqualTo(id);
    server.finish(id);
    browser.await("document.querySelector('.picture.growing img')");
    browser.complaints(); // of the failed requests
  }

  @Test
  void aServerThatWasStartedAnewIsTold() {
    browser.open(UNIT + "?seed=34");
    grow(1);
    server.startAnew();
    browser.await(
        "document.querySelector('.connection')?.textContent.includes('was started anew')");
    browser.openFile("#token=" + SampleServer.TOKEN);
    browser.await("document.querySelector('.networks')");
    browser.await("!document.querySelector('.connection')");
    browser.complaints();
  }

  @Test
  void twoTabsDoNotDisturbEachOther() {
    browser.open(UNIT + "?seed=35");
    grow(1);
    String first = server.latest("unit");
    String one = browser.tab();
    String other = browser.newTab();
    browser.open(UNIT + "?seed=36");
    await(() -> !server.latest("unit").equals(first));
    String second = server.latest("unit");
    assertThat(server.state(first)).isEqualTo("running");
    server.step(second, 20);
    browser.await("document.querySelector('.progress .note').textContent.startsWith('Step 20')");
    browser.closeTab(other, one);
    server.step(first, 3);
    browser.await("document.querySelector('.progress .note').textContent.startsWith('Step 3 of')");
  }

  @Test
  void keysAlone() {
    browser.open(UNIT + "?seed=37");
    grow(1);
    assertThat(tabTo("Cancel")).isTrue();
    browser.press(Keys.ENTER);
    browser.await("document.querySelector('.progress').dataset.state === 'cancelled'");
    for (int i = 0; i < 30 && !"recipe".equals(browser.text("document.activeElement.name")); i++) {
      browser.press(Keys.TAB);
    }
    browser.press("f"); // the recipe that begins with it
    browser.await("location.hash.includes('recipe=fast')");
    assertThat(browser.text("document.activeElement.name")).isEqualTo("recipe"); // it stays there
    assertThat(tabTo("Next seed")).isTrue();
    browser.press(Keys.SPACE);
    browser.await("location.hash.includes('seed=38')");
    server.finish(server.latest("unit"));
    browser.await("document.querySelector('a[download]')");
    assertThat(tabTo("Add to the gallery")).isTrue();
    browser.press(Keys.ENTER);
    browser.await("document.querySelector('.take a[href=\"#/glimmer/logits/5\"]')");
    assertThat(server.changes).contains("keep");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void anotherNetworkIsOpened() {
    browser.open("#/");
    browser.await("document.querySelectorAll('.opener button').length === 2");
    assertThat(browser.find(".opener").getText()).contains("VGG-19 · is downloaded first");
    browser.find(".opener button").click();
    browser.awaitView("#/glimmer");
    assertThat(server.changes).contains("networks/2");
  }

  /** After a restart of the server, the networks of an address are opened again. */
  @Test
  void anAddressOpensItsNetwork() {
    server.closed = true;
    browser.open(UNIT);
    assertThat(browser.heading()).isEqualTo("logits 5");
    assertThat(server.changes).contains("networks/1");
    browser.open("#/nowhere");
    assertThat(browser.heading()).isEqualTo("There is no network “nowhere” in this gallery");
    assertThat(browser.complaints()).isEmpty();
  }
}
