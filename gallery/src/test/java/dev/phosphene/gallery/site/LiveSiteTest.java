package dev.phosphene.gallery.site;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The site with a server behind it, in a real browser: what it asks for, and what it shows of what
 * it is told. Skipped where there is no Chromium.
 */
class LiveSiteTest {
  private static final String UNIT = "#/glimmer-small/logits/5";

  private static Path photograph;
  private static SampleServer server;
  private static Browser browser;

  @BeforeAll
  static void start(@TempDir Path folder, @TempDir Path profile) throws IOException {
    SampleGallery.write(folder);
    photograph = folder.resolve("photo.png");
    Files.write(photograph, SampleServer.encoded(SamplePicture.of(3, 12, false, 224), "png"));
    server = SampleServer.start(folder);
    browser = Browser.start(server.address(), profile);
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void enter() {
    browser.resize(1280, 900);
    browser.dark(false);
    browser.openFile("#token=" + SampleServer.TOKEN);
    browser.awaitView("#/");
    browser.complaints();
    server.asked.clear();
    server.changes.clear();
    server.queries.clear();
    server.makesSmall = true;
  }

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

  /** The unit in sight makes so many steps, each with a frame that is drawn. */
  private static void grow(int steps) {
    browser.await("document.querySelector('.progress')?.dataset.state === 'waiting'");
    String id = server.latest("unit");
    for (int step = 1; step <= steps; step++) {
      server.step(id, step);
      browser.await(
          "document.querySelector('.picture.growing canvas')?.dataset.frames === arguments[0]",
          String.valueOf(step));
    }
  }

  private static void objective(String text) {
    browser.await("document.querySelector('[role=combobox]')");
    browser.find("[role=combobox]").sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
  }

  private static void choose(String select, String value) {
    browser.await("document.querySelector(arguments[0])", select);
    browser.run(
        "const field = document.querySelector(arguments[0]);field.value = arguments[1];"
            + "field.dispatchEvent(new Event('change', {bubbles: true}))",
        select,
        value);
  }

  private static void type(String input, String text) {
    browser.find(input).sendKeys(Keys.chord(Keys.CONTROL, "a"), text, Keys.TAB);
  }

  private static boolean tabTo(String text) {
    for (int i = 0; i < 40; i++) {
      if (browser.text("document.activeElement.textContent.trim()").equals(text)) {
        return true;
      }
      browser.press(Keys.TAB);
    }
    return false;
  }

  private static JsonObject lastAsked() {
    return server.asked.get(server.asked.size() - 1);
  }

  private static void awaitAsked(int count) {
    await(() -> server.asked.size() >= count);
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("never true");
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException stop) {
        throw new AssertionError(stop);
      }
    }
  }
}
