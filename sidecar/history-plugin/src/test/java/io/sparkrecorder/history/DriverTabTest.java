package io.sparkrecorder.history;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Fault;
import io.sparkrecorder.testbed.FaultProxy;
import io.sparkrecorder.testbed.VersityGateway;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The tab in the pages of a running driver, whose first executor was killed. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DriverTabTest {
  private static final String ROOT = "pipelines/ns1/recordings/";
  private static final String TAB = "/recordings/";
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @TempDir static Path folder;

  private final HttpClient client = HttpClient.newHttpClient();
  private VersityGateway s3;
  private FaultProxy network;
  private Bucket bucket;
  private RunningDriver driver;

  @BeforeAll
  void start() throws Exception {
    s3 = VersityGateway.start(folder.resolve("s3"));
    network = FaultProxy.before(s3.endpoint());
    bucket = Bucket.of(s3, "team");
    bucket.create();
    driver =
        RunningDriver.start(Files.createDirectories(folder.resolve("driver")), conf("s3a://team/"));
  }

  private Map<String, String> conf(String place) {
    Map<String, String> conf = new TreeMap<>();
    conf.put("spark.plugins", RecordingsOfDriver.class.getName());
    conf.put(RecordingsTab.SETTING, place + ROOT);
    conf.put("spark.acls.enable", "true");
    conf.put("spark.ui.view.acls", "alice");
    String link = "../recordings/?executor=0#executor-0";
    conf.put("spark.executorEnv.SPARK_LOG_URL_RECORDING", link);
    conf.putAll(S3aConf.of(network.endpoint(), s3.accessKey(), s3.secretKey()));
    conf.put("spark.hadoop.fs.s3a.attempts.maximum", "1");
    conf.put("spark.hadoop.fs.s3a.retry.limit", "1");
    return conf;
  }

  @AfterEach
  void reset() {
    network.reset();
  }

  @AfterAll
  void close() {
    driver.close();
    bucket.close();
    network.close();
    s3.close();
  }

  @Test
  @Order(1)
  void nothing_is_read_before_someone_opens_the_tab_and_no_folder_then() throws Exception {
    Document jobs = page("/jobs/");
    assertThat(jobs.select("a[href=/sparkhistory/ns1/recordings/]").text()).isEqualTo("Recordings");
    assertThat(network.requests()).isEmpty();
    page(TAB);
    assertThat(network.requests())
        .isNotEmpty()
        .allMatch(request -> request.target().startsWith("/team/" + manifestKey()));
  }

  @Test
  @Order(2)
  void executors_are_listed_with_how_they_ended_and_where_their_files_go() throws Exception {
    Document page = page(TAB);
    assertThat(page.select("#recordings").text())
        .contains("There are no recordings yet.", "RECORDER_TRANSPORT=direct")
        .contains("This page cannot tell which files are in S3 so far")
        .contains("recorder ls " + driver.app(), "recorder get " + driver.app());
    List<String> rows = page.select("[aria-label=Executors] tbody tr").eachText();
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0)).startsWith("driver running").endsWith(place("driver/"));
    assertThat(rows.get(1)).startsWith("executor-0 removed").endsWith(place("executor-0/"));
    assertThat(rows.get(1)).contains("137");
    assertThat(rows.get(2)).startsWith("executor-1 running");
    assertThat(page("/recordings/?executor=0").select("p.asked").text())
        .isEqualTo("Executor 0 is marked: removed.");
    assertThat(page("/recordings/?executor=9").select("p.asked").text())
        .contains("Spark knows no executor 9");
  }

  @Test
  @Order(3)
  void links_of_executors_page_and_of_a_stage_lead_to_the_executor() throws Exception {
    try (Chromium chromium = chromium()) {
      for (String path : List.of("/executors/", "/stages/stage/?id=0&attempt=0")) {
        chromium.open(driver.uri(path));
        await("a link on " + path).atMost(PATIENCE).until(() -> chromium.click("recording"));
        await("the executor is marked, from " + path)
            .atMost(PATIENCE)
            .until(() -> chromium.text("p.asked").startsWith("Executor 0 is marked"));
        assertThat(chromium.where())
            .isEqualTo(driver.uri("/recordings/?executor=0#executor-0").toString());
        assertThat(chromium.errors()).as(path).isEmpty();
      }
      Accessibility.check(chromium);
      chromium.picture("driver");
    }
  }

  @Test
  @Order(4)
  void link_from_a_stage_takes_no_odd_executor_along() throws Exception {
    HttpResponse<String> answer = get("/stages/recordings/?executor=%0d%0aX:%201", "alice");
    assertThat(answer.statusCode()).isEqualTo(302);
    assertThat(answer.headers().firstValue("location")).contains("../../recordings/");
  }

  @Test
  @Order(5)
  void user_without_access_to_the_application_gets_nothing() throws Exception {
    for (String path : List.of(TAB, "/recordings/data/style.css", "/stages/recordings/")) {
      assertThat(get(path, "mallory").statusCode()).as(path).isEqualTo(403);
    }
  }

  @Test
  @Order(6)
  void manifest_that_is_there_is_shown() throws Exception {
    Recordings recordings =
        new Recordings(ROOT + driver.app(), driver.app())
            .incomplete("provisional: the upload is under way")
            .driver()
            .file("driver.jfr", 3, "whole", "");
    bucket.write(manifestKey(), recordings.json());
    bucket.write(ROOT + driver.app() + "/driver/driver.jfr", "FLR".getBytes(UTF_8));
    Document page = page(TAB);
    assertThat(page.select("#recordings").text())
        .contains("The recordings are still being uploaded. The application has not ended.");
    String file = page.select("a[download]").attr("href").replace(Gateway.PREFIX, "");
    assertThat(get(file, "alice").body()).isEqualTo("FLR");
  }

  @Test
  @Order(7)
  void refusal_of_s3_leaves_the_executors_on_the_page_and_the_job_alone() throws Exception {
    network.on(request -> true, Fault.accessDenied());
    Document page = page(TAB);
    assertThat(page.select("#recordings").text()).contains("may not read the manifest");
    assertThat(page.select("[aria-label=Executors] tbody tr")).hasSize(3);
    assertThat(driver.end()).as(driver.log()).isZero();
    assertThat(driver.log()).contains("result 10");
  }

  @Test
  @Order(8)
  void setting_that_is_no_folder_costs_the_tab_and_not_the_job() throws Exception {
    Map<String, String> conf = conf("no-folder ");
    conf.put("spark.master", "local[1]");
    Path other = Files.createDirectories(folder.resolve("other"));
    try (RunningDriver without = RunningDriver.start(other, conf)) {
      assertThat(without.end()).as(without.log()).isZero();
      assertThat(without.log()).contains("There is no tab of recordings", "result 10");
    }
  }

  private String manifestKey() {
    return ROOT + driver.app() + "/manifest.json";
  }

  private String place(String label) {
    return "s3://team/" + ROOT + driver.app() + "/" + label;
  }

  private Document page(String path) throws Exception {
    HttpResponse<String> answer = get(path, "alice");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  private HttpResponse<String> get(String path, String user) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(driver.uri(path)).header("X-User", user).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static Chromium chromium() throws Exception {
    Optional<Chromium> chromium = Chromium.start(true);
    assumeTrue(chromium.isPresent(), "no Chromium: apt-get install chromium chromium-driver");
    return chromium.orElseThrow();
  }
}
