package io.sparkrecorder.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import org.awaitility.Awaitility;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * Chromium without a window, on one of the project's pages. Modules that use it declare Selenium,
 * axe-core and Awaitility themselves.
 */
public final class Chromium implements AutoCloseable {
  private static final String AXE = axe();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChromeDriver driver;
  private final String root;

  private Chromium(ChromeDriver driver, String root) {
    this.driver = driver;
    this.root = root;
  }

  /**
   * Starts Chromium, if it and its driver are installed.
   *
   * @param root id of the element of the pages that has {@code data-ready} once they are drawn
   */
  public static Optional<Chromium> start(String root) {
    Path chromium = Path.of("/usr/bin/chromium");
    Path service = Path.of("/usr/bin/chromedriver");
    if (!Files.isExecutable(chromium) || !Files.isExecutable(service)) {
      return Optional.empty();
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--force-prefers-reduced-motion",
        "--window-size=1400,1000");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    return Optional.of(
        new Chromium(
            new ChromeDriver(
                new ChromeDriverService.Builder().usingDriverExecutable(service.toFile()).build(),
                options),
            root));
  }

  /** Opens a page with a fragment and waits until it is drawn. */
  public void open(URI page, String fragment) {
    driver.get("about:blank");
    driver.get(page + (fragment.isEmpty() ? "" : "#" + fragment));
    awaitReady();
  }

  public void reload() {
    driver.navigate().refresh();
    awaitReady();
  }

  public void back() {
    driver.navigate().back();
  }

  private void awaitReady() {
    Awaitility.await("the page is drawn")
        .atMost(PATIENCE)
        .until(
            () ->
                Boolean.TRUE.equals(
                    script(
                        "return document.getElementById(arguments[0]).dataset.ready !== undefined",
                        root)));
  }

  public Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  public String fragment() {
    String address = driver.getCurrentUrl();
    return address.contains("#") ? address.substring(address.indexOf('#') + 1) : "";
  }

  public String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  public String text(String selector) {
    return find(selector).getText();
  }

  public WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  public List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Clicks a button, link, label or summary by its visible text or its accessible name. */
  public void click(String name) {
    WebElement element =
        all("button, a, label, summary").stream()
            .filter(WebElement::isDisplayed)
            .filter(
                it ->
                    name.equals(it.getText().strip())
                        || name.equals(it.getDomAttribute("aria-label")))
            .findFirst()
            .orElseThrow(() -> new AssertionError("nothing to click is named " + name));
    script("arguments[0].scrollIntoView({block: 'center'})", element);
    element.click();
  }

  /** Chooses an option of the select with this label. */
  public void choose(String label, String option) {
    WebElement select = labelled(label);
    select.findElements(By.tagName("option")).stream()
        .filter(it -> it.getText().equals(option))
        .findFirst()
        .orElseThrow(() -> new AssertionError(label + " has no option " + option))
        .click();
  }

  public WebElement labelled(String label) {
    WebElement found =
        all("label").stream()
            .filter(it -> it.getText().equals(label))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no field is labelled " + label));
    return driver.findElement(By.id(Objects.requireNonNull(found.getDomAttribute("for"), label)));
  }

  public void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Presses a key while another one is held. */
  public void pressWith(Keys held, CharSequence key) {
    new Actions(driver).keyDown(held).sendKeys(key).keyUp(held).perform();
  }

  /** Presses Tab until an element with this accessible name, text or label has the focus. */
  public void tabTo(String name) {
    for (int i = 0; i < 300; i++) {
      press(Keys.TAB);
      if (name.equals(
          script(
              "const e = document.activeElement;return e.getAttribute('aria-label') || (e.labels &&"
                  + " e.labels[0] ? e.labels[0].firstChild.textContent : e.textContent.trim())"))) {
        return;
      }
    }
    throw new AssertionError("Tab never reached " + name);
  }

  public void drag(WebElement element, int fromX, int toX, int y) {
    script("arguments[0].scrollIntoView({block: 'center'})", element);
    int middleX = element.getSize().getWidth() / 2;
    int middleY = element.getSize().getHeight() / 2;
    new Actions(driver)
        .moveToElement(element, fromX - middleX, y - middleY)
        .clickAndHold()
        .moveToElement(element, (fromX + toX) / 2 - middleX, y - middleY)
        .moveToElement(element, toX - middleX, y - middleY)
        .release()
        .perform();
  }

  public void clickAt(WebElement element, int x, int y) {
    script("arguments[0].scrollIntoView({block: 'center'})", element);
    new Actions(driver)
        .moveToElement(
            element, x - element.getSize().getWidth() / 2, y - element.getSize().getHeight() / 2)
        .click()
        .perform();
  }

  /** Sets the width of the window in CSS pixels, as zoom does. */
  public void width(int width) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
  }

  public void usualWidth() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /** Pretends that the system prefers light or dark. */
  public void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Returns the violations that axe-core finds, one line each. */
  @SuppressWarnings("unchecked")
  public List<String> violations() {
    driver.executeScript(AXE);
    return (List<String>)
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run().then((result) => done(result.violations.flatMap((violation) => violation.nodes.map((node) =>
              `${violation.id}: ${node.target.join(' ')} ${node.any.map((it) => it.message).join(' ')}`))),
              (error) => done([String(error)]));
            """);
  }

  /** Returns the errors of scripts, and resources that did not load, since the last call. */
  public List<String> errors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Keeps a picture of the page for a person. */
  public void screenshot(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }

  private static String axe() {
    try (InputStream in = Chromium.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
