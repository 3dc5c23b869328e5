package io.sparkrecorder.e2e.istio;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.history.HistoryPages;
import io.sparkrecorder.e2e.history.HistoryServer;
import io.sparkrecorder.e2e.history.LocalJob;
import io.sparkrecorder.e2e.history.Web;
import io.sparkrecorder.e2e.support.Addons;
import io.sparkrecorder.e2e.support.Certificate;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.KubeflowProfile;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * History servers of two namespaces in Istio's mesh, behind its gateway: Ann's in her Kubeflow
 * profile, as the chart makes it there by itself; and Bob's, who has no Kubeflow and an older
 * Spark, at a path that begins like Ann's.
 */
@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"s3a-4.1", "s3a-4.3", "spark-4.1", "versitygw", "envoy", "envoy-gateway"})
class HistoryServerIstioTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String ANN = "ann@example.com";
  private static final String BOB = "bob@example.com";

  /** Whose server it is, and by which header the gateway says who asks. */
  private record Team(String user, String header, HistoryServer server, String path) {
    /** Requests of a user's browser. */
    Web as(String somebody) {
      return new Web(Map.of(header, somebody));
    }

    /** Requests of a pod that claims to act for a user. */
    Web as(String somebody, String principal) {
      return new Web(Map.of(header, somebody, IstioConfig.CALLER, principal));
    }
  }

  private final Certificate certificate = Certificate.make();
  private final Web nobody = new Web(Map.of());
  private S3Server s3;
  private IstioEnvoy istio;

  /** The same with policies that let in everybody, so only a DENY policy refuses. */
  private IstioEnvoy open;

  private Team ann;
  private Team bob;
  private String appOfAnn;
  private String appOfBob;

  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void install() {
    Addons.apply(CLUSTER.client());
    assumeTrue(
        Addons.areGiven() || IstioEnvoy.isPossible(CLUSTER.client()),
        "the cluster has no definitions of Istio's: see CLUSTER_ADDONS");
    s3 = S3Server.start(CLUSTER);
    istio = new IstioEnvoy(CLUSTER, "istio");
    open = new IstioEnvoy(CLUSTER, "istio-open");
    String profile = KubeflowProfile.make(CLUSTER, s3);
    bob = bob("/sparkhistory/" + profile + "b");
    KubeflowProfile.define(CLUSTER);
    ProfileAccess.own(CLUSTER, profile, ANN);
    // This policy is for other pods, so it must not count.
    policy(
        profile, "of-others", "{action: DENY, selector: {matchLabels: {app: other}}, rules: [{}]}");
    ann = ann(profile);
    bob.server().awaitRollout();
    ann.server().awaitRollout();
    LocalJob jobOfBob =
        new LocalJob(CLUSTER, s3, bob.server().namespace(), "4.1", HistoryPages.JOB);
    LocalJob jobOfAnn = new LocalJob(CLUSTER, s3, profile, "4.3", HistoryPages.JOB);
    List<String> namespaces = List.of(profile, bob.server().namespace());
    istio.start(certificate, namespaces);
    namespaces.forEach(team -> policy(team, "everybody", "{action: ALLOW, rules: [{}]}"));
    open.start(certificate, namespaces);
    appOfBob = jobOfBob.awaitApp();
    appOfAnn = jobOfAnn.awaitApp();
    for (String user : List.of(ANN, BOB)) {
      try (Web web = team(user).as(user)) {
        eventually(user + " sees the job")
            .until(() -> HistoryPages.apps(web, site(user)).contains(app(user)));
      }
    }
  }

  @AfterAll
  void close() {
    nobody.close();
    Stream.of(istio, open).filter(Objects::nonNull).forEach(IstioEnvoy::close);
  }

  @ParameterizedTest
  @ValueSource(strings = {ANN, BOB})
  void a_user_sees_all_pages(String user) {
    try (Web web = team(user).as(user)) {
      HistoryPages.everywhere(web, site(user), app(user));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ANN, BOB})
  void a_user_clicks_through_all_pages(String user) {
    HistoryPages.clickThrough(
        site(user),
        app(user),
        "istio-" + user.replaceFirst("@.*", ""),
        Map.of(team(user).header(), user));
  }

  @ParameterizedTest
  @ValueSource(strings = {ANN, BOB})
  void a_user_sees_the_own_applications_and_nobody_elses(String user) {
    try (Web web = team(user).as(user)) {
      assertThat(HistoryPages.apps(web, site(user))).containsExactly(app(user));
    }
  }

  @ParameterizedTest
  @CsvSource({ANN + "," + BOB, BOB + "," + ANN})
  void another_user_is_refused(String user, String other) {
    try (Web web = team(user).as(other)) {
      refused(web, site(user));
      refused(web, site(user).resolve("api/v1/applications"));
    }
    refused(nobody, site(user));
  }

  @Test
  void who_is_not_named_is_refused_whomever_other_policies_let_in() {
    try (Web web = bob.as(ANN)) {
      refused(web, site(open, BOB));
    }
    refused(nobody, site(open, BOB));
  }

  /** Kubeflow lets everybody in there, and Spark answers with its first page. */
  @ParameterizedTest
  @CsvSource({ANN + "," + BOB, BOB + "," + ANN})
  void another_user_is_refused_where_kubeflow_lets_in_everybody(String user, String other) {
    try (Web web = team(user).as(other)) {
      for (String path : List.of("metrics", "healthz", "wait-for-drain")) {
        refused(web, site(user).resolve(path));
        refused(web, site(open, user).resolve(path));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ANN, BOB})
  void who_comes_from_another_namespace_and_not_through_the_gateway_is_refused(String user) {
    Team team = team(user);
    for (IstioEnvoy mesh : List.of(istio, open)) {
      URI page = pods(mesh, user).resolve("api/v1/applications");
      try (Web elsewhere = team.as(user, "cluster.local/ns/elsewhere/sa/default");
          // Kubeflow lets it in, with a user's header.
          Web pipelines = team.as(user, "cluster.local/ns/kubeflow/sa/ml-pipeline-ui");
          Web outsideOfTheMesh = team.as(user)) {
        refused(elsewhere, page);
        refused(pipelines, page);
        refused(outsideOfTheMesh, page);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ANN, BOB})
  void who_comes_from_the_same_namespace_is_let_in(String user) {
    Team team = team(user);
    String neighbour = "cluster.local/ns/" + team.server().namespace() + "/sa/default-editor";
    try (Web web = new Web(Map.of(IstioConfig.CALLER, neighbour))) {
      assertThat(HistoryPages.apps(web, pods(istio, user))).containsExactly(app(user));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {ANN, BOB})
  void the_address_without_a_slash_leads_to_the_one_with_it(String user) {
    assertThat(redirect(istio.origin(), user)).isEqualTo(site(user).toString());
  }

  /** The gateway cannot know then that browsers use TLS, nor which port. */
  @ParameterizedTest
  @ValueSource(strings = {ANN, BOB})
  void so_it_does_behind_a_load_balancer_that_ends_tls(String user) {
    assertThat(redirect(istio.behindLoadBalancer(), user)).isEqualTo(site(user).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {ANN, BOB})
  void a_path_that_begins_alike_is_not_the_users(String user) {
    URI alike = URI.create(site(user).toString().replaceFirst("/$", "bb/"));
    try (Web web = team(user).as(user)) {
      assertThat(web.get(alike).statusCode()).isEqualTo(404);
    }
  }

  private String redirect(URI gateway, String user) {
    HttpResponse<String> answer = nobody.get(gateway.resolve(team(user).path()));
    assertThat(answer.statusCode()).isBetween(301, 308);
    return answer.headers().firstValue("location").orElseThrow();
  }

  private static void refused(Web web, URI uri) {
    assertThat(web.get(uri).statusCode()).as(uri.toString()).isEqualTo(403);
  }

  /** The chart must find out each value that is missing here. */
  private Team ann(String namespace) {
    HistoryServer server =
        new HistoryServer(
            CLUSTER,
            namespace,
            "history",
            HistoryServer.small(s3),
            """
            s3: {auth: {secret: {name: minio, accessKeyIdKey: user, secretAccessKeyKey: password}}}
            gateway: {url: "%s"}
            """
                .formatted(url()));
    server.upgrade().orFail();
    return new Team(ANN, "kubeflow-userid", server, "/sparkhistory/" + namespace);
  }

  /** The port of the service differs from that of the pod, which policies name. */
  private Team bob(String path) {
    String namespace = CLUSTER.namespace("bob");
    s3.giveKeysTo(namespace);
    HistoryServer server =
        new HistoryServer(
            CLUSTER,
            namespace,
            "history",
            HistoryServer.small(s3),
            """
            sparkVersion: %s
            service: {port: {number: 80}}
            gateway: {type: virtualservice, name: shared, url: "%s", path: %s}
            authorizationPolicy:
              users: [%s]
              header: x-auth-request-email
              gateways: [%s]
            """
                .formatted(Image.sparkVersion("4.1"), url(), path, BOB, IstioConfig.GATEWAY));
    server.upgrade().orFail();
    return new Team(BOB, "x-auth-request-email", server, path);
  }

  private static void policy(String namespace, String name, String spec) {
    String yaml =
        """
        apiVersion: security.istio.io/v1
        kind: AuthorizationPolicy
        metadata: {name: %s, namespace: %s}
        spec: %s
        """
            .formatted(name, namespace, spec);
    CLUSTER
        .client()
        .resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
        .create();
  }

  private String url() {
    return istio.origin().toString().replaceFirst("/$", "");
  }

  private Team team(String user) {
    return user.equals(ANN) ? ann : bob;
  }

  private String app(String user) {
    return user.equals(ANN) ? appOfAnn : appOfBob;
  }

  private URI site(String user) {
    return site(istio, user);
  }

  private URI site(IstioEnvoy mesh, String user) {
    return mesh.origin().resolve(team(user).path() + "/");
  }

  /** The server's pods, without the gateway. */
  private URI pods(IstioEnvoy mesh, String user) {
    HistoryServer server = team(user).server();
    return mesh.pods(server.name(), server.namespace());
  }
}
