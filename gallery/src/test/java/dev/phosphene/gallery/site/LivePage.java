package dev.phosphene.gallery.site;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/**
 * The site with a server behind it that a test directs, in a real browser, and what tests do there
 * again and again. Skipped where there is no Chromium.
 */
abstract class LivePage {
  static final String UNIT = "#/glimmer-small/logits/5";

  static Path photograph;

  static SampleServer server;

  static Browser browser;

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

  /** The unit in sight makes so many steps, each with a frame that is drawn. */
  static void grow(int steps) {
    browser.await("document.querySelector('.progress')?.dataset.state === 'waiting'");
    String id = server.latest("unit");
    for (int step = 1; step <= steps; step++) {
      server.step(id, step);
      browser.await(
          "document.querySelector('.picture.growing canvas')?.dataset.frames === arguments[0]",
          String.valueOf(step));
    }
  }

  static void objective(String text) {
    browser.await("document.querySelector('[role=combobox]')");
    browser.find("[role=combobox]").sendKeys(Keys.chord(Keys.CONTROL, "a"), text);
  }

  static void choose(String select, String value) {
    browser.await("document.querySelector(arguments[0])", select);
    browser.run(
        "const field = document.querySelector(arguments[0]);field.value = arguments[1];"
            + "field.dispatchEvent(new Event('change', {bubbles: true}))",
        select,
        value);
  }

  static void type(String input, String text) {
    browser.find(input).sendKeys(Keys.chord(Keys.CONTROL, "a"), text, Keys.TAB);
  }

  static boolean tabTo(String text) {
    for (int i = 0; i < 40; i++) {
      if (browser.text("document.activeElement.textContent.trim()").equals(text)) {
        return true;
      }
      browser.press(Keys.TAB);
    }
    return false;
  }

  static JsonObject lastAsked() {
    return server.asked.get(server.asked.size() - 1);
  }

  static void awaitAsked(int count) {
    await(() -> server.asked.size() >= count);
  }

  static void await(BooleanSupplier condition) {
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
