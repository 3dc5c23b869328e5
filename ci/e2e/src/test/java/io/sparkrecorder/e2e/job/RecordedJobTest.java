package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.platform.SparkApplications;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Contents;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.NodeFolder;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.Release;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.StrictNamespace;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Manifest;
import io.sparkrecorder.testbed.Sha256;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One job of spark-application from submission to S3, in the strictest kind of namespace. */
@Tag("cluster")
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@NeedsImages({"recorder", "spark-4.1", "spark-operator", "versitygw"})
class RecordedJobTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String JOB =
      """
      type: Python
      # The user's own volume, with a job that says what it was given and then runs Spark's pi.
      mainApplicationFile: local:///job/job.py
      arguments: [20, canary-argument]
      sparkConf:
        spark.hadoop.fs.s3a.bucket.other.secret.key: canary-conf
        spark.scheduler.minRegisteredResourcesRatio: "1.0"
        spark.scheduler.maxRegisteredResourcesWaitingTime: 120s
      driver:
        coreRequest: 100m
        memory: 512m
        javaOptions: -Dmine=driver -Dpassword=canary-property
        labels: {team: a}
        env: {MINE: driver, PASSWORD: {valueFrom: {secretKeyRef: {name: canary, key: password}}}}
        volumes:
          job: {configMap: {name: job}}
          scratch: {emptyDir: {}}
        volumeMounts:
          /job: {name: job}
          /scratch: {name: scratch}
        sidecars:
          companion:
            image: %s
            # Until the job says that it is done: a pod whose container has ended is not ready, and no executor would
            # find the driver; and while one goes on, no recorder is told to end.
            command: [bash, -c, "echo beside >/scratch/companion; until [ -e /scratch/done ]; do sleep 0.2; done"]
            securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
            volumeMounts: [{name: scratch, mountPath: /scratch}]
      executor:
        instances: 2
        coreRequest: 100m
        memory: 512m
        javaOptions: -Dmine=executor -Dpassword=canary-property
        labels: {team: a}
        env: {MINE: executor, PASSWORD: {valueFrom: {secretKeyRef: {name: canary, key: password}}}}
      spec:
        driver: {annotations: {mine: kept}}
      """
          .formatted(Image.named("spark-4.1").reference());

  private static final String SCRIPT =
      """
      import atexit, os, runpy, sys
      atexit.register(lambda: open("/scratch/done", "w").close())
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.getOrCreate()
      print("driver option", spark._jvm.java.lang.System.getProperty("mine"))
      print("driver variable", os.environ["MINE"])
      print("secrets are there", os.environ["PASSWORD"] == "canary-" + "environment", "canary-argument" in sys.argv)
      print("executor variable", spark.sparkContext.parallelize([0], 1).map(lambda _: os.environ["MINE"]).first())
      print("companion says", open("/scratch/companion").read())
      runpy.run_path("/opt/spark/examples/src/main/python/pi.py", run_name="__main__")
      """;

  private String namespace;
  private S3Server s3;
  private Release workspace;
  private Release application;
  private SparkJob job;
  private String log;
  private GenericKubernetesResource asSubmitted;
  private GenericKubernetesResource afterUpgrade;
  private Stored stored;

  @BeforeAll
  void run() {
    s3 = S3Server.start(CLUSTER);
    namespace = CLUSTER.namespace("job");
    NodeFolder store = NodeFolder.of(CLUSTER, namespace);
    store.prepare();
    workspace = CLUSTER.release("workspace", "spark-workspace", namespace);
    workspace.upgrade(StrictNamespace.values(s3), JobPods.ACCOUNTS).orFail();
    script();
    secret();
    job = new SparkJob(CLUSTER.client(), namespace);
    application = CLUSTER.release("pi", "spark-application", namespace);
    application.upgrade(StrictNamespace.values(s3), JobPods.ACCOUNTS, JOB).orFail();
    eventually("the job runs").until(() -> "RUNNING".equals(state()));
    asSubmitted = application();
    application.upgrade(StrictNamespace.values(s3), JobPods.ACCOUNTS, JOB).orFail();
    afterUpgrade = application();
    job.awaitEnd();
    log = job.log(job.driver(), "spark-kubernetes-driver");
    stored = new Stored(store.files());
  }

  @AfterAll
  void close() {
    if (job != null) {
      job.close();
    }
  }

  @Test
  void the_job_completes_beside_its_recorders() {
    assertThat(log).contains("Pi is roughly 3.1");
    eventually("the operator sees the end").until(() -> "COMPLETED".equals(state()));
    assertThat(job.executors()).hasSize(2);
  }

  @Test
  void an_upgrade_with_the_same_values_does_not_touch_the_running_job() {
    assertThat(state(afterUpgrade)).as("it still ran").isEqualTo("RUNNING");
    assertThat(afterUpgrade.getMetadata().getGeneration())
        .isEqualTo(asSubmitted.getMetadata().getGeneration());
    assertThat(job.drivers()).as("drivers in all").hasSize(1);
  }

  @Test
  void driver_and_executors_have_exactly_one_recorder_and_it_is_a_native_sidecar() {
    assertThat(job.pods())
        .hasSize(3)
        .allSatisfy(pod -> assertThat(Pods.recorders(pod)).containsExactly("native"));
  }

  @Test
  void live_pods_have_the_grace_of_the_values_and_so_has_their_recorder() {
    JobPods.assertGrace(job, StrictNamespace.DRIVER_GRACE, StrictNamespace.EXECUTOR_GRACE);
  }

  @Test
  void executors_have_their_own_account_and_no_token() {
    JobPods.assertAccounts(job, "spark");
  }

  @Test
  void spark_may_delete_no_claim_and_misses_no_right() {
    assertThat(may("spark", "create", "pods")).isTrue();
    assertThat(may("spark", "delete", "persistentvolumeclaims")).isFalse();
    assertThat(may("spark", "patch", "persistentvolumeclaims")).isFalse();
    assertThat(may("spark", "deletecollection", "persistentvolumeclaims")).isFalse();
    assertThat(may("spark-executor", "get", "pods")).isFalse();
    assertThat(may("spark-executor", "get", "secrets")).isFalse();
    assertThat(log).doesNotContainIgnoringCase("forbidden");
  }

  @Test
  void every_recorder_ends_with_0_after_its_job() {
    assertThat(job.pods())
        .allSatisfy(
            pod -> assertThat(Pods.exitCode(pod, "recorder")).as(Pods.name(pod)).contains(0));
  }

  @Test
  void the_manifest_in_s3_is_complete_and_tells_of_the_driver_and_each_executor() {
    Manifest manifest = manifest();
    assertThat(manifest.complete()).isTrue();
    assertThat(manifest.pods())
        .extracting(Manifest.Pod::name)
        .containsExactlyInAnyOrderElementsOf(job.pods().stream().map(Pods::name).toList());
    assertThat(manifest.pods())
        .allSatisfy(
            pod -> {
              assertThat(pod.state()).isEqualTo("sealed");
              assertThat(pod.files())
                  .as(pod.name())
                  .isNotEmpty()
                  .allMatch(file -> "whole".equals(file.state()));
            });
  }

  @Test
  void it_says_how_the_driver_ended() {
    Manifest.Pod driver = manifest().pod(Pods.name(job.driver())).orElseThrow();
    assertThat(driver.exitCode()).contains(0);
    assertThat(driver.reason()).contains("completed");
  }

  @Test
  void events_on_the_drivers_pod_tell_that_all_is_there() {
    assertThat(job.events(job.driver()))
        .containsExactlyInAnyOrder("RecordingsUploading", "RecordingsComplete");
  }

  @Test
  void every_file_is_in_s3_byte_for_byte_as_it_is_in_the_store_and_nothing_else() {
    try (Bucket bucket = s3.bucket()) {
      Manifest manifest = manifest();
      for (Manifest.Pod pod : manifest.pods()) {
        for (Manifest.File file : pod.files()) {
          byte[] object = bucket.read(file.key().orElseThrow()).orElseThrow();
          assertThat(Sha256.of(object)).as(file.toString()).isEqualTo(stored.sum(pod, file));
          assertThat(object).hasSize((int) file.bytes());
        }
      }
      assertThat(bucket.objects(""))
          .hasSize(1 + (int) manifest.pods().stream().flatMap(pod -> pod.files().stream()).count());
    }
  }

  @Test
  void no_object_holds_a_secret_of_the_job() {
    List<String> secrets =
        List.of(
            "canary-environment",
            "canary-conf",
            "canary-property",
            "canary-argument",
            s3.secretKey());
    try (Bucket bucket = s3.bucket()) {
      Set<String> keys = bucket.objects("").keySet();
      assertThat(keys).hasSizeGreaterThan(3);
      for (String key : keys) {
        byte[] object = bucket.read(key).orElseThrow();
        for (Charset encoding : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
          assertThat(secrets)
              .as("secrets in %s as %s", key, encoding)
              .noneMatch(secret -> holds(object, secret.getBytes(encoding)));
        }
      }
    }
  }

  private static boolean holds(byte[] bytes, byte[] word) {
    return new String(bytes, ISO_8859_1).contains(new String(word, ISO_8859_1));
  }

  @Test
  void every_recording_opens_and_has_events_of_its_jvm() {
    try (Bucket bucket = s3.bucket()) {
      assertThat(manifest().pods())
          .hasSize(3)
          .allSatisfy(
              pod ->
                  assertThat(pod.files())
                      .filteredOn(file -> "jfr".equals(file.format()))
                      .as(pod.name())
                      .singleElement()
                      .satisfies(
                          file ->
                              assertThat(
                                      Recording.open(
                                              bucket.read(file.key().orElseThrow()).orElseThrow())
                                          .counts())
                                  .containsKeys("jdk.OSInformation", "jdk.CPULoad")));
    }
  }

  @Test
  void what_the_user_set_survives() {
    assertThat(log)
        .contains("driver option driver")
        .contains("driver variable driver")
        .contains("secrets are there True True")
        .contains("executor variable executor")
        .contains("companion says beside");
    assertThat(job.pods())
        .allSatisfy(pod -> assertThat(pod.getMetadata().getLabels()).containsEntry("team", "a"));
    assertThat(job.executors())
        .allSatisfy(
            pod ->
                assertThat(pod.getSpec().getContainers().getFirst().getEnv())
                    .extracting(EnvVar::getValue)
                    .contains("-Dmine=executor", "-Dpassword=canary-property"));
    assertThat(Pods.exitCode(job.driver(), "companion")).contains(0);
    assertThat(job.driver().getMetadata().getAnnotations()).containsEntry("mine", "kept");
  }

  @Test
  void its_own_test_lists_the_bucket() {
    assertThat(application.test().orFail()).contains("Phase:          Succeeded");
  }

  @Test
  @Order(Integer.MAX_VALUE)
  void uninstalling_takes_the_job_and_its_pods_and_leaves_the_recordings() {
    application.uninstall().orFail();
    eventually("the job's pods are gone")
        .until(() -> CLUSTER.client().pods().inNamespace(namespace).list().getItems().isEmpty());
    workspace.uninstall().orFail();
    assertThat(Contents.of(CLUSTER.client(), namespace))
        .containsExactly(
            "ConfigMap/job",
            "PersistentVolume/" + namespace + ".workspace.recordings",
            "PersistentVolumeClaim/recordings",
            "Secret/canary");
  }

  /** Kubernetes' own answer, for a service account of the namespace. */
  private boolean may(String account, String verb, String resource) {
    return CLUSTER
        .client()
        .authorization()
        .v1()
        .subjectAccessReview()
        .create(
            new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser("system:serviceaccount:%s:%s".formatted(namespace, account))
                .withNewResourceAttributes()
                .withNamespace(namespace)
                .withVerb(verb)
                .withResource(resource)
                .endResourceAttributes()
                .endSpec()
                .build())
        .getStatus()
        .getAllowed();
  }

  private void secret() {
    CLUSTER
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName("canary")
                .withNamespace(namespace)
                .endMetadata()
                .withStringData(Map.of("password", "canary-environment"))
                .build())
        .create();
  }

  private void script() {
    CLUSTER
        .client()
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("job")
                .withNamespace(namespace)
                .endMetadata()
                .withData(Map.of("job.py", SCRIPT))
                .build())
        .create();
  }

  private GenericKubernetesResource application() {
    return SparkApplications.applications(CLUSTER.client())
        .inNamespace(namespace)
        .withName("pi")
        .get();
  }

  private String state() {
    return state(application());
  }

  private static String state(GenericKubernetesResource application) {
    return application.get("status", "applicationState", "state");
  }

  private Manifest manifest() {
    try (Bucket bucket = s3.bucket()) {
      String key = "pipelines/" + namespace + "/recordings/" + job.id() + "/manifest.json";
      return Manifest.read(bucket.read(key).orElseThrow());
    }
  }
}
