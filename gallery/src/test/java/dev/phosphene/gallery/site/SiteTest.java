package dev.phosphene.gallery.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/**
 * The site in a real browser, below a path as on a host with many projects, with the policy that
 * forbids everything but its own files. Skipped where there is no Chromium.
 */
class SiteTest {
  /** An address for each view, and the heading that it shows. */
  private static final Map<String, String> VIEWS =
      Map.ofEntries(
          Map.entry("#/", "Networks"),
          Map.entry("#/glimmer", "Glimmer"),
          Map.entry("#/glimmer-small", "Glimmer, small"),
          Map.entry("#/glimmer/block_2-output", "block_2/output"),
          Map.entry("#/glimmer/block_3-output", "block_3/output"),
          Map.entry("#/glimmer/logits", "logits"),
          Map.entry("#/glimmer/block_2-output/55?t=feature", "block_2/output 55"),
          Map.entry("#/glimmer/block_3-output/1950", "block_3/output 1950"),
          Map.entry("#/glimmer/logits/5", "logits 5"),
          Map.entry("#/compare/glimmer/with/glimmer-small", "Glimmer and Glimmer, small"),
          Map.entry(
              "#/compare/glimmer/block_2-output/55/with/glimmer-small/stem-conv/3", "Two units"),
          Map.entry("#/glimmer/block_2-output/55?embed=1", "block_2/output 55"),
          Map.entry("#/glimmer?o=logits:5", "This needs the live page"),
          Map.entry("#/glimmer?photo=new", "This needs the live page"),
          Map.entry("#/glimmer/logits/5?recipe=fast&seed=2", "This needs the live page"),
          Map.entry(
              "#/compare/glimmer/with/glimmer-small?layer=logits", "This needs the live page"),
          Map.entry("#/nowhere", "There is no network “nowhere” in this gallery"),
          Map.entry("#/glimmer/block_9-output", "There is no layer “block_9-output” in Glimmer"),
          Map.entry("#/glimmer/logits/10", "There is no unit 10 in logits"),
          Map.entry("#/a/b/c/d", "There is no such page"));

  private static Path gallery;
  private static StaticServer server;
  private static Browser browser;

  @BeforeAll
  static void start(@TempDir Path folder, @TempDir Path profile) {
    gallery = folder.resolve("some/path/gallery");
    SampleGallery.write(gallery);
    server = StaticServer.start(folder, 0);
    browser = Browser.start(server.address().resolve("some/path/gallery/"), profile);
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
  void forgetEarlierComplaints() {
    browser.complaints();
  }

  @Test
  void everyViewIsThereAndAccessible() {
    VIEWS.forEach(
        (hash, heading) -> {
          browser.open(hash);
          assertThat(browser.heading()).as(hash).isEqualTo(heading);
          assertThat(browser.axe()).as("axe at " + hash).isEmpty();
          browser.dark(true);
          assertThat(browser.axe()).as("axe in the dark at " + hash).isEmpty();
          assertThat(browser.complaints()).as(hash).isEmpty();
        });
  }

  @Test
  void noViewScrollsSidewaysOnPhone() {
    VIEWS.forEach(
        (hash, heading) -> {
          browser.open(hash);
          browser.resize(390, 844);
          browser.reload();
          browser.awaitView(hash);
          assertThat(browser.number("innerWidth")).isEqualTo(390);
          String beyond =
              "document.documentElement.scrollWidth - document.documentElement.clientWidth";
          assertThat(browser.number(beyond)).as(hash).isZero();
        });
  }

  @Test
  void theFirstViewIsSmall() {
    browser.forgetFiles();
    browser.open("#/");
    long bytes =
        browser.number(
            "[...performance.getEntriesByType('navigation'),"
                + " ...performance.getEntriesByType('resource')]"
                + ".reduce((sum, one) => sum + one.transferSize, 0)");
    assertThat(bytes).isBetween(50_000L, 300_000L);
    System.out.println("the first view takes " + bytes + " bytes");
  }

  @Test
  void lightAndDark() {
    browser.open("#/");
    String paper = "getComputedStyle(document.documentElement).backgroundColor";
    assertThat(browser.text(paper)).isEqualTo("rgb(255, 255, 255)");
    browser.dark(true);
    assertThat(browser.text(paper)).isEqualTo("rgb(18, 18, 18)");
  }

  @Test
  void keysAlone() {
    browser.open("#/glimmer/block_2-output");
    for (int i = 0; i < 20 && !inGrid(); i++) {
      browser.press(Keys.TAB);
    }
    assertThat(focused()).isEqualTo("unit 0");
    long columns = browser.number("Number(document.querySelector('.grid').ariaColCount)");
    browser.press(Keys.ARROW_RIGHT, Keys.ARROW_DOWN);
    awaitFocus(columns + 1);
    browser.press(Keys.HOME);
    awaitFocus(columns);
    browser.press(Keys.END);
    awaitFocus(2 * columns - 1);
    browser.pressWithControl(Keys.END);
    awaitFocus(119);
    browser.pressWithControl(Keys.HOME);
    awaitFocus(0);
    browser.press(Keys.PAGE_DOWN);
    browser.await("document.activeElement.closest('.line')?.ariaRowIndex > 3");
    browser.press(Keys.PAGE_UP);
    awaitFocus(0);
    browser.press(Keys.ARROW_LEFT, Keys.ARROW_UP); // nothing is there
    browser.press(Keys.ARROW_RIGHT);
    awaitFocus(1);
    browser.press(Keys.ENTER);
    browser.awaitView("#/glimmer/block_2-output/1");
    browser.press(Keys.ARROW_RIGHT);
    browser.awaitView("#/glimmer/block_2-output/2");
    browser.press(Keys.ESCAPE);
    browser.awaitView("#/glimmer/block_2-output");
    awaitFocus(2);
    browser.press(Keys.ESCAPE);
    browser.awaitView("#/glimmer");
    browser.run("document.querySelector('.layers li:nth-child(3) a').click()");
    browser.awaitView("#/glimmer/block_2-output");
    assertThat(browser.text("document.activeElement.tagName"))
        .isEqualTo("H1"); // not the unit of before
    browser.press("?");
    browser.await("document.querySelector('dialog').open");
    assertThat(browser.axe()).isEmpty();
    browser.press(Keys.ESCAPE);
    browser.await("!document.querySelector('dialog').open");
    assertThat(browser.address()).isEqualTo("#/glimmer/block_2-output");
    browser.press("/", "30-41");
    browser.await("document.querySelector('output').textContent.startsWith('12 of 120')");
    browser.press(Keys.ESCAPE); // empties the field, and does not leave
    browser.await("document.querySelector('output').textContent === '120 units'");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whatModelsSayIsText() {
    browser.open("#/glimmer");
    assertThat(browser.find(".settings dd").getText())
        .isEqualTo("invented for <b>tests</b>, <img src=x onerror=alert(1)>");
    browser.run("try { document.querySelector('.lead').innerHTML = '<b>bold</b>' } catch { }");
    assertThat(browser.all(".lead b")).isEmpty(); // Trusted Types
  }

  @Test
  void theGraphIsOneTabStop() {
    browser.open("#/glimmer");
    assertThat(browser.number("document.querySelectorAll('a.box').length")).isEqualTo(5);
    assertThat(browser.number("document.querySelectorAll('a.box[tabindex=\"0\"]').length")).isOne();
    browser.run("document.querySelector('a.box').focus()");
    browser.press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER);
    browser.awaitView("#/glimmer/block_2-output");
  }

  @Test
  void twoThousandUnits() {
    browser.open("#/glimmer/block_3-output");
    assertThat(browser.text("document.querySelector('output').textContent"))
        .isEqualTo("2,000 units");
    assertThat(browser.number("document.querySelectorAll('.cell').length")).isBetween(20L, 400L);
    browser.run("scrollTo(0, document.documentElement.scrollHeight)");
    browser.await("document.querySelector('[aria-label^=\"unit 1999\"]')");
    assertThat(browser.text("document.querySelector('[aria-label^=\"unit 1999\"]').ariaLabel"))
        .isEqualTo("unit 1999, no image yet");
    assertThat(browser.number("document.querySelectorAll('.cell').length")).isLessThan(400);
    browser.open("#/glimmer/block_3-output?sort=value&dead=hide");
    assertThat(browser.all(".cell a").get(0).getAttribute("aria-label")).contains(", 10");
    assertThat(browser.text("document.querySelector('output').textContent"))
        .isEqualTo("1,888 of 2,000 units"); // 112 of the first 1,900 are dead
    browser.open("#/glimmer/block_3-output?dead=only");
    assertThat(browser.all(".cell a").get(0).getAttribute("aria-label")).isEqualTo("unit 5, dead");
  }

  @Test
  void searchFindsLabels() {
    browser.open("#/glimmer/logits");
    browser.find("input[type=search]").sendKeys("DOG");
    browser.await("document.querySelectorAll('.cell').length === 1");
    assertThat(browser.find(".cell a").getAttribute("aria-label")).isEqualTo("unit 5, dog, dead");
    assertThat(browser.address()).isEqualTo("#/glimmer/logits?q=DOG");
    browser.find(".cell a").click();
    browser.awaitView("#/glimmer/logits/5");
    browser.back();
    browser.awaitView("#/glimmer/logits");
    browser.await("document.querySelectorAll('.cell').length === 1");
  }

  @Test
  void addressesOutliveTheirPage() {
    browser.open("#/glimmer/block_2-output/55?t=negative");
    browser.reload();
    browser.awaitView("#/glimmer/block_2-output/55");
    assertThat(browser.find(".choice [aria-current]").getText()).isEqualTo("Negative direction");
    assertThat(browser.find(".picture img").getAttribute("src"))
        .endsWith("/block_2-output/negative/0055.jpg");
    assertThat(browser.all(".thumb")).hasSize(4 + 8 + 6 + 6);
    browser.find(".pager [rel=next]").click();
    browser.awaitView("#/glimmer/block_2-output/56");
    assertThat(browser.address()).endsWith("/56?t=negative");
  }

  @Test
  void aMissingImageHasItsTileInstead() throws IOException {
    Path full = gallery.resolve("glimmer/block_1-output/feature/0007.jpg");
    Path sheet = gallery.resolve("glimmer/block_1-output/feature/sheet-00.jpg");
    Path aside = gallery.resolve("aside.jpg");
    Files.move(full, aside);
    try {
      browser.open("#/glimmer/block_1-output/7");
      browser.await("document.querySelector('.picture .tile img')?.naturalWidth === 2048");
      assertThat(browser.find(".show .note").getText()).contains("full-size image is missing");
    } finally {
      Files.move(aside, full);
    }
    Files.move(sheet, aside);
    try {
      browser.open("#/glimmer/block_1-output");
      browser.await("document.querySelectorAll('.cell .tile.missing').length > 10");
      browser.find(".cell a").click();
      browser.awaitView("#/glimmer/block_1-output/0");
    } finally {
      Files.move(aside, sheet);
    }
    Path layer = gallery.resolve("glimmer/block_1-output/layer.json");
    Files.move(layer, aside);
    try {
      browser.open("#/glimmer/block_1-output");
      assertThat(browser.heading()).isEqualTo("glimmer/block_1-output/layer.json is missing");
      browser.find(".message a").click();
      browser.awaitView("#/glimmer");
    } finally {
      Files.move(aside, layer);
    }
  }

  @Test
  void severalAnswersForOneUnit() {
    browser.open("#/glimmer/block_1-output/7?t=diverse");
    assertThat(browser.all(".answers button")).hasSize(3);
    assertThat(browser.axe()).isEmpty();
    browser.all(".answers button").get(2).click();
    browser.await("document.querySelector('.picture img').src.endsWith('/diverse/0007-3.jpg')");
    assertThat(browser.find(".answers [aria-pressed=true]").getAttribute("aria-label"))
        .isEqualTo("Image 3 of unit 7");
    assertThat(browser.all("a[download]")).hasSize(3);
  }

  @Test
  void aUnitWithoutImageOffersNone() {
    browser.open("#/glimmer/block_3-output/1950");
    assertThat(browser.find(".show .note").getText())
        .isEqualTo("The gallery has no image of this unit.");
    assertThat(browser.all(".show img, a[download], phos-command")).isEmpty();
  }

  @Test
  void unitsThatNobodyAskedForAreNotShown() {
    browser.open("#/glimmer-small/block_2-extra");
    assertThat(browser.text("document.querySelector('output').textContent")).isEqualTo("6 units");
    assertThat(browser.all(".cell")).hasSize(6);
  }

  @Test
  void wrongAddressesLeadBack() {
    browser.open("#/glimmer/block_9-output");
    assertThat(browser.find(".message li a").getText()).startsWith("block_");
    browser.find(".message li a").click();
    browser.await("document.querySelector('phos-grid')");
    browser.open("#/compare/glimmer/logits/x/with/glimmer/logits/1");
    assertThat(browser.heading()).isEqualTo("There is no unit x in logits");
    browser.find(".message a").click();
    browser.awaitView("#/");
  }

  @Test
  void comparing() {
    browser.open("#/glimmer/block_2-output/55");
    browser.find("details.compare summary").click();
    browser.await("document.querySelector('select[name=network]')");
    WebElement layer = browser.find("input[name=layer]");
    layer.clear();
    layer.sendKeys("stem-conv");
    browser.find("details.compare button").click();
    browser.awaitView("#/compare/glimmer/block_2-output/55/with/glimmer/stem-conv/56");
    assertThat(browser.heading()).isEqualTo("There is no unit 56 in stem/conv");
    browser.open("#/compare/glimmer/block_2-output/55/with/glimmer/stem-conv/3");
    assertThat(browser.all(".pair .picture img")).hasSize(2);
    assertThat(browser.all(".curve polyline")).hasSize(2);
    browser.find(".lead a").click();
    browser.awaitView("#/compare/glimmer/stem-conv/3/with/glimmer/block_2-output/55");
    browser.open("#/");
    browser.find("form.bar button").click();
    browser.awaitView("#/compare/glimmer/with/glimmer-small");
    assertThat(
            browser.text(
                "[...document.querySelectorAll('tbody tr')].map(row => [...row.cells].map(cell =>"
                    + " cell.querySelector('.name')?.textContent ?? '-').join(' ')).join('; ')"))
        .isEqualTo(
            "stem/conv stem/conv; block_1/output -; block_2/output block_2/output; block_3/output"
                + " -; - block_2/extra; logits logits");
  }

  /** On a static host, what needs the server says so, and nothing else offers it. */
  @Test
  void whatNeedsTheServerSaysSo() {
    browser.open("#/glimmer?o=dream(logits)");
    assertThat(browser.find(".message").getText()).contains("It renders any objective.");
    assertThat(browser.all("phos-connection .connection, .tools, phos-opener")).isEmpty();
    browser.open("#/glimmer/logits/5");
    assertThat(browser.all("phos-settings, phos-objective, phos-progress")).isEmpty();
  }

  /** The text form of objectives, as the page writes and completes it. */
  @Test
  void objectivesAreCompleted() {
    browser.open("#/");
    assertThat(completed("dream(bl", 8)).startsWith("[dream(]block_2/output[] [6]");
    assertThat(completed("2*blo", 5)).isEqualTo("[2*]block_2/output:[] [2]");
    assertThat(completed("block_2/output:5 + a", 20)).contains("\"a b, c\":").contains("align(");
    assertThat(completed("\"a b", 4)).isEqualTo("[]\"a b, c\":[] [0]");
    assertThat(completed("2 + 3", 5)).isEmpty();
  }

  /** The first choice in its place, and where the word began; empty if there is none. */
  private static String completed(String text, int caret) {
    return String.valueOf(
        browser.runAsync(
            "const [text, caret, done] = arguments;import(new URL('site/live/objective-text.js',"
                + " document.baseURI).href).then(m => {  const {from, choices} ="
                + " m.completions(text, caret, ['block_2/output', 'a b, c']);  done(choices.map(one"
                + " => '[' + text.slice(0, from) + ']' + one.insert + '['    + text.slice(caret) +"
                + " '] [' + from + ']').join(' '));});",
            text,
            caret));
  }

  @Test
  void embeddedPagesStayEmbedded() {
    browser.open("#/glimmer/block_2-output?embed=1");
    assertThat(browser.all("header")).isEmpty();
    assertThat(browser.find("footer a").getAttribute("href")).endsWith("#/glimmer/block_2-output");
    browser.find(".cell a").click();
    browser.awaitView("#/glimmer/block_2-output/0");
    assertThat(browser.address()).endsWith("&embed=1");
    assertThat(browser.all("header")).isEmpty();
  }

  @Test
  void layersHavePagesWithoutJavaScript() {
    browser.openFile("glimmer/block_2-output/");
    assertThat(browser.heading()).isEqualTo("block_2/output");
    assertThat(browser.axe()).isEmpty();
    assertThat(browser.number("document.scripts.length")).isZero();
    String place = "document.querySelector('#feature-55 img').getBoundingClientRect()";
    String tile = "document.querySelector('#feature-55 .tile').getBoundingClientRect()";
    // Unit 55 lies in row 3 and column 7 of its sheet.
    assertThat(
            browser.number(
                "Math.round((" + tile + ".left - " + place + ".left) / " + tile + ".width)"))
        .isEqualTo(7);
    assertThat(
            browser.number(
                "Math.round((" + tile + ".top - " + place + ".top) / " + tile + ".width)"))
        .isEqualTo(3);
    assertThat(browser.complaints()).isEmpty();
  }

  private static boolean inGrid() {
    return Boolean.TRUE.equals(
        browser.run("return Boolean(document.activeElement.closest('.grid'))"));
  }

  private static String focused() {
    return browser.text("document.activeElement.ariaLabel");
  }

  private static void awaitFocus(long unit) {
    browser.await(
        "/^unit (\\d+)/.exec(document.activeElement.ariaLabel)?.[1] === arguments[0]",
        Long.toString(unit));
  }
}
