package io.sparkrecorder.history;

import static io.sparkrecorder.history.RealHistoryServer.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.VersityGateway;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tab in a real history server whose recordings are in a real S3 server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryTabTest {
  private static final String ROOT = "pipelines/ns1/recordings/";
  private static final String BUCKET = "team";
  private static final String APP = "spark-1";
  private static final byte[] BYTES = bytes(300_000);
  private static final String SECRET = "canary-5e1d";
  private static final String POLICY = "content-security-policy";

  @TempDir static Path folder;

  private VersityGateway s3;
  private FaultProxy network;
  private Bucket bucket;
  private RealHistoryServer server;

  @BeforeAll
  void start() throws Exception {
    s3 = VersityGateway.start(folder.resolve("s3"));
    network = FaultProxy.before(s3.endpoint());
    bucket = Bucket.of(s3, BUCKET);
    bucket.create();
    EventLogs logs = new EventLogs(folder.resolve("logs"));
    logs.ended(APP).ended("spark-none").ended("spark-broken").ended("spark-newer");
    logs.ended("spark-script").ended("spark-outside").ended("spark-many").ended("spark-403");
    logs.ended("spark-report").ended("spark-incomplete").ended("odd..id").ended("spark-moved");
    logs.running("spark-running").running("spark-provisional");
    logs.attempt("spark-twice", 1).attempt("spark-twice", 2);
    write();
    server = RealHistoryServer.start(folder.resolve("server"), logs, conf(), 15);
  }

  private Map<String, String> conf() {
    Map<String, String> conf = new TreeMap<>();
    conf.put(RecordingsTab.SETTING, "s3a://" + BUCKET + "/" + ROOT);
    conf.put("spark.history.ui.acls.enable", "true");
    conf.putAll(S3aConf.of(network.endpoint(), s3.accessKey(), s3.secretKey()));
    conf.put("spark.hadoop.fs.s3a.attempts.maximum", "1");
    conf.put("spark.hadoop.fs.s3a.retry.limit", "1");
    return conf;
  }

  private void write() {
    manifest(example(APP), APP);
    object(APP, "driver/driver.jfr", BYTES);
    object(APP, "executor-1/executor-1.jfr", BYTES);
    manifest(example("spark-twice"), "spark-twice");
    object("spark-broken", "manifest.json", "{\"version\":1,\"pods\":[{".getBytes(UTF_8));
    manifest(example("spark-newer").version(2), "spark-newer");
    manifest(example("spark-403"), "spark-403");
    manifest(
        recordings("spark-script")
            .driver()
            .file("<script>alert(1)</script>\"'.jfr", 3, "whole", "<img src=x onerror=alert(1)>")
            .skipped("<script>a</script>", "</li><script>b</script>"),
        "spark-script");
    bucket.write("pipelines/ns1/history/secret", SECRET.getBytes(UTF_8));
    bucket.write(ROOT + "spark-1/../secret".replace("spark-1/../", ""), SECRET.getBytes(UTF_8));
    manifest(
        recordings("spark-outside")
            .driver()
            .fileAt("a.jfr", 11, "whole", "", "pipelines/ns1/history/secret")
            .fileAt("b.jfr", 11, "whole", "", ROOT + "spark-outside/../secret")
            .fileAt("c.jfr", 11, "whole", "", ROOT + "secret"),
        "spark-outside");
    manifest(
        recordings("spark-moved")
            .driver()
            .file("a.jfr", 3, "whole", "")
            .file("gone.jfr", 3, "whole", ""),
        "spark-moved");
    object("spark-moved", "driver/a.jfr", BYTES);
    manifest(
        recordings("spark-incomplete")
            .incomplete("")
            .driver()
            .executor("1", "partial", "node-lost", 137)
            .missing("heap.hprof", 734_003_200, "the volume was full")
            .executor("2", "missing", "no-marker", 1),
        "spark-incomplete");
    manifest(
        recordings("spark-provisional").incomplete("provisional: the upload is under way").driver(),
        "spark-provisional");
    Recordings many = recordings("spark-many").driver();
    for (int at = 1; at <= 200; at++) {
      many.executor("" + at, "sealed", "", 0)
          .file("executor-" + at + ".jfr", 5_000_000, "whole", "");
    }
    manifest(many, "spark-many");
    manifest(example("spark-report"), "spark-report");
    report("<!doctype html><title>r</title><script>document.title='ran'</script>report");
  }

  private void report(String html) {
    object("spark-report", "report/report-1.html", html.getBytes(UTF_8));
    object("spark-report", "report/profile-1.json.gz", BYTES);
    object("spark-report", "report/unlisted.json", SECRET.getBytes(UTF_8));
    object(
        "spark-report",
        "report/index.json",
        """
        {"version":1,"written":"2026-02-01T00:00:00Z","app":"spark-report","headline":"Executor 1 <b>differs</b>.","files":[
         {"name":"report.html","key":"%1$sspark-report/report/report-1.html","bytes":%2$d,"contentType":"text/html"},
         {"name":"profile.json.gz","key":"%1$sspark-report/report/profile-1.json.gz","bytes":%3$d,"contentType":"text/html"},
         {"name":"outside.json","key":"%1$sspark-report/manifest.json","bytes":3},
         {"name":"away.json","key":"%1$sspark-report/report/../manifest.json","bytes":3},
         {"name":"nowhere.json","bytes":3}]}\
        """
            .formatted(ROOT, html.length(), BYTES.length)
            .getBytes(UTF_8));
  }

  private static Recordings recordings(String app) {
    return new Recordings(ROOT + app, app);
  }

  private static Recordings example(String app) {
    return recordings(app)
        .driver()
        .file("driver.jfr", BYTES.length, "whole", "")
        .executor("1", "sealed", "OOMKilled", 137)
        .file("executor-1.jfr", BYTES.length, "salvaged", "ends at the last flush")
        .executor("2", "sealed", "", 0)
        .file("sub/executor-2.jfr", 0, "torn", "");
  }

  private void manifest(Recordings recordings, String app) {
    object(app, "manifest.json", recordings.json());
  }

  private void object(String app, String name, byte[] bytes) {
    bucket.write(ROOT + app + "/" + name, bytes);
  }

  @AfterEach
  void reset() {
    network.reset();
  }

  @AfterAll
  void close() {
    server.close();
    bucket.close();
    network.close();
    s3.close();
  }

  @Test
  void page_tells_the_verdict_and_lists_pods_and_files() {
    Document page = page(APP);
    assertThat(page.select("#recordings .headline").text())
        .isEqualTo("The recordings are complete.");
    assertThat(page.select("#recordings").text())
        .contains("Every recorded byte is in S3: 3 files, 600.0 kB, of 3 pods.")
        .contains("s3://team/pipelines/ns1/recordings/spark-1/")
        .contains("recorder report spark-1 --upload");
    assertThat(rows(page, "Pods"))
        .hasSize(3)
        .anyMatch(row -> row.startsWith("executor-1") && row.contains("OOMKilled 137"));
    assertThat(rows(page, "Files"))
        .containsExactly(
            "driver driver.jfr jfr whole 300.0 kB",
            "executor-1 executor-1.jfr jfr salvaged 300.0 kB ends at the last flush",
            "executor-2 sub/executor-2.jfr jfr torn 0 B");
  }

  @Test
  void tab_is_on_every_page_of_an_application_with_the_prefix() {
    Document jobs = parse(server.get("/history/" + APP + "/jobs/"));
    assertThat(jobs.select("a[href=/sparkhistory/ns1/history/spark-1/recordings/]").text())
        .isEqualTo("Recordings");
  }

  @Test
  void each_attempt_of_an_application_has_the_tab() {
    for (int attempt = 1; attempt <= 2; attempt++) {
      Document page = parse(server.page("spark-twice/" + attempt));
      assertThat(rows(page, "Files")).hasSize(3);
      String link = page.select("a[download]").first().attr("href");
      assertThat(link).startsWith("/sparkhistory/ns1/history/spark-twice/" + attempt + "/");
    }
  }

  @Test
  void executor_of_the_address_is_marked_and_has_an_anchor() {
    Document page = parse(server.get("/history/spark-1/recordings/?executor=1"));
    assertThat(page.select("#executor-1").hasClass("asked")).isTrue();
    assertThat(page.select("tr.asked")).hasSize(2);
    assertThat(page.select("p.asked").text())
        .isEqualTo("Executor 1 is marked: sealed, OOMKilled, exit code 137, 1 file.");
    assertThat(parse(server.get("/history/spark-1/recordings/?executor=9")).text())
        .contains("The manifest has no executor 9.");
  }

  @Test
  void application_without_a_manifest_gets_a_sentence_and_the_causes() {
    assertThat(page("spark-none").select("#recordings").text())
        .contains("There are no recordings.", "The recorder was off");
    assertThat(page("spark-running").select("#recordings").text())
        .contains("There are no recordings yet.", "still running");
  }

  @Test
  void provisional_manifest_is_called_an_upload_under_way() {
    assertThat(page("spark-provisional").select("#recordings").text())
        .contains("The recordings are still being uploaded.", "The application has not ended.");
  }

  @Test
  void incomplete_manifest_names_what_is_missing_and_why() {
    Document page = page("spark-incomplete");
    assertThat(page.select("#recordings").text())
        .contains("The recordings are not complete.")
        .contains("1 known file did not reach S3")
        .contains("Recorders ended before they had moved everything: executor-1 (node-lost).")
        .contains("Pods were seen, and left nothing: executor-2 (no-marker).");
    assertThat(rows(page, "Files"))
        .containsExactly("executor-1 heap.hprof jfr not in S3 734.0 MB the volume was full");
    assertThat(page.select("a[download]")).isEmpty();
  }

  @Test
  void broken_manifest_gets_one_sentence_with_a_reference_to_the_log() {
    String text = page("spark-broken").select("#recordings").text();
    assertThat(text).contains("The recordings cannot be shown. The manifest is broken");
    assertReference(text);
  }

  @Test
  void newer_manifest_is_refused_with_the_remedy() {
    assertThat(page("spark-newer").select("#recordings").text())
        .contains("a newer recorder wrote version 2", "Use the history server's image");
  }

  @Test
  void refusal_of_s3_gets_one_sentence_with_a_reference_to_the_log() {
    network.on(request -> request.target().contains("spark-403"), Fault.accessDenied());
    String text = page("spark-403").select("#recordings").text();
    assertThat(text).contains("may not read the manifest", "s3:GetObject");
    assertReference(text);
    String path = link(APP, 0);
    network.on(request -> request.target().contains("driver.jfr"), Fault.accessDenied());
    HttpResponse<byte[]> download = server.send("GET", URI.create(path));
    assertThat(download.statusCode()).isEqualTo(403);
    assertThat(text(download)).contains("S3 answered 403").doesNotContain("Exception");
  }

  @Test
  void id_that_no_recorder_accepts_gets_a_sentence_and_no_request_to_s3() {
    server.get("/history/odd..id/jobs/");
    network.reset();
    assertThat(page("odd..id").select("#recordings").text()).contains("accepts no application id");
    assertThat(network.requests()).isEmpty();
  }

  @Test
  void markup_in_names_and_notes_is_text() {
    Document page = page("spark-script");
    assertThat(page.select("#recordings script, #recordings img")).isEmpty();
    assertThat(page.select("#recordings").text())
        .contains("<script>alert(1)</script>\"'.jfr", "<img src=x onerror=alert(1)>");
    Element link = page.select("a[download]").first();
    assertThat(link.attr("download")).matches("[A-Za-z0-9._=+@-]+");
  }

  @Test
  void download_has_the_bytes_and_headers_of_an_attachment() {
    HttpResponse<byte[]> answer = server.send("GET", URI.create(link(APP, 1)));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(BYTES);
    assertThat(header(answer, "content-type")).isEqualTo("application/octet-stream");
    assertThat(header(answer, "content-disposition"))
        .isEqualTo("attachment; filename=\"executor-1-executor-1.jfr\"");
    assertThat(header(answer, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(answer, POLICY)).startsWith("sandbox; default-src 'none'");
  }

  @Test
  void range_gives_these_bytes_and_no_others() {
    URI file = URI.create(link(APP, 0));
    assertRange(file, "bytes=0-99", 0, 100);
    assertRange(file, "bytes=1000-", 1000, BYTES.length);
    assertRange(file, "bytes=-10", BYTES.length - 10, BYTES.length);
    assertRange(file, "bytes=299999-999999", 299_999, BYTES.length);
    HttpResponse<byte[]> beyond = server.send("GET", file, "Range", "bytes=300000-");
    assertThat(beyond.statusCode()).isEqualTo(416);
    assertThat(header(beyond, "content-range")).isEqualTo("bytes */300000");
    for (String ignored : List.of("bytes=5-1", "lines=1-2", "bytes=0-1,5-6", "bytes=-")) {
      assertThat(server.send("GET", file, "Range", ignored).statusCode())
          .as(ignored)
          .isEqualTo(200);
    }
  }

  @Test
  void range_of_another_version_gives_the_whole_file() {
    URI file = URI.create(link(APP, 0));
    String tag = header(server.send("HEAD", file), "etag");
    assertThat(server.send("GET", file, "Range", "bytes=0-9", "If-Range", tag).statusCode())
        .isEqualTo(206);
    assertThat(server.send("GET", file, "Range", "bytes=0-9", "If-Range", "\"x\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void head_gives_the_size_without_a_body() {
    HttpResponse<byte[]> answer = server.send("HEAD", URI.create(link(APP, 0)));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "content-length")).isEqualTo("" + BYTES.length);
    assertThat(answer.body()).isEmpty();
    assertThat(server.send("POST", URI.create(link(APP, 0))).statusCode()).isEqualTo(405);
  }

  @Test
  void object_with_another_size_than_listed_is_not_sent() {
    HttpResponse<byte[]> answer = server.send("GET", URI.create(link("spark-moved", 0)));
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(text(answer)).contains("it has 300000 bytes, not 3");
    assertThat(server.send("GET", URI.create(link("spark-moved", 1))).statusCode()).isEqualTo(404);
  }

  @Test
  void key_outside_of_the_applications_folder_does_not_exist() {
    for (int at = 0; at < 3; at++) {
      HttpResponse<byte[]> answer = server.send("GET", URI.create(link("spark-outside", at)));
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(text(answer)).doesNotContain(SECRET);
    }
    assertThat(network.count(request -> request.target().contains("secret"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/data/file/uid-driver-1/0/../../../secret",
        "/data/file/uid-driver-1/0/%2e%2e%2f%2e%2e%2fsecret",
        "/data/file/uid-driver-1/..%2f0/driver-driver.jfr",
        "/data/file/%2e%2e/0/driver-driver.jfr",
        "/data/file/..%252f/0/driver-driver.jfr",
        "/data/file/uid-driver-1/-1/driver-driver.jfr",
        "/data/file/uid-driver-1/00/driver-driver.jfr",
        "/data/file/uid-driver-1/0/other.jfr",
        "/data/file/uid-driver-1/99999999999/driver-driver.jfr",
        "/data/report/..%2fmanifest.json",
        "/data/report/%2e%2e%2fmanifest.json",
        "/data/report/unlisted.json",
        "/data/report/outside.json",
        "/data/report/away.json",
        "/data/report/nowhere.json",
        "/data/report/report-1.html",
        "/data/report/index.json",
        "/data/manifest.json",
        "/data/style.css%00.jfr",
        "/data/..;/data/manifest.json",
        "/data//file/uid-driver-1/0/driver-driver.jfr",
        "/data/"
      })
  void path_that_no_document_names_gives_no_file(String path) {
    HttpResponse<byte[]> answer = server.get("/history/spark-report/recordings" + path);
    assertThat(answer.statusCode()).isBetween(400, 499);
    assertThat(text(answer)).doesNotContain(SECRET).doesNotContain("\"version\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../x", "%2e%2e%2f", "<script>", "1'\"><b>", "1&executor=2"})
  void odd_executor_in_the_address_changes_nothing(String id) {
    String encoded = java.net.URLEncoder.encode(id, UTF_8);
    Document page = parse(server.get("/history/spark-1/recordings/?executor=" + encoded));
    assertThat(page.select("p.asked, tr.asked, #recordings script, #recordings b")).isEmpty();
    assertThat(rows(page, "Files")).hasSize(3);
  }

  @Test
  void report_is_framed_and_served_in_a_sandbox() {
    page("spark-report"); // the redirect of a first click drops the query
    Document page = parse(server.get("/history/spark-report/recordings/?executor=1"));
    assertThat(page.select("#recordings").text())
        .contains("Executor 1 <b>differs</b>. Written at 2026-02-01T00:00:00Z.");
    Element frame = page.select("iframe").first();
    assertThat(frame.attr("src")).endsWith("/recordings/data/report/report.html?executor=1");
    assertThat(frame.attr("sandbox")).isEqualTo("allow-scripts allow-downloads");
    HttpResponse<byte[]> report =
        server.send("GET", server.gateway().origin().resolve(frame.attr("src")));
    assertThat(text(report)).contains("report");
    assertThat(header(report, "content-type")).startsWith("text/html");
    assertThat(header(report, POLICY))
        .startsWith("sandbox allow-scripts allow-downloads; default-src 'none'");
    HttpResponse<byte[]> data =
        server.get("/history/spark-report/recordings/data/report/profile.json.gz");
    assertThat(data.body()).isEqualTo(BYTES);
    assertThat(header(data, "content-type")).isEqualTo("application/octet-stream");
  }

  @Test
  void page_of_200_pods_costs_one_get_per_document_and_no_list() {
    server.get("/history/spark-many/jobs/");
    assertThat(network.requests()).as("requests before someone opens the tab").isEmpty();
    assertThat(rows(page("spark-many"), "Pods")).hasSize(201);
    assertThat(requests())
        .containsExactlyInAnyOrder(
            "HEAD spark-many/manifest.json",
            "GET spark-many/manifest.json",
            "HEAD spark-many/report/index.json");
    network.reset();
    assertThat(page("spark-report").select("iframe")).hasSize(1);
    assertThat(requests())
        .containsExactlyInAnyOrder(
            "HEAD spark-report/manifest.json",
            "GET spark-report/manifest.json",
            "HEAD spark-report/report/index.json",
            "GET spark-report/report/index.json");
  }

  /** The file's bytes may be in the cache of Hadoop's file system, from an earlier download. */
  @Test
  void download_asks_s3_for_the_size_of_its_file_once() {
    URI file = URI.create(link(APP, 0));
    network.reset();

    assertThat(server.send("GET", file).body()).isEqualTo(BYTES);

    assertThat(requests())
        .containsOnlyOnce("HEAD spark-1/driver/driver.jfr")
        .filteredOn(request -> request.endsWith("driver.jfr"))
        .hasSizeLessThanOrEqualTo(2);
  }

  /** Methods and keys; S3A asks for the size of an object before it reads it. */
  private List<String> requests() {
    return network.requests().stream()
        .map(request -> request.method() + " " + request.target().replace("/team/" + ROOT, ""))
        .map(request -> request.replaceFirst("\\?x-id=.*", ""))
        .toList();
  }

  @Test
  void user_without_access_to_the_application_gets_nothing() {
    String file = link(APP, 0);
    for (String path :
        List.of(
            "",
            "data/style.css",
            "data/report/report.html",
            "json",
            URI.create(file).getPath().replaceFirst(".*/recordings/", ""))) {
      HttpResponse<byte[]> refused =
          server.get("/history/spark-1/recordings/" + path, "X-User", "mallory");
      assertThat(refused.statusCode()).as(path).isEqualTo(403);
      assertThat(text(refused)).doesNotContain("executor-1");
    }
    assertThat(server.get("/history/spark-1/recordings/", "X-User", "carol").statusCode())
        .as("in spark.ui.view.acls")
        .isEqualTo(200);
  }

  private void assertRange(URI file, String range, int from, int to) {
    HttpResponse<byte[]> answer = server.send("GET", file, "Range", range);
    assertThat(answer.statusCode()).as(range).isEqualTo(206);
    assertThat(answer.body()).as(range).isEqualTo(java.util.Arrays.copyOfRange(BYTES, from, to));
    assertThat(header(answer, "content-range"))
        .isEqualTo("bytes " + from + "-" + (to - 1) + "/" + BYTES.length);
  }

  private void assertReference(String text) {
    assertThat(text).doesNotContain("Exception").doesNotContain("at org.");
    Optional<String> reference =
        java.util.regex.Pattern.compile("reference ([0-9a-f]{8})")
            .matcher(text)
            .results()
            .map(found -> found.group(1))
            .findFirst();
    assertThat(reference).isPresent();
    assertThat(server.log()).contains(reference.orElseThrow());
  }

  /** The address of a file on an application's page. */
  private String link(String app, int number) {
    Element link = page(app).select("a[download]").get(number);
    return server.gateway().origin() + link.attr("href");
  }

  private Document page(String app) {
    return parse(server.page(app));
  }

  private static Document parse(HttpResponse<byte[]> answer) {
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    return Jsoup.parse(text(answer));
  }

  private static List<String> rows(Document page, String table) {
    return page.select("[aria-label=" + table + "] tbody tr").eachText();
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(1).nextBytes(bytes);
    return bytes;
  }
}
