package io.sparkrecorder.failuremap.report;

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

/** Chromium without a window, on a failure map. */
final class Chromium implements AutoCloseable {
  private static final String AXE = axe();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ChromeDriver driver;

  private Chromium(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts Chromium, if it and its driver are installed. */
  static Optional<Chromium> start() {
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
                options)));
  }

  /** Opens a page with a fragment and waits until it is drawn. */
  void open(URI page, String fragment) {
    driver.get("about:blank");
    driver.get(page + (fragment.isEmpty() ? "" : "#" + fragment));
    awaitReady();
  }

  void reload() {
    driver.navigate().refresh();
    awaitReady();
  }

  void back() {
    driver.navigate().back();
  }

  private void awaitReady() {
    Awaitility.await("the page is drawn")
        .atMost(PATIENCE)
        .until(
            () ->
                Boolean.TRUE.equals(
                    script(
                        "return document.getElementById('failure-map').dataset.ready !=="
                            + " undefined")));
  }

  Object script(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  String fragment() {
    String address = driver.getCurrentUrl();
    return address.contains("#") ? address.substring(address.indexOf('#') + 1) : "";
  }

  String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  String text(String selector) {
    return find(selector).getText();
  }

  WebElement find(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  List<WebElement> all(String selector) {
    return driver.findElements(By.cssSelector(selector));
  }

  /** Clicks a button, link, label or summary by its visible text or its accessible name. */
  void click(String name) {
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
  void choose(String label, String option) {
    WebElement select = labelled(label);
    select.findElements(By.tagName("option")).stream()
        .filter(it -> it.getText().equals(option))
        .findFirst()
        .orElseThrow(() -> new AssertionError(label + " has no option " + option))
        .click();
  }

  WebElement labelled(String label) {
    WebElement found =
        all("label").stream()
            .filter(it -> it.getText().equals(label))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no field is labelled " + label));
    return driver.findElement(By.id(found.getDomAttribute("for")));
  }

  void press(CharSequence... keys) {
    new Actions(driver).sendKeys(keys).perform();
  }

  /** Presses a key while another one is held. */
  void pressWith(Keys held, CharSequence key) {
    new Actions(driver).keyDown(held).sendKeys(key).keyUp(held).perform();
  }

  /** Sets the width of the window in CSS pixels, as zoom does. */
  void width(int width) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 1000, "deviceScaleFactor", 1, "mobile", false));
  }

  void usualWidth() {
    driver.executeCdpCommand("Emulation.clearDeviceMetricsOverride", Map.of());
  }

  /** Pretends that the system prefers light or dark. */
  void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Returns the violations that axe-core finds, one line each. */
  @SuppressWarnings("unchecked")
  List<String> violations() {
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
  List<String> errors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Keeps a picture of the page for a person. */
  void screenshot(Path file) {
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
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
