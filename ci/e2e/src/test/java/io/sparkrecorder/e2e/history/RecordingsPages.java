package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tab "Recordings" with a report, as a person in Chromium comes to it from the executors. */
final class RecordingsPages {
  /** Ends with an executor that kills its JVM after some work, and another one in its place. */
  static final String JOB =
      HistoryPages.JOB
          + """
      from pyspark import TaskContext
      def kill(number):
          import os, signal
          if TaskContext.get().attemptNumber() == 0:
              for pid in filter(str.isdigit, os.listdir("/proc")):
                  with open("/proc/" + pid + "/cmdline", "rb") as file:
                      if b"ExecutorBackend" in file.read():
                          os.kill(int(pid), signal.SIGKILL)
          return number
      spark.range(30000000).selectExpr("sum(hash(id, id * 7))").collect()
      print("after the kill", sc.parallelize([1], 1).map(kill).collect())
      """;

  private static final String PAINTED =
      """
      return [...document.querySelectorAll('canvas')].some((canvas) => canvas.width > 0 &&
        new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.buffer)).size > 2)
      """;

  private static final String SHOWN =
      """
      return [...document.querySelectorAll('.sr-pods input:checked')].map((box) => box.getAttribute('aria-label')).join()
      """;

  private static final String FRAMES =
      """
      document.querySelectorAll('details').forEach((it) => (it.open = true));
      return [...document.querySelectorAll('[role=treegrid] [role=row]')].map((row) => row.textContent).join('\\n')
      """;

  private RecordingsPages() {}

  /** Clicks the link of the killed executor on the executors page, and looks at its flame graph. */
  static void clickToFlameGraph(URI site, String app, String scheme, String name) {
    try (Browser browser = browser(true)) {
      browser.prefer(scheme);
      browser.open(site);
      browser.click(app);
      browser.click("Executors");
      browser.clickTo("/recordings/?executor=1#executor-1");
      assertThat(browser.where())
          .isEqualTo(site.resolve("history/" + app + "/recordings/?executor=1#executor-1"));
      assertThat(browser.text()).contains("Executor 1 is marked: ");
      assertThat(browser.violations("#recordings")).isEmpty();
      browser.screenshot(name + "-recordings-" + scheme);
      browser.intoFrame("iframe.report");
      eventually("the flame graph is painted").until(() -> browser.script(PAINTED).equals(true));
      assertThat(browser.script(SHOWN)).isEqualTo("Show Executor 1");
      eventually("the tree has frames of Java")
          .until(() -> browser.script(FRAMES).toString().contains("java."));
      assertThat(browser.violations("body")).isEmpty();
      assertThat(browser.errors()).isEmpty();
    }
  }

  /** Opens the tab at the killed executor, in a browser that runs no script. */
  static void readWithoutScripts(URI site, String app, String name) {
    try (Browser browser = browser(false)) {
      // The redirect of a first click drops the query.
      browser.open(site.resolve("history/" + app + "/recordings/"));
      browser.open(site.resolve("history/" + app + "/recordings/?executor=1#executor-1"));
      browser.screenshot(name + "-recordings-without-scripts");
      List<String> lines = browser.text().lines().toList();
      assertThat(lines).anyMatch(line -> line.startsWith("Executor 1 is marked: "));
      assertThat(browser.text()).contains("Open the report alone", "driver.jfr");
    }
  }

  private static Browser browser(boolean scripts) {
    Optional<Browser> chromium = Browser.start(Map.of(), scripts);
    assumeTrue(chromium.isPresent(), "no Chromium: apt-get install chromium chromium-driver");
    return chromium.orElseThrow();
  }
}
