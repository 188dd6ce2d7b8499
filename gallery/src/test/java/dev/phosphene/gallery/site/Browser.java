package dev.phosphene.gallery.site;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.WindowType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, at one gallery or live page. */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Selenium warns of each Chromium that is newer than itself. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;
  private final URI gallery;

  private Browser(ChromeDriver driver, URI gallery) {
    this.driver = driver;
    this.gallery = gallery;
  }

  /** Starts the machine's Chromium; the test is skipped where there is none. */
  public static Browser start(URI gallery, Path profile) {
    File chromium = program("chromium", "chromium-browser", "google-chrome");
    File chromedriver = program("chromedriver");
    boolean present = chromium != null && chromedriver != null;
    if (!present) {
      System.out.println("skipped: no Chromium with chromedriver on the PATH");
    }
    assumeTrue(present, "no Chromium with chromedriver on the PATH");
    SELENIUM.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--user-data-dir=" + profile);
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromedriver)
            .usingAnyFreePort()
            .withSilent(true)
            .build();
    ChromeDriver driver = new ChromeDriver(service, options);
    driver.manage().timeouts().scriptTimeout(PATIENCE);
    return new Browser(driver, gallery);
  }

  private static @Nullable File program(String... names) {
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(
                        Objects.requireNonNullElse(System.getenv("PATH"), "")
                            .split(File.pathSeparator))
                    .map(folder -> new File(folder, name)))
        .filter(File::canExecute)
        .findFirst()
        .orElse(null);
  }

  /** Opens an address of the site in a new document, at the width and height of a laptop. */
  public void open(String hash) {
    driver.get("about:blank");
    resize(1280, 900);
    dark(false);
    driver.get(gallery + "index.html" + hash);
    awaitView(hash);
  }

  /** Waits until the view of an address is there, with the images that it needs at once. */
  public void awaitView(String hash) {
    String path = hash.replaceFirst("^#/?", "").replaceFirst("[?&].*$", "");
    await(
        "document.querySelector('phos-app')?.dataset.settled === arguments[0]"
            + " && [...document.images].every(one => one.complete || one.loading === 'lazy')",
        path);
  }

  /** Waits for a condition in JavaScript. */
  public void await(String condition, Object... arguments) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!Boolean.TRUE.equals(run("return Boolean(" + condition + ")", arguments))) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "never true: " + condition + " " + List.of(arguments) + " at " + address());
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException stop) {
        throw new AssertionError(stop);
      }
    }
  }

  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Runs a script that calls its last argument with the result. */
  public Object runAsync(String script, Object... arguments) {
    return driver.executeAsyncScript(script, arguments);
  }

  public String text(String script, Object... arguments) {
    return String.valueOf(run("return " + script, arguments));
  }

  public long number(String script) {
    return ((Number) run("return " + script)).longValue();
  }

  /** The part of the address behind #, with it. */
  public String address() {
    return text("location.hash");
  }

  public String heading() {
    return text("document.querySelector('h1').innerText.replace(/\\s+/g, ' ')");
  }

  public WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  public void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  public void pressWithControl(Keys key) {
    new Actions(driver).keyDown(Keys.CONTROL).sendKeys(key).keyUp(Keys.CONTROL).perform();
  }

  public void back() {
    driver.navigate().back();
  }

  public void reload() {
    driver.navigate().refresh();
  }

  /** The tab that is shown. */
  public String tab() {
    return driver.getWindowHandle();
  }

  /** Opens a tab, which is shown from now on. */
  public String newTab() {
    driver.switchTo().newWindow(WindowType.TAB);
    return tab();
  }

  /** Closes a tab and shows another one. */
  public void closeTab(String tab, String next) {
    driver.switchTo().window(tab).close();
    driver.switchTo().window(next);
  }

  public void openFile(String file) {
    driver.get(gallery + file);
  }

  public void resize(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
  }

  /** Empties the cache. */
  public void forgetFiles() {
    driver.executeCdpCommand("Network.clearBrowserCache", Map.of());
  }

  public void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** What the browser complained about since the last call. */
  public List<String> complaints() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** What axe finds against WCAG and its best practices; empty if all is well. */
  public String axe() {
    if (!Boolean.TRUE.equals(run("return Boolean(window.axe)"))) {
      driver.executeScript(AXE);
    }
    return String.valueOf(
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];axe.run(document, {resultTypes:"
                + " ['violations']}).then(  ({violations}) => done(violations.map(one => one.id +"
                + " ': '    + one.nodes.map(node => node.html.slice(0, 160) + ' ' +"
                + " node.failureSummary).join(' | ')).join('\\n"
                + "')),  problem => done('axe failed: ' + problem));"));
  }

  private static final String AXE = axeScript();

  private static String axeScript() {
    try (InputStream in = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
