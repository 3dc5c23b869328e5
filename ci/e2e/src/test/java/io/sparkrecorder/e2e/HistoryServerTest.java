package io.sparkrecorder.e2e;

import static io.sparkrecorder.e2e.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The history servers of three namespaces, one for each line of Spark, behind one gateway, with
 * event logs that real jobs wrote; and one by itself, behind an Envoy that does what Istio would.
 */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HistoryServerTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final List<String> LINES = List.of("3.5", "4.1", "4.3");
  private static final String USER = "ann@example.com";
  private static final String HEADER = "kubeflow-userid";
  private static final String SERVER = "history-server";

  /** Jobs, stages, one that failed, a cached table, SQL, and a name that must be escaped. */
  private static final String JOB =
      """
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.appName("pages <b>&amp;</b>").getOrCreate()
      sc = spark.sparkContext
      print("sum", sc.parallelize(range(1000), 4).map(lambda x: (x % 7, x)).reduceByKey(lambda a, b: a + b).values().sum())
      table = spark.range(1000).selectExpr("id % 7 as k", "id").cache()
      table.createOrReplaceTempView("t")
      print(spark.sql("select a.k, sum(b.id) from t a join t b on a.id = b.id group by a.k").collect())
      try:
          sc.parallelize([0], 1).map(lambda x: 1 / x).collect()
      except Exception as e:
          print("failed as it should")
      """;

  /** The namespace of one line of Spark. */
  private record Team(String line, Workspace workspace, RecordedJob job, URI site) {
    String app() {
      return job.pods().id();
    }
  }

  private final Map<String, Team> teams = new LinkedHashMap<>();
  private final Certificate certificate = Certificate.make();
  private final Web web = new Web(Map.of());
  private S3Server s3;
  private Gateway gateway;
  private IstioEnvoy istio;

  static List<String> lines() {
    return LINES;
  }

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void install() {
    Addons.apply(CLUSTER.client());
    assumeTrue(
        Addons.areGiven()
            || (Gateway.isPossible(CLUSTER.client()) && IstioEnvoy.isPossible(CLUSTER.client())),
        "the cluster has no GatewayClass `envoy` or no definitions of Istio's: see CLUSTER_ADDONS");
    s3 = S3Server.start(CLUSTER);
    gateway = new Gateway(CLUSTER);
    // One after the other: a gateway's controller on a machine that is too busy loses its lease.
    LINES.forEach(line -> teams.put(line, withItsJob(line)));
    standalone();
    Addons.apply(CLUSTER.client());
    gateway.start(certificate);
    istio = IstioEnvoy.start(CLUSTER, certificate, List.of(team("4.1").workspace().namespace()));
    teams
        .values()
        .forEach(
            team -> eventually(team.line()).until(() -> apps(team.site()).contains(team.app())));
  }

  @AfterAll
  void close() {
    web.close();
    teams.values().forEach(team -> team.job().close());
    Stream.of(gateway, istio)
        .filter(closeable -> closeable != null)
        .forEach(
            closeable -> {
              try {
                closeable.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("lines")
  @Order(1)
  void the_first_click_on_an_application_ends_below_the_prefix_with_the_gateways_scheme(
      String line) {
    Team team = team(line);
    Crawl crawl = Crawl.of(web, team.site(), List.of("history/" + team.app() + "/"));
    assertThat(crawl.problems()).isEmpty();
    assertThat(crawl.redirects()).isPositive();
    assertThat(crawl.seen()).contains(team.site().resolve("history/" + team.app() + "/jobs/"));
  }

  @ParameterizedTest
  @MethodSource("lines")
  void a_person_clicks_through_all_pages(String line) {
    Team team = team(line);
    clickThrough(team.site(), team.app(), "gateway-" + line, Map.of());
  }

  @ParameterizedTest
  @MethodSource("lines")
  void every_page_asset_and_redirect_is_there(String line) {
    Team team = team(line);
    everywhere(web, team.site(), team.app());
  }

  @ParameterizedTest
  @MethodSource("lines")
  void the_address_without_a_slash_leads_to_the_one_with_it(String line) {
    URI site = team(line).site();
    String withoutSlash = site.toString().replaceFirst("/$", "");
    HttpResponse<String> answer = web.get(URI.create(withoutSlash));
    assertThat(answer.statusCode()).isBetween(301, 308);
    URI to =
        URI.create(withoutSlash).resolve(answer.headers().firstValue("location").orElseThrow());
    assertThat(to).isEqualTo(site);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void each_namespace_has_its_own_applications_and_nobody_elses(String line) {
    Team team = team(line);
    assertThat(apps(team.site())).containsExactly(team.app());
  }

  @ParameterizedTest
  @MethodSource("lines")
  void a_name_that_begins_alike_is_another_server(String line) {
    URI other = URI.create(team(line).site().toString().replaceFirst("/$", "b/"));
    assertThat(web.get(other).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @MethodSource("lines")
  void its_own_test_asks_the_server(String line) {
    assertThat(team(line).workspace().release().test().orFail())
        .contains("Phase:          Succeeded");
  }

  @Test
  void behind_istio_the_user_sees_all_pages() {
    Team team = team("4.1");
    try (Web ann = new Web(Map.of(HEADER, USER))) {
      everywhere(ann, istioSite(), team.app());
    }
    clickThrough(istioSite(), team.app(), "istio", Map.of(HEADER, USER));
  }

  @Test
  void behind_istio_another_identity_is_refused() {
    try (Web bob = new Web(Map.of(HEADER, "bob@example.com"))) {
      assertThat(bob.get(istioSite().resolve("api/v1/applications")).statusCode()).isEqualTo(403);
    }
    assertThat(web.get(istioSite()).statusCode()).as("nobody at all").isEqualTo(403);
  }

  @Test
  @Order(Integer.MAX_VALUE - 2)
  void a_corrupt_log_does_not_hide_the_others() {
    Team team = team("4.3");
    try (Bucket bucket = s3.bucket()) {
      bucket.write(history(team) + "eventlog_v2_torn/events_1_torn", new byte[] {1, 2, 3});
      bucket.write(history(team) + "eventlog_v2_torn/appstatus_torn", new byte[] {0});
      bucket.write(history(team) + "broken", "{not json".getBytes(StandardCharsets.UTF_8));
    }
    awaitRead(team, copyLog(team, "spark-0000000000000001"));
    assertThat(log(server(team))).as("it met them").contains("eventlog_v2_torn", "/broken");
    assertThat(apps(team.site())).contains(team.app());
  }

  @Test
  @Order(Integer.MAX_VALUE - 1)
  void a_restart_keeps_the_list_without_reading_all_logs_again() {
    Team team = team("4.3");
    Pod server = server(team);
    String parsing = parsing(team, team.app());
    assertThat(log(server)).contains(parsing);
    Node.of(CLUSTER, server).run(Node.signal("KILL", Pods.containerId(server, SERVER)));
    eventually("it is back")
        .ignoreExceptions()
        .until(
            () ->
                Pods.restarts(server(team), SERVER) == 1 && apps(team.site()).contains(team.app()));
    awaitRead(team, copyLog(team, "spark-0000000000000002"));
    assertThat(log(server(team))).doesNotContain(parsing);
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void s3_away_for_a_while_is_survived() {
    Team team = team("4.3");
    int restarts = Pods.restarts(server(team), SERVER);
    s3.hang();
    try {
      eventually("what it has read stays there for a minute")
          .during(Duration.ofMinutes(1))
          .until(() -> apps(team.site()).contains(team.app()));
    } finally {
      s3.restart();
    }
    awaitRead(team, copyLog(team, "spark-0000000000000003"));
    assertThat(Pods.restarts(server(team), SERVER)).isEqualTo(restarts);
  }

  /** Another application's log, as whole as the first one's. */
  private String copyLog(Team team, String app) {
    try (Bucket bucket = s3.bucket()) {
      bucket.objects(history(team)).keySet().stream()
          .filter(key -> key.contains("eventlog_v2_" + team.app()))
          .forEach(
              key -> bucket.write(key.replace(team.app(), app), bucket.read(key).orElseThrow()));
    }
    return app;
  }

  private void awaitRead(Team team, String app) {
    eventually("it looks again, and reads " + app, Duration.ofMinutes(4))
        .until(() -> log(server(team)).contains(parsing(team, app)));
  }

  private Team withItsJob(String line) {
    Team team = make(line);
    team.job().awaitManifest();
    assertThat(team.job().pods().log(team.job().pods().driver(), "spark-kubernetes-driver"))
        .contains("sum 499500", "failed as it should");
    return team;
  }

  /** Installs spark-workspace with its history server, and submits the job. */
  private Team make(String line) {
    String values =
        """
        global:
          eventLog: {enabled: true}
        history-server:
          enabled: true
          sparkVersion: %s
          updateInterval: 3s
          gateway: {type: httproute, name: %s, namespace: %s, url: "%s"}
        """
            .formatted(
                version(line),
                Gateway.NAME,
                gateway.namespace(),
                gateway.origin().toString().replaceFirst("/$", ""));
    Workspace workspace = new Workspace(CLUSTER, "spark-" + line.replace(".", ""), s3, values);
    String image = Project.image("s3a-" + line);
    String job =
        """
        sparkVersion: %s
        image: {registry: ghcr.io, repository: spark-recorder/spark, tag: "%s"}
        executor: {instances: 1}
        """
            .formatted(version(line), image.substring(image.lastIndexOf(':') + 1));
    return new Team(
        line,
        workspace,
        new RecordedJob(workspace, "pages", JOB, job),
        gateway.origin().resolve("sparkhistory/" + workspace.namespace() + "/"));
  }

  /** The chart by itself, with a Spark of its own choice, in the namespace of 4.1. */
  private void standalone() {
    Workspace workspace = teams.get("4.1").workspace();
    CLUSTER
        .release("history", "spark-workspace/charts/history-server", workspace.namespace())
        .upgrade(
            """
            s3:
              bucket: %s
              endpoint: %s
              region: %s
              auth: {mode: secret}
            serviceAccount: {name: spark}
            updateInterval: 3s
            cleaner: {enabled: false}
            gateway: {type: virtualservice}
            authorizationPolicy: {users: [%s]}
            """
                .formatted(S3Server.BUCKET, s3.endpoint(), S3Server.REGION, USER))
        .orFail();
  }

  private Team team(String line) {
    return Optional.ofNullable(teams.get(line)).orElseThrow();
  }

  private URI istioSite() {
    return istio.origin().resolve("sparkhistory/" + team("4.1").workspace().namespace() + "/");
  }

  /** Ids of the applications that a server lists. */
  private List<String> apps(Web as, URI site) {
    HttpResponse<String> answer = as.get(site.resolve("api/v1/applications"));
    if (answer.statusCode() != 200) {
      return List.of();
    }
    try {
      return JSON.std.listFrom(answer.body()).stream()
          .map(app -> ((Map<?, ?>) app).get("id").toString())
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> apps(URI site) {
    return apps(web, site);
  }

  /** All that can be reached by links, and the REST API. */
  private static void everywhere(Web as, URI site, String app) {
    String pages = "history/" + app + "/";
    String api = "api/v1/applications/" + app + "/";
    Crawl crawl =
        Crawl.of(
            as,
            site,
            List.of(
                "",
                "?showIncomplete=true",
                pages + "jobs/",
                pages + "jobs/job/?id=0",
                pages + "stages/",
                pages + "stages/stage/?id=0&attempt=0",
                pages + "storage/",
                pages + "environment/",
                pages + "executors/",
                pages + "SQL/",
                pages + "SQL/execution/?id=0",
                "api/v1/version",
                "api/v1/applications",
                api + "jobs",
                api + "stages",
                api + "stages/0/0/taskList",
                api + "allexecutors",
                api + "environment",
                api + "storage/rdd",
                api + "sql",
                api + "logs"));
    assertThat(crawl.problems()).isEmpty();
    assertThat(crawl.seen()).hasSizeGreaterThan(40);
  }

  private static void clickThrough(URI site, String app, String name, Map<String, String> headers) {
    Optional<Browser> chromium = Browser.start(headers);
    assumeTrue(chromium.isPresent(), "no Chromium: apt-get install chromium chromium-driver");
    try (Browser browser = chromium.orElseThrow()) {
      browser.open(site);
      browser.screenshot(name + "-list");
      browser.click(app);
      see(browser, site, name, "jobs", "Completed Jobs");
      browser.clickTo("/jobs/job/?id=0");
      see(browser, site, name, "job", "Details for Job 0");
      browser.clickTo("/stages/stage/?id=");
      see(browser, site, name, "stage", "Summary Metrics for");
      browser.click("Stages");
      see(browser, site, name, "stages", "Failed Stages");
      browser.click("Storage");
      see(browser, site, name, "storage", "Storage");
      browser.click("Environment");
      see(browser, site, name, "environment", "Java Version");
      browser.click("Executors");
      see(browser, site, name, "executors", "driver");
      browser.click("SQL / DataFrame");
      see(browser, site, name, "sql", "Queries");
      browser.clickTo("/SQL/execution/?id=");
      see(browser, site, name, "query", "Details for Query");
    }
  }

  private static void see(Browser browser, URI site, String name, String page, String text) {
    eventually(page + " shows " + text).until(() -> browser.text().contains(text));
    browser.screenshot(name + "-" + page);
    assertThat(browser.where().toString()).startsWith(site.toString());
    assertThat(browser.errors()).as(page).isEmpty();
  }

  private static String version(String line) {
    String image = Project.image("spark-" + line);
    return image.substring(image.lastIndexOf(':') + 1);
  }

  private static Pod server(Team team) {
    return CLUSTER
        .client()
        .pods()
        .inNamespace(team.workspace().namespace())
        .withLabel("app.kubernetes.io/name", "history-server")
        .list()
        .getItems()
        .getFirst();
  }

  private static String log(Pod pod) {
    return CLUSTER.client().pods().resource(pod).inContainer(SERVER).getLog();
  }

  /** Below which event logs of a team are. */
  private static String history(Team team) {
    return "pipelines/" + team.workspace().namespace() + "/history/";
  }

  /** What the server says when it reads a log. */
  private static String parsing(Team team, String app) {
    return "Parsing s3a://" + S3Server.BUCKET + "/" + history(team) + "eventlog_v2_" + app;
  }
}
