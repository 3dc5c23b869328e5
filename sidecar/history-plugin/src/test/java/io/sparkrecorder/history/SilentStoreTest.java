package io.sparkrecorder.history;

import static io.sparkrecorder.history.RealHistoryServer.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tab when S3 accepts connections and never answers. Pages that take all readers come last,
 * because their reads may go on for a while.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SilentStoreTest {
  private static final String SENTENCE = "did not answer within 2.0 seconds";

  private static final String FULL = "reads 16 documents and files of recordings already";

  /** More than the threads that read. */
  private static final int READERS = 20;

  @TempDir static Path folder;

  private ServerSocket silent;
  private RealHistoryServer server;

  @BeforeAll
  void start() throws Exception {
    silent = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
    Map<String, String> conf = new TreeMap<>();
    conf.put(RecordingsTab.SETTING, "s3a://team/recordings");
    conf.put(TimedReads.SETTING, "2s");
    URI endpoint = URI.create("http://127.0.0.1:" + silent.getLocalPort());
    conf.putAll(S3aConf.of(endpoint, "key", "secret"));
    server =
        RealHistoryServer.start(
            folder.resolve("server"),
            new EventLogs(folder.resolve("logs")).ended("spark-1"),
            conf,
            1);
  }

  @AfterAll
  void close() throws Exception {
    server.close();
    silent.close();
  }

  @Test
  void page_and_download_say_so_instead_of_waiting() {
    HttpResponse<byte[]> page = server.page("spark-1");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(text(page)).contains("The recordings cannot be shown.", SENTENCE);
    HttpResponse<byte[]> file =
        server.get("/history/spark-1/recordings/data/file/uid-driver-1/0/driver-driver.jfr");
    assertThat(file.statusCode()).isEqualTo(504);
    assertThat(text(file)).contains(SENTENCE, TimedReads.SETTING);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void more_pages_than_readers_are_answered_and_other_tabs_work() {
    server.get("/history/spark-1/jobs/");
    try (Pages pages = new Pages()) {
      for (int at = 0; at < READERS; at++) {
        pages.add();
      }
      assertThat(server.get("/history/spark-1/jobs/").statusCode()).isEqualTo(200);
      assertThat(pages.texts())
          .hasSize(READERS)
          .allMatch(text -> text.contains(SENTENCE) || text.contains(FULL))
          .anyMatch(text -> text.contains(SENTENCE));
    }
  }

  /** Pages that are opened at the same time. */
  private final class Pages implements AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<CompletableFuture<String>> pages = new ArrayList<>();

    void add() {
      pages.add(CompletableFuture.supplyAsync(() -> text(server.page("spark-1")), threads));
    }

    List<String> texts() {
      List<String> texts = new ArrayList<>();
      pages.forEach(page -> texts.add(page.join()));
      return texts;
    }

    @Override
    public void close() {
      threads.shutdownNow();
    }
  }
}
