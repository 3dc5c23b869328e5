package io.sparkrecorder.s3;

import static io.sparkrecorder.s3.S3Bed.PART;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.s3.model.Problem;
import io.sparkrecorder.s3.model.PutResult;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.s3.model.Upload;
import io.sparkrecorder.s3.model.UploadJournal;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.HttpRequest;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of login pages, proxies and firewalls, which are not S3's. */
class ForeignAnswerTest {
  private static final String IS_IT_S3 = "is this an S3 endpoint? check RECORDER_S3_ENDPOINT";

  private static final String EMPTY_AND_TRUNCATED =
      "<ListBucketResult><Name>recordings</Name><IsTruncated>true</IsTruncated></ListBucketResult>";

  @RegisterExtension final S3Bed s3 = new S3Bed();

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, 2_000_000, 2 * PART + 1})
  void page_with_200_to_every_put_is_never_a_success(long bytes) {
    s3.proxy().on(request -> request.method().equals("PUT"), Fault.page(200));
    Problem problem = problem(put(s3.file("page", bytes), Duration.ofSeconds(2)));
    assertThat(problem.reason()).isEqualTo(Problem.Reason.UNAVAILABLE);
    assertThat(problem.message())
        .contains(s3.proxy().endpoint() + " answers 200 text/html without an ETag: " + IS_IT_S3);
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2 * PART + 1})
  void page_with_200_to_every_request_is_never_a_success(long bytes) {
    s3.proxy().on(_ -> true, Fault.page(200));
    Problem problem = problem(put(s3.file("page", bytes), Duration.ofSeconds(2)));
    assertThat(problem.message()).contains("answers 200 text/html without").contains(IS_IT_S3);
  }

  @Test
  void page_that_is_no_xml_is_not_taken_for_a_listing() {
    s3.proxy().on(_ -> true, new Fault.Page(200, "<html><meta charset=utf-8><p>Sign in", Map.of()));
    try (ObjectStore store = s3.store()) {
      assertThat(store.check().orElseThrow().message()).contains(IS_IT_S3);
    }
  }

  @Test
  void page_with_200_is_neither_listing_nor_document_nor_head() {
    s3.proxy().on(_ -> true, Fault.page(200));
    Deadline moment = Deadline.in(Duration.ofSeconds(1));
    try (ObjectStore store = s3.store()) {
      assertThat(store.check().orElseThrow().message())
          .contains("answers 200 text/html without a listing: " + IS_IT_S3);
      assertThatThrownBy(() -> store.document("manifest.json", moment))
          .isInstanceOf(S3Problem.class)
          .hasMessageContaining(IS_IT_S3);
      assertThatThrownBy(() -> store.checksum("x", Deadline.in(Duration.ofSeconds(1))))
          .isInstanceOf(S3Problem.class)
          .hasMessageContaining("answers 200 text/html without an ETag: " + IS_IT_S3);
      assertThatThrownBy(() -> store.head("x", Deadline.in(Duration.ofSeconds(1))))
          .isInstanceOf(S3Problem.class)
          .hasMessageContaining(IS_IT_S3);
      assertThatThrownBy(() -> store.pendingUploads("", Deadline.in(Duration.ofSeconds(1))))
          .isInstanceOf(S3Problem.class)
          .hasMessageContaining(IS_IT_S3);
      assertThat(store.putDocument("m", "{}".getBytes(UTF_8), Deadline.in(Duration.ofSeconds(1))))
          .isInstanceOf(PutResult.Failed.class);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2 * PART + 1})
  void page_with_200_that_goes_away_costs_nothing_but_time(long bytes) throws IOException {
    s3.proxy().on(request -> !request.method().equals("HEAD"), 3, Fault.page(200));
    Upload upload = s3.file("passing", bytes);
    assertThat(put(upload, Duration.ofSeconds(30))).isInstanceOf(PutResult.Stored.class);
    assertThat(s3.object("passing")).hasSameBinaryContentAs(upload.file());
    assertThat(s3.uploadsUnderWay()).isZero();
  }

  @Test
  void redirect_to_a_login_is_named_without_its_query() {
    s3.proxy()
        .on(
            _ -> true,
            new Fault.Page(302, "", Map.of("Location", "https://login.example.com/in?token=abc")));
    Problem problem = problem(put(s3.file("login", 1_000), Duration.ofSeconds(1)));
    assertThat(problem.reason()).isEqualTo(Problem.Reason.UNAVAILABLE);
    assertThat(problem.message())
        .contains("answers 302 text/html (redirect to login.example.com): " + IS_IT_S3)
        .doesNotContain("token");
  }

  @ParameterizedTest
  @ValueSource(longs = {1_000, 2 * PART + 1})
  void firewall_that_blocks_some_requests_is_tried_again(long bytes) throws IOException {
    FaultProxy.Rule rule =
        s3.proxy().on(request -> request.method().equals("PUT"), 2, Fault.page(403));
    Upload upload = s3.file("blocked", bytes);
    assertThat(put(upload, Duration.ofSeconds(30))).isInstanceOf(PutResult.Stored.class);
    assertThat(rule.hits()).isEqualTo(2);
    assertThat(s3.object("blocked")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void firewall_that_blocks_every_request_is_blamed_after_some_tries() {
    s3.proxy().on(request -> request.method().equals("PUT"), Fault.page(403));
    Problem problem = problem(put(s3.file("blocked", 1_000), Duration.ofSeconds(30)));
    assertThat(problem.message())
        .startsWith(
            "a proxy or firewall before "
                + s3.proxy().endpoint()
                + " answers 403 text/html to s3:PutObject on s3://recordings/blocked")
        .endsWith("(tried 5 times)")
        .contains("the credentials are not the cause");
    assertThat(s3.proxy().count(request -> request.method().equals("PUT"))).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 504})
  void load_balancer_without_a_server_is_waited_for(int status) throws IOException {
    s3.proxy().on(_ -> true, 3, Fault.page(status));
    Upload upload = s3.file("balanced", 2 * PART + 1);
    try (LoggedLines log = new LoggedLines()) {
      assertThat(put(upload, Duration.ofSeconds(30))).isInstanceOf(PutResult.Stored.class);
      assertThat(log.with("answers " + status + " text/html; trying again")).hasSize(1);
    }
    assertThat(s3.object("balanced")).hasSameBinaryContentAs(upload.file());
  }

  @Test
  void page_with_404_to_a_read_does_not_mean_that_there_is_no_object() {
    s3.proxy().on(_ -> true, Fault.page(404));
    try (ObjectStore store = s3.store()) {
      assertThatThrownBy(() -> store.document("manifest.json"))
          .isInstanceOf(S3Problem.class)
          .hasMessageContaining("answers 404 text/html: " + IS_IT_S3);
    }
  }

  @Test
  void upload_without_time_left_tells_what_others_met() {
    s3.proxy().on(_ -> true, Fault.page(200));
    try (ObjectStore store = s3.store()) {
      store.put(s3.file("first", 1_000), Deadline.in(Duration.ofSeconds(1)), UploadJournal.none());
      PutResult late =
          store.put(s3.file("x", 1_000), Deadline.in(Duration.ZERO), UploadJournal.none());
      assertThat(problem(late).reason()).isEqualTo(Problem.Reason.DEADLINE);
      assertThat(problem(late).message())
          .startsWith("no time left for s3:PutObject")
          .contains(IS_IT_S3);
    }
  }

  @Test
  void part_without_an_etag_never_completes_an_upload() {
    s3.proxy().on(HttpRequest::isPart, Fault.page(200));
    MemoryJournal journal = new MemoryJournal();
    try (ObjectStore store = s3.store()) {
      PutResult put =
          store.put(s3.file("parts", 2 * PART + 1), Deadline.in(Duration.ofSeconds(1)), journal);
      assertThat(put).isInstanceOf(PutResult.Failed.class);
    }
    assertThat(s3.proxy().count(HttpRequest::isComplete)).isZero();
    assertThat(journal.find("parts").orElseThrow().parts()).isEmpty();
  }

  @Test
  void truncated_listing_that_does_not_go_on_is_not_taken_for_whole() {
    s3.proxy().on(_ -> true, new Fault.Page(200, EMPTY_AND_TRUNCATED, Map.of()));
    try (ObjectStore store = s3.store()) {
      assertThatThrownBy(() -> store.list("a/", Deadline.in(Duration.ofSeconds(1))).toList())
          .isInstanceOf(S3Problem.class)
          .hasMessageContaining("lists s3://recordings/a/ in pages");
    }
  }

  @Test
  void head_without_a_length_is_a_problem_and_no_fault_of_the_recorder() throws IOException {
    HttpServer server =
        serving(
            exchange -> {
              try (exchange) {
                exchange.getResponseHeaders().add("ETag", "\"x\"");
                exchange.sendResponseHeaders(200, -1);
              }
            });
    try (ObjectStore store = of(server)) {
      assertThatThrownBy(() -> store.head("x", Deadline.in(Duration.ofSeconds(1))))
          .isInstanceOf(S3Problem.class)
          .hasMessageContaining("without a length: " + IS_IT_S3);
      assertThat(
              store.put(
                  s3.file("x", 2 * PART + 1),
                  Deadline.in(Duration.ofSeconds(1)),
                  new MemoryJournal()))
          .isInstanceOf(PutResult.Failed.class);
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void download_from_a_server_that_sends_all_again_is_not_taken_for_whole(boolean chunked)
      throws IOException {
    HttpServer server =
        serving(
            exchange -> {
              try (exchange) {
                exchange.getResponseHeaders().add("ETag", "\"x\"");
                exchange.sendResponseHeaders(200, chunked ? 0 : 10);
                exchange.getResponseBody().write("12345".getBytes(UTF_8));
                exchange.getResponseBody().flush();
              }
            });
    try (ObjectStore store = of(server)) {
      assertThatThrownBy(() -> store.download("x", s3.folder().resolve("x"), _ -> {}))
          .isInstanceOf(S3Problem.class)
          .hasMessageContaining("without a length, or from its beginning when asked for the rest");
    } finally {
      server.stop(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"no checksum", "", "123456789"})
  void checksum_of_others_that_is_none_counts_as_unknown(String checksum) {
    s3.proxy()
        .on(
            _ -> true,
            new Fault.Page(200, "", Map.of("ETag", "\"x\"", "x-amz-meta-crc32c", checksum)));
    try (ObjectStore store = s3.store()) {
      assertThat(store.head("x", Deadline.in(Duration.ofSeconds(5))))
          .hasValueSatisfying(head -> assertThat(head.crc32c()).isEmpty());
    }
  }

  private PutResult put(Upload upload, Duration time) {
    try (ObjectStore store = s3.store()) {
      return store.put(upload, Deadline.in(time), new MemoryJournal());
    }
  }

  private static Problem problem(PutResult put) {
    assertThat(put).isInstanceOf(PutResult.Failed.class);
    return ((PutResult.Failed) put).problem();
  }

  private static HttpServer serving(HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.start();
    return server;
  }

  private static ObjectStore of(HttpServer server) {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return S3Bed.store(S3Bed.settings("recordings", endpoint, ChecksumMode.AUTO), "key", "secret");
  }
}
