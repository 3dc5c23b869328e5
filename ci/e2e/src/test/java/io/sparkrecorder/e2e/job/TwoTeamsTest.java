package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Contents;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Node;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.StrictNamespace;
import io.sparkrecorder.e2e.workspace.Workspace;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Two teams on one cluster and in one bucket at the same time: one with a shared volume, one
 * without, each with a user of its own at the S3 server.
 */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsImages({"recorder", "spark-4.1", "spark-operator", "versitygw"})
class TwoTeamsTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String ACCOUNT = "spark";
  private static final String SECRET = "aws-credentials";

  private static final String DIRECT =
      """
      global:
        s3: {prefix: teams/b}
        store: {transport: direct}
        grace: {driver: 90, executor: 30, upload: 30}
      recordings:
        # Its account tries to get at a volume of the other with a claim.
        rbac: {claimsOnDemand: true}
        storage: {type: none}
      """;

  private S3Server s3;
  private S3Server.User userA;
  private S3Server.User userB;
  private Workspace a;
  private Workspace b;
  private Rounds jobA;
  private Rounds jobB;
  private KubernetesClient accountA;
  private KubernetesClient accountB;
  private KubernetesClient nobody;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void run() {
    s3 = S3Server.start(CLUSTER);
    userA = s3.user("team-a");
    userB = s3.user("team-b");
    a = new Workspace(CLUSTER, "team-a", s3, credentials(userA));
    b = new Workspace(CLUSTER, "team-b", s3, credentials(userB), DIRECT);
    s3.allow(userA, a.prefix());
    s3.allow(userB, b.prefix());
    jobA = new Rounds(a, "job", "{}");
    jobB = new Rounds(b, "job", "{}");
    jobA.awaitRound();
    jobB.awaitRound();
    List<Costs> costs =
        List.of(
            new Costs(CLUSTER, "shared-volume", jobA.job()),
            new Costs(CLUSTER, "direct", jobB.job()));
    costs.forEach(Costs::whileRunning);
    Counters.record(jobA.pods(), 1);
    Counters.record(jobB.pods(), 2);
    jobA.job().awaitState("RUNNING");
    jobB.job().awaitState("RUNNING");
    assertThat(jobA.running()).as("at the same time").hasSize(2);
    accountA = as(a.namespace(), ACCOUNT);
    accountB = as(b.namespace(), ACCOUNT);
    nobody = as(s3.namespace(), "default");
    jobA.enough();
    jobB.enough();
    jobA.pods().awaitEnd();
    jobB.pods().awaitEnd();
    costs.forEach(Costs::afterwards);
  }

  @AfterAll
  void close() {
    Stream.of(jobA, jobB).filter(Objects::nonNull).forEach(Rounds::close);
    Stream.of(accountA, accountB, nobody).filter(Objects::nonNull).forEach(KubernetesClient::close);
  }

  @Test
  void both_jobs_are_complete() {
    complete(jobA, 1);
    complete(jobB, 2);
    Stored stored = new Stored(a.store().files());
    jobA.job().assertSameAsIn(stored, jobA.job().manifest().orElseThrow());
  }

  @Test
  void each_object_is_below_the_prefix_of_its_team_and_names_only_its_pods() {
    try (Bucket bucket = s3.bucket()) {
      Map<String, Long> all = bucket.objects("");
      assertThat(all.keySet())
          .allMatch(
              key -> key.startsWith(jobA.job().prefix()) || key.startsWith(jobB.job().prefix()));
      assertThat(jobA.job().prefix()).startsWith("pipelines/" + a.namespace() + "/");
      assertThat(jobB.job().prefix()).startsWith("teams/b/");
    }
    ownPods(jobA);
    ownPods(jobB);
  }

  @Test
  void the_shared_volume_has_nothing_of_the_team_without_one() {
    assertThat(a.store().files().keySet())
        .isNotEmpty()
        .allMatch(path -> path.startsWith(jobA.pods().id() + "/"));
    assertThat(b.store().files()).isEmpty();
    assertThat(jobB.pods().pods())
        .allSatisfy(
            pod ->
                assertThat(pod.getSpec().getVolumes())
                    .allMatch(volume -> volume.getPersistentVolumeClaim() == null));
    assertThat(Contents.of(CLUSTER.client(), b.namespace()))
        .doesNotContain("PersistentVolumeClaim/recordings")
        .noneMatch(object -> object.startsWith("PersistentVolume/"));
  }

  @Test
  void each_has_the_graces_of_its_own_values() {
    assertThat(Pods.grace(jobA.pods().driver())).isEqualTo(StrictNamespace.DRIVER_GRACE);
    assertThat(jobA.pods().executors())
        .extracting(Pods::grace)
        .containsOnly(StrictNamespace.EXECUTOR_GRACE);
    assertThat(Pods.grace(jobB.pods().driver())).isEqualTo(90);
    assertThat(jobB.pods().executors()).extracting(Pods::grace).containsOnly(30);
  }

  @Test
  void the_s3_user_of_one_neither_reads_nor_writes_what_is_the_others() {
    strangerAtS3(userA, jobB);
    strangerAtS3(userB, jobA);
  }

  @Test
  void the_account_of_one_has_no_right_at_all_in_the_namespace_of_the_other() {
    assertThat(rights(accountA, a.namespace())).as("its own").contains("pods");
    assertThat(rights(nobody, b.namespace())).as("what each has").doesNotContain("pods");
    assertThat(rights(accountA, b.namespace())).isEqualTo(rights(nobody, b.namespace()));
    assertThat(rights(accountB, a.namespace())).isEqualTo(rights(nobody, a.namespace()));
  }

  @Test
  void the_account_of_one_sees_nothing_of_the_other_and_runs_nothing_there() {
    stranger(accountA, b, jobB);
    stranger(accountB, a, jobA);
  }

  @Test
  void no_account_reads_even_its_own_secret() {
    forbidden(() -> secret(accountA, a));
    forbidden(() -> secret(accountB, b));
  }

  @Test
  void a_claim_for_the_volume_of_the_other_is_never_bound() {
    PersistentVolumeClaim thief =
        accountB
            .persistentVolumeClaims()
            .inNamespace(b.namespace())
            .resource(
                Serialization.unmarshal(
                    """
                    apiVersion: v1
                    kind: PersistentVolumeClaim
                    metadata: {name: thief}
                    spec:
                      accessModes: [ReadWriteMany]
                      storageClassName: ""
                      volumeName: %s.workspace.recordings
                      resources: {requests: {storage: 1Gi}}
                    """
                        .formatted(a.namespace()),
                    PersistentVolumeClaim.class))
            .create();
    eventually("Kubernetes refuses to bind it")
        .until(
            () ->
                CLUSTER.client().v1().events().inNamespace(b.namespace()).list().getItems().stream()
                    .filter(event -> "thief".equals(event.getInvolvedObject().getName()))
                    .anyMatch(event -> "FailedBinding".equals(event.getReason())));
    assertThat(CLUSTER.client().resource(thief).get().getStatus().getPhase()).isEqualTo("Pending");
  }

  @Test
  void a_pod_that_names_the_folder_itself_is_not_admitted() {
    Pod thief = thief("hostPath: {path: " + Node.FOLDER + "/" + a.namespace() + "}");
    assertThatThrownBy(() -> accountB.pods().inNamespace(b.namespace()).resource(thief).create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining(
            "violates PodSecurity \"restricted:latest\": restricted volume types");
  }

  @Test
  void a_pod_that_names_the_others_claim_means_one_of_its_own_namespace_and_there_is_none() {
    Pod thief = thief("persistentVolumeClaim: {claimName: recordings}");
    accountB.pods().inNamespace(b.namespace()).resource(thief).create();
    eventually("no node gets it")
        .until(
            () ->
                CLUSTER
                    .client()
                    .pods()
                    .inNamespace(b.namespace())
                    .withName("thief")
                    .get()
                    .getStatus()
                    .getConditions()
                    .stream()
                    .anyMatch(
                        condition ->
                            "Unschedulable".equals(condition.getReason())
                                && condition
                                    .getMessage()
                                    .contains("persistentvolumeclaim \"recordings\" not found")));
  }

  private static String credentials(S3Server.User user) {
    return """
        recordings:
          credentials: {accessKeyId: "%s", secretAccessKey: "%s"}
        """
        .formatted(user.accessKey(), user.secretKey());
  }

  private void complete(Rounds job, int mebibytes) {
    assertThat(job.wasRight()).isTrue();
    Manifest manifest = job.job().manifest().orElseThrow();
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.pods()).hasSize(3);
    for (Manifest.Pod pod : manifest.pods()) {
      assertThat(pod.files())
          .filteredOn(file -> "jfr".equals(file.format()))
          .as(pod.name())
          .isNotEmpty()
          .allSatisfy(
              file -> assertThat(Recording.open(job.job().bytes(file)).events()).isPositive());
    }
    Manifest.File counters =
        RecordedJob.in(manifest, job.pods().driver()).files().stream()
            .filter(file -> file.name().endsWith(Counters.NAME))
            .findAny()
            .orElseThrow();
    assertThat(job.job().bytes(counters)).isEqualTo(Counters.bytes(mebibytes));
  }

  private static void ownPods(Rounds job) {
    assertThat(job.job().manifest().orElseThrow().pods())
        .extracting(Manifest.Pod::uid)
        .containsExactlyInAnyOrderElementsOf(
            job.pods().pods().stream().map(pod -> pod.getMetadata().getUid()).toList());
  }

  private void strangerAtS3(S3Server.User user, Rounds other) {
    String key = other.job().prefix() + "manifest.json";
    try (Bucket bucket = s3.bucket(user)) {
      denied(() -> bucket.read(key));
      denied(() -> bucket.write(key, new byte[0]));
      denied(() -> bucket.write(other.job().prefix() + "new", new byte[0]));
    }
    assertThat(other.job().manifest()).isPresent();
  }

  private static void denied(ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(S3Exception.class))
        .extracting(S3Exception::statusCode)
        .isEqualTo(403);
  }

  private static void stranger(KubernetesClient account, Workspace other, Rounds job) {
    String namespace = other.namespace();
    forbidden(() -> secret(account, other));
    forbidden(() -> account.secrets().inNamespace(namespace).list());
    forbidden(() -> account.persistentVolumeClaims().inNamespace(namespace).list());
    forbidden(() -> account.configMaps().inNamespace(namespace).list());
    forbidden(() -> account.pods().inNamespace(namespace).list());
    forbidden(() -> account.pods().resource(job.pods().driver()).get());
    forbidden(() -> account.pods().resource(job.pods().driver()).inContainer("recorder").getLog());
    forbidden(() -> account.pods().resource(job.pods().driver()).delete());
    forbidden(() -> account.pods().inNamespace(namespace).resource(thief("emptyDir: {}")).create());
    forbidden(() -> account.persistentVolumes().list());
  }

  private static Object secret(KubernetesClient account, Workspace of) {
    return account.secrets().inNamespace(of.namespace()).withName(SECRET).get();
  }

  private static void forbidden(ThrowingCallable call) {
    assertThatThrownBy(call)
        .asInstanceOf(type(KubernetesClientException.class))
        .extracting(KubernetesClientException::getCode)
        .isEqualTo(403);
  }

  /** With the token that a pod of the account has. */
  private static KubernetesClient as(String namespace, String account) {
    String token =
        CLUSTER
            .client()
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(account)
            .tokenRequest(
                new TokenRequestBuilder()
                    .withNewSpec()
                    .withExpirationSeconds(3600L)
                    .endSpec()
                    .build())
            .getStatus()
            .getToken();
    Config admin = CLUSTER.client().getConfiguration();
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(Config.empty())
                .withMasterUrl(admin.getMasterUrl())
                .withCaCertFile(admin.getCaCertFile())
                .withCaCertData(admin.getCaCertData())
                .withOauthToken(token)
                .build())
        .build();
  }

  /** The rights of an account, as the API server tells it. */
  private static List<String> rights(KubernetesClient account, String namespace) {
    return account
        .authorization()
        .v1()
        .selfSubjectRulesReview()
        .create(
            new SelfSubjectRulesReviewBuilder()
                .withNewSpec()
                .withNamespace(namespace)
                .endSpec()
                .build())
        .getStatus()
        .getResourceRules()
        .stream()
        .map(ResourceRule::getResources)
        .flatMap(List::stream)
        .sorted()
        .distinct()
        .toList();
  }

  private static Pod thief(String volume) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: thief}
        spec:
          restartPolicy: Never
          securityContext: {runAsNonRoot: true, runAsUser: 185, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: thief
              image: %s
              command: [sha256sum, -r, /loot]
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
              volumeMounts: [{name: loot, mountPath: /loot}]
          volumes: [{name: loot, %s}]
        """
            .formatted(Image.named("spark-4.1").reference(), volume),
        Pod.class);
  }
}
