package io.sparkrecorder.bench.report;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Times a report's page in Chromium without a window. */
final class Chromium implements AutoCloseable {
  private static final Path BROWSER = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String AWAIT_READY =
      """
      const done = arguments[0];
      const look = () => document.getElementById('spark-recorder').dataset.ready === undefined
        ? requestAnimationFrame(look) : done();
      look();
      """;
  private static final String FIRST_PAINT =
      "return performance.getEntriesByType('paint')[0].startTime";
  private static final String FILTER =
      """
      const app = sparkRecorderReport.app, begin = performance.now();
      app.set({ pods: [arguments[0]] });
      return performance.now() - begin;
      """;

  private final ChromeDriver driver;

  Chromium() {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(BROWSER.toFile());
    options.addArguments(
        List.of("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1400,1000"));
    driver =
        new ChromeDriver(
            new ChromeDriverService.Builder().usingDriverExecutable(DRIVER.toFile()).build(),
            options);
    driver.manage().timeouts().scriptTimeout(PATIENCE);
  }

  static boolean isInstalled() {
    return Files.isExecutable(BROWSER) && Files.isExecutable(DRIVER);
  }

  /** Opens the page; returns the time until its first paint in milliseconds. */
  double firstPaint(Path page) {
    driver.get("about:blank");
    driver.get(page.toUri().toString());
    driver.executeAsyncScript(AWAIT_READY);
    return number(driver.executeScript(FIRST_PAINT));
  }

  /** Shows one pod; returns the time until the page has its data in milliseconds. */
  double filter(String pod) {
    return number(driver.executeScript(FILTER, pod));
  }

  private static double number(Object result) {
    return ((Number) result).doubleValue();
  }

  @Override
  public void close() {
    driver.quit();
  }
}
