package io.sparkrecorder.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The page in Chromium, from a server whose recordings are in a folder. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {
  private static final String APP = "spark-1";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir static Path folder;

  private RealHistoryServer server;

  @BeforeAll
  void start() throws Exception {
    Path root = folder.resolve("recordings");
    String key = root.toString().substring(1) + "/" + APP;
    Recordings recordings =
        new Recordings(key, APP)
            .incomplete("")
            .driver()
            .file("driver.jfr", 3, "whole", "")
            .executor("1", "sealed", "OOMKilled", 137)
            .file("executor-1.jfr", 3, "salvaged", "ends at the last flush")
            .executor("2", "partial", "node-lost", 1)
            .missing("heap.hprof", 734_003_200, "the volume was full");
    write(root.resolve(APP + "/manifest.json"), recordings.json());
    write(root.resolve(APP + "/driver/driver.jfr"), "FLR".getBytes(UTF_8));
    String report =
        "<!doctype html><html lang=\"en\"><title>r</title><p id=\"p\">before</p>"
            + "<script>p.textContent = 'script ran'</script>";
    write(root.resolve(APP + "/report/report-1.html"), report.getBytes(UTF_8));
    String index =
        "{\"version\":1,\"files\":[{\"name\":\"report.html\",\"key\":\"%s\",\"bytes\":%d}]}"
            .formatted(key + "/report/report-1.html", report.length());
    write(root.resolve(APP + "/report/index.json"), index.getBytes(UTF_8));
    server =
        RealHistoryServer.start(
            folder.resolve("server"),
            new EventLogs(folder.resolve("logs")).ended(APP),
            Map.of(RecordingsTab.SETTING, root.toUri().toString()),
            1);
  }

  private static void write(Path file, byte[] bytes) throws Exception {
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  @AfterAll
  void close() {
    server.close();
  }

  @Test
  void download_from_a_folder_has_the_bytes() {
    String path = "/recordings/data/file/uid-driver-1/0/driver-driver.jfr";
    assertThat(RealHistoryServer.text(server.get("/history/" + APP + path))).isEqualTo("FLR");
  }

  @Test
  void page_is_readable_without_scripts() throws Exception {
    try (Chromium chromium = chromium(false)) {
      chromium.open(server.uri("/history/" + APP + "/recordings/?executor=1"));
      assertThat(chromium.text("#recordings"))
          .contains("The recordings are not complete.", "OOMKilled", "heap.hprof", "node-lost");
      chromium.picture("without-scripts");
    }
  }

  @Test
  void click_on_an_executors_link_opens_its_row_and_the_page_is_accessible() throws Exception {
    try (Chromium chromium = chromium(true)) {
      chromium.open(server.uri("/history/" + APP + "/executors/"));
      await("the executors page").atMost(PATIENCE).until(() -> chromium.click("recording"));
      await("the executor is marked")
          .atMost(PATIENCE)
          .until(() -> chromium.text("p.asked").startsWith("Executor 2 is marked"));
      assertThat(chromium.where()).endsWith("/recordings/?executor=2#executor-2");
      assertThat(chromium.errors()).isEmpty();
      Accessibility.check(chromium);
      chromium.picture("page");
      chromium.open(server.uri("/history/" + APP + "/recordings/data/report/report.html"));
      assertThat(chromium.text("#p")).isEqualTo("script ran");
      assertThat(chromium.errors()).isEmpty();
    }
  }

  private static Chromium chromium(boolean scripts) throws Exception {
    Optional<Chromium> chromium = Chromium.start(scripts);
    assumeTrue(chromium.isPresent(), "no Chromium: apt-get install chromium chromium-driver");
    return chromium.orElseThrow();
  }
}
