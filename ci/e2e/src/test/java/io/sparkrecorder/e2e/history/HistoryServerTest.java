package io.sparkrecorder.e2e.history;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.sparkrecorder.e2e.job.CronRun;
import io.sparkrecorder.e2e.job.RecordedJob;
import io.sparkrecorder.e2e.job.ReportJob;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Addons;
import io.sparkrecorder.e2e.support.Certificate;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Manifest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The history servers of three namespaces, one for each line of Spark, behind one gateway, with
 * event logs that real jobs wrote.
 */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@NeedsImages({
  "recorder",
  "s3a-3.5",
  "s3a-4.1",
  "s3a-4.3",
  "spark-4.1",
  "spark-operator",
  "versitygw",
  "envoy",
  "envoy-gateway"
})
class HistoryServerTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final List<String> LINES = List.of("3.5", "4.1", "4.3");

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

  static List<String> lines() {
    return LINES;
  }

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void install() {
    Addons.apply(CLUSTER.client());
    assumeTrue(
        Addons.areGiven() || Gateway.isPossible(CLUSTER.client()),
        "the cluster has no GatewayClass `envoy`: see CLUSTER_ADDONS");
    s3 = S3Server.start(CLUSTER);
    gateway = new Gateway(CLUSTER);
    // One after the other: a gateway's controller on a machine that is too busy loses its lease.
    LINES.forEach(line -> teams.put(line, withItsJob(line)));
    Addons.apply(CLUSTER.client());
    gateway.start(certificate);
    teams
        .values()
        .forEach(
            team ->
                eventually(team.line())
                    .until(() -> HistoryPages.apps(web, team.site()).contains(team.app())));
  }

  @AfterAll
  void close() {
    web.close();
    teams.values().forEach(team -> team.job().close());
    if (gateway != null) {
      gateway.close();
    }
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
    HistoryPages.clickThrough(team.site(), team.app(), "gateway-" + line, Map.of());
  }

  @ParameterizedTest
  @MethodSource("lines")
  void every_page_asset_and_redirect_is_there(String line) {
    Team team = team(line);
    HistoryPages.everywhere(web, team.site(), team.app());
  }

  @ParameterizedTest
  @MethodSource("lines")
  void tab_of_recordings_lists_each_pod_and_file_of_the_manifest(String line) {
    Team team = team(line);
    Manifest manifest = team.job().manifest().orElseThrow();
    HttpResponse<String> page = followed(team.site().resolve(recordings(team)));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(manifest.pods()).hasSize(3);
    for (Manifest.Pod pod : manifest.pods()) {
      assertThat(page.body()).contains("data-pod=\"" + pod.uid() + "\"");
      pod.files().forEach(file -> assertThat(page.body()).contains(">" + file.name() + "</a>"));
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void each_executor_links_to_its_recordings(String line) {
    Team team = team(line);
    String link = "../recordings/?executor=1#executor-1";
    URI executors = team.site().resolve("api/v1/applications/" + team.app() + "/allexecutors");
    assertThat(web.get(executors).body()).contains('"' + link + '"');
  }

  @ParameterizedTest
  @MethodSource("lines")
  void link_of_a_killed_executor_opens_its_flame_graph(String line) {
    Team team = team(line);
    assertThat(team.job().manifest().orElseThrow().pods())
        .anyMatch(pod -> pod.exitCode().equals(Optional.of(137)));
    makeReport(team);
    String name = "gateway-" + line;
    for (String scheme : List.of("light", "dark")) {
      RecordingsPages.clickToFlameGraph(team.site(), team.app(), scheme, name);
    }
    RecordingsPages.readWithoutScripts(team.site(), team.app(), name);
  }

  private static void makeReport(Team team) {
    CronRun report = ReportJob.create(team.workspace(), "report-now");
    Pod pod = report.awaitEnd();
    assertThat(report.log(pod)).contains("made      " + team.app());
    report.delete();
  }

  private static String recordings(Team team) {
    return "history/" + team.app() + "/recordings/";
  }

  /** Follows the redirect with which the server answers the first click on an application. */
  private HttpResponse<String> followed(URI uri) {
    HttpResponse<String> answer = web.get(uri);
    return answer.statusCode() / 100 == 3
        ? web.get(uri.resolve(answer.headers().firstValue("location").orElseThrow()))
        : answer;
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
    assertThat(HistoryPages.apps(web, team.site())).containsExactly(team.app());
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

  private Team withItsJob(String line) {
    Team team = make(line);
    team.job().awaitManifest();
    assertThat(team.job().pods().log(team.job().pods().driver(), "spark-kubernetes-driver"))
        .contains("sum 499500", "failed as it should", "after the kill [1]");
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
                Image.sparkVersion(line),
                Gateway.NAME,
                gateway.namespace(),
                gateway.origin().toString().replaceFirst("/$", ""));
    Workspace workspace =
        new Workspace(CLUSTER, "spark-" + line.replace(".", ""), s3, values, ReportJob.VALUES);
    String job =
        """
        sparkVersion: %s
        image: {registry: ghcr.io, repository: spark-recorder/spark, tag: "%s"}
        executor: {instances: 1}
        agent: {jfr: {javaVersion: 17}}
        eventLog: {historyServer: /sparkhistory/%s}
        """
            .formatted(
                Image.sparkVersion(line), Image.named("s3a-" + line).tag(), workspace.namespace());
    return new Team(
        line,
        workspace,
        new RecordedJob(workspace, "pages", RecordingsPages.JOB, job),
        gateway.origin().resolve("sparkhistory/" + workspace.namespace() + "/"));
  }

  private Team team(String line) {
    return Optional.ofNullable(teams.get(line)).orElseThrow();
  }
}
