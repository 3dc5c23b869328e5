package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sparkrecorder.e2e.support.Project;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Chromium without a window, as a person clicks in it. */
final class Browser implements AutoCloseable {
  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Starts it, where Chromium and its driver are installed.
   *
   * @param headers headers of every request
   */
  static Optional<Browser> start(Map<String, String> headers) {
    return start(headers, true);
  }

  /**
   * The same, with or without scripts of pages.
   *
   * @param headers headers of every request
   */
  static Optional<Browser> start(Map<String, String> headers, boolean scripts) {
    Path chromium = Path.of("/usr/bin/chromium");
    Path service = Path.of("/usr/bin/chromedriver");
    if (!Files.isExecutable(chromium) || !Files.isExecutable(service)) {
      return Optional.empty();
    }
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.setAcceptInsecureCerts(true);
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--window-size=1400,1000");
    if (!scripts) {
      options.setExperimentalOption(
          "prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
    }
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriver driver =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(service.toFile()).build(),
            options);
    driver.executeCdpCommand("Network.enable", Map.of());
    driver.executeCdpCommand("Network.setExtraHTTPHeaders", Map.of("headers", headers));
    return Optional.of(new Browser(driver));
  }

  void open(URI uri) {
    driver.get(uri.toString());
    await();
  }

  /** Clicks the first link with this text. */
  void click(String text) {
    clickFirst("a link " + text, link -> text.equals(link.getText().strip()));
  }

  /** Clicks the first link whose target has this in it. */
  void clickTo(String part) {
    clickFirst(
        "a link to " + part,
        link -> link.isDisplayed() && String.valueOf(link.getAttribute("href")).contains(part));
  }

  private void clickFirst(String name, Predicate<WebElement> which) {
    eventually(name)
        .ignoreExceptions()
        .until(
            () -> {
              links().filter(which).findFirst().orElseThrow().click();
              return true;
            });
    await();
  }

  /** Prefers the colour scheme {@code light} or {@code dark}. */
  void prefer(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Makes later calls apply to the page in this frame. */
  void intoFrame(String css) {
    driver.switchTo().frame(driver.findElement(By.cssSelector(css)));
  }

  /** Gives the result of a function's body, empty if it returns nothing. */
  Object script(String body) {
    return Objects.requireNonNullElse(driver.executeScript(body), "");
  }

  /** Gives the violations that axe-core finds below an element, without frames. */
  List<?> violations(String css) {
    driver.executeScript(axe());
    return (List<?>)
        driver.executeAsyncScript(
            """
            const done = arguments[arguments.length - 1];
            axe.run(arguments[0], {iframes: false}).then(
              (result) => done(result.violations.map((it) => it.id + ': ' + it.nodes.map((node) => node.target.join(' ')).join(', '))),
              (error) => done([String(error)]));
            """,
            css);
  }

  private static String axe() {
    try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
      return new String(Objects.requireNonNull(script).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI where() {
    return URI.create(driver.getCurrentUrl());
  }

  String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  /** Gives the errors since the last call: those of scripts, and files that failed to load. */
  List<String> errors() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .filter(entry -> entry.getLevel().intValue() >= Level.SEVERE.intValue())
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Keeps a picture of the screen, for a person. */
  void screenshot(String name) {
    try {
      Path folder = Files.createDirectories(Project.target().resolve("screenshots"));
      Files.write(folder.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }

  private Stream<WebElement> links() {
    return driver.findElements(By.tagName("a")).stream();
  }

  /** Until scripts have asked for all that they need. */
  private void await() {
    eventually("the page is there")
        .until(
            () ->
                Boolean.TRUE.equals(
                    driver.executeScript(
                        "return document.readyState === 'complete' && (!window.jQuery || jQuery.active === 0)")));
  }
}
