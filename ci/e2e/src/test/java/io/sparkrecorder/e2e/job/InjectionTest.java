package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sparkrecorder.e2e.platform.Platform;
import io.sparkrecorder.e2e.platform.SparkApplications;
import io.sparkrecorder.e2e.support.Admission;
import io.sparkrecorder.e2e.support.AdmissionParameters;
import io.sparkrecorder.e2e.support.Cluster;
import io.sparkrecorder.e2e.support.Image;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.NodeFolder;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.S3Server;
import io.sparkrecorder.e2e.workspace.StrictNamespace;
import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Manifest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Jobs that know nothing of this project, recorded by a label of their pods: a SparkApplication and
 * a notebook on a shared volume, a plain spark-submit of Spark 3.5 whose pods upload by themselves,
 * and a Spark Connect server.
 */
@Tag("cluster")
@NeedsImages({"recorder", "spark-3.5", "spark-4.1", "spark-operator", "versitygw"})
@ExtendWith(Platform.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InjectionTest {
  @RegisterExtension static final Cluster CLUSTER = new Cluster();

  private static final String LABEL = "spark-recorder/record";

  /** The operator's webhook mounts the script, and gives the driver a grace of its own. */
  private static final String APPLICATION =
      """
      apiVersion: sparkoperator.k8s.io/v1beta2
      kind: SparkApplication
      metadata: {name: theirs}
      spec:
        type: Python
        mode: cluster
        sparkVersion: %s
        image: %s
        mainApplicationFile: local:///job/job.py
        restartPolicy: {type: Never}
        sparkConf:
          spark.scheduler.minRegisteredResourcesRatio: "1.0"
          spark.scheduler.maxRegisteredResourcesWaitingTime: 120s
        volumes: [{name: job, configMap: {name: job}}]
        driver:
          coreRequest: 100m
          memory: 512m
          serviceAccount: spark
          javaOptions: -Dmine=driver -XX:ErrorFile=/tmp/theirs.log
          terminationGracePeriodSeconds: 7
          labels: {spark-recorder/record: "true"}
          volumeMounts: [{name: job, mountPath: /job}]
        executor:
          instances: 2
          coreRequest: 100m
          memory: 512m
          javaOptions: -Dmine=executor -XX:ErrorFile=/tmp/theirs.log
          labels: {spark-recorder/record: "true"}
      """
          .formatted(Image.named("spark-4.1").tag(), Image.named("spark-4.1").reference());

  /** Prints the options of its JVMs, in their order. */
  private static final String SCRIPT =
      """
      import os, runpy
      from pyspark.sql import SparkSession
      spark = SparkSession.builder.getOrCreate()
      beans = spark._jvm.java.lang.management.ManagementFactory
      def options(_):
          process = os.getpid()
          while True:
              with open(f"/proc/{process}/cmdline") as f:
                  command = f.read().split("\\0")
              if any(word.endswith("KubernetesExecutorBackend") for word in command):
                  return [word for word in command if word.startswith("-")]
              with open(f"/proc/{process}/stat") as f:
                  process = f.read().rsplit(")", 1)[1].split()[1]
      print("driver:", " ".join(beans.getRuntimeMXBean().getInputArguments()))
      print("executor:", " ".join(spark.sparkContext.parallelize([0], 1).map(options).first()))
      runpy.run_path("/opt/spark/examples/src/main/python/pi.py", run_name="__main__")
      """;

  private static final String SUBMIT =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: submit}
      spec:
        restartPolicy: Never
        terminationGracePeriodSeconds: 0
        serviceAccountName: spark
        containers:
          - name: submit
            image: %1$s
            env: [{name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}]
            command:
              - /opt/spark/bin/spark-submit
              - --master=k8s://https://kubernetes.default.svc
              - --deploy-mode=cluster
              - --name=pi
              - --conf=spark.kubernetes.driver.label.spark-recorder/record=true
              - --conf=spark.kubernetes.executor.label.spark-recorder/record=true
              - --conf=spark.kubernetes.namespace=$(NAMESPACE)
              - --conf=spark.kubernetes.authenticate.driver.serviceAccountName=spark
              - --conf=spark.kubernetes.container.image=%1$s
              - --conf=spark.driver.memory=512m
              - --conf=spark.executor.memory=512m
              - --conf=spark.executor.instances=1
              - --conf=spark.kubernetes.driver.request.cores=100m
              - --conf=spark.kubernetes.executor.request.cores=100m
              - local:///opt/spark/examples/src/main/python/pi.py
              - "20"
      """
          .formatted(Image.named("spark-3.5").reference());

  /**
   * A person's pod, in which Spark runs in client mode. It has two kernels, one JVM each. The first
   * has one session after another, each with an id and an executor of its own.
   */
  private static final String NOTEBOOK =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: notebook
        labels: {spark-recorder/record: "true", spark-role: driver, spark-app-selector: notebook-1}
      spec:
        restartPolicy: Never
        serviceAccountName: spark
        containers:
          - name: notebook
            image: %1$s
            env:
              - {name: NAMESPACE, valueFrom: {fieldRef: {fieldPath: metadata.namespace}}}
              - {name: ADDRESS, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
              - {name: IMAGE, value: "%1$s"}
            command:
              - sh
              - -ec
              - |
                export PYTHONPATH=$(echo /opt/spark/python /opt/spark/python/lib/py4j-*.zip | tr " " :)
                python3 -c "$0" 1 2
                python3 -c "$0" 3
              - |
                import os, sys
                from pyspark.sql import SparkSession
                for session in sys.argv[1:]:
                    builder = SparkSession.builder.master("k8s://https://kubernetes.default.svc")
                    for key, value in {
                        "spark.driver.host": os.environ["ADDRESS"],
                        "spark.kubernetes.driver.pod.name": "notebook",
                        "spark.kubernetes.namespace": os.environ["NAMESPACE"],
                        "spark.kubernetes.authenticate.serviceAccountName": "spark",
                        "spark.kubernetes.container.image": os.environ["IMAGE"],
                        "spark.kubernetes.executor.label.spark-recorder/record": "true",
                        "spark.kubernetes.executor.request.cores": "100m",
                        "spark.executor.memory": "512m",
                        "spark.executor.instances": "1",
                        "spark.scheduler.minRegisteredResourcesRatio": "1.0",
                    }.items():
                        builder = builder.config(key, value)
                    spark = builder.getOrCreate()
                    print("session", session, spark.sparkContext.parallelize(range(100), 4).sum())
                    spark.stop()
      """
          .formatted(Image.named("spark-4.1").reference());

  /** A driver that no cluster ever runs. */
  private static final String DRIVER =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: a-driver
        labels: {spark-role: driver, spark-app-selector: spark-1}
      spec:
        restartPolicy: Never
        automountServiceAccountToken: false
        containers:
          - name: spark-kubernetes-driver
            image: none:1
            env: [{name: SPARK_SUBMIT_OPTS, value: -Dmine=1}]
      """;

  private static final String DIRECT =
      """
      global:
        store: {transport: direct}
      recordings:
        storage: {type: none}
      """;

  private final KubernetesClient client = CLUSTER.client();
  private S3Server s3;
  private String shared;
  private String direct;
  private String sessions;
  private SparkJob application;
  private SparkJob submitted;
  private SparkJob notebook;
  private String connected;
  private SparkConnect connect;

  @BeforeAll
  void run() {
    assumeThat(AdmissionParameters.areServed(client))
        .as("the cluster serves MutatingAdmissionPolicy v1")
        .isTrue();
    s3 = S3Server.start(CLUSTER);
    shared = CLUSTER.namespace("inject", "baseline");
    direct = CLUSTER.namespace("inject-direct", "baseline");
    NodeFolder.of(CLUSTER, shared).prepare();
    workspace(shared);
    workspace(direct, DIRECT);
    sessions = CLUSTER.namespace("inject-sessions", "baseline");
    workspace(sessions, DIRECT);
    connected = CLUSTER.namespace("inject-connect", "baseline");
    workspace(connected, DIRECT);
    awaitPolicy(connected);
    awaitPolicy(shared);
    awaitPolicy(direct);
    awaitPolicy(sessions);
    application = new SparkJob(client, shared, "theirs");
    submitted = new SparkJob(client, direct);
    notebook = new SparkJob(client, sessions);
    connect = new SparkConnect(client, connected);
    connect.start();
    script();
    SparkApplications.applications(client)
        .inNamespace(shared)
        .resource(Serialization.unmarshal(APPLICATION, GenericKubernetesResource.class))
        .create();
    client.pods().inNamespace(direct).resource(pod(SUBMIT)).create();
    client.pods().inNamespace(sessions).resource(pod(NOTEBOOK)).create();
    connect.awaitExecutor();
    connect.delete();
    application.awaitEnd();
    submitted.awaitEnd();
    notebook.awaitEnd();
  }

  @AfterAll
  void close() {
    if (submitted != null) {
      application.close();
      submitted.close();
      notebook.close();
      connect.close();
    }
  }

  @Test
  void application_of_the_operator_is_recorded_whole() {
    assertThat(application.executors()).hasSize(2);
    assertRecorded(application, shared);
    assertThat(log()).contains("Pi is roughly 3.1");
  }

  @Test
  void plain_spark_submit_is_recorded_whole() {
    assertThat(submitted.executors()).hasSize(1);
    assertRecorded(submitted, direct);
  }

  @Test
  void spark_connect_server_is_recorded_whole_with_its_executor() {
    assertThat(connect.pods().executors()).hasSize(1);
    assertThat(connect.pods().id()).isEqualTo(SparkConnect.ID);
    assertRecorded(connect.pods(), connected);
  }

  @Test
  void sessions_of_a_notebook_are_recorded_whole() {
    assertThat(notebook.log(notebook.driver(), "notebook"))
        .contains("session 1 4950", "session 2 4950", "session 3 4950");
    assertThat(notebook.executors()).hasSize(3).extracting(SparkJob::id).doesNotHaveDuplicates();
    String recordings = "pipelines/" + sessions + "/recordings/";
    try (Bucket bucket = s3.bucket()) {
      Manifest manifest =
          Manifest.read(bucket.read(recordings + "notebook-1/manifest.json").orElseThrow());
      assertThat(manifest.pods()).extracting(Manifest.Pod::name).containsExactly("notebook");
      assertThat(manifest.pods().getFirst().files())
          .as("one recording of each kernel; the container ends before the last JVM does")
          .filteredOn(file -> file.name().endsWith(".jfr"))
          .hasSize(2)
          .extracting(Manifest.File::state)
          .contains("whole")
          .isSubsetOf("whole", "salvaged");
      for (Pod pod : notebook.pods()) {
        assertThat(bucket.objects(recordings + SparkJob.id(pod) + "/").keySet())
            .filteredOn(key -> key.endsWith(".jfr"))
            .as(Pods.name(pod))
            .isNotEmpty()
            .allSatisfy(
                key ->
                    assertThat(Recording.open(bucket.read(key).orElseThrow()).events())
                        .isPositive());
      }
    }
  }

  @Test
  void pods_have_one_recorder_and_its_grace_after_the_operators_webhook() {
    assertThat(application.pods())
        .allSatisfy(pod -> assertThat(Pods.recorders(pod)).containsExactly("native"))
        .allSatisfy(pod -> assertThat(Pods.exitCode(pod, "recorder")).contains(0));
    assertThat(application.driver().getSpec().getVolumes())
        .as("the webhook took part")
        .anyMatch(volume -> volume.getName().equals("job"));
    assertThat(Pods.grace(application.driver())).isEqualTo(StrictNamespace.DRIVER_GRACE);
    assertThat(application.executors())
        .extracting(Pods::grace)
        .containsOnly(StrictNamespace.EXECUTOR_GRACE);
  }

  @Test
  void jvms_have_the_users_options_behind_those_of_the_recorder() {
    for (String role : List.of("driver", "executor")) {
      String line =
          log().lines().filter(said -> said.startsWith(role + ":")).findFirst().orElseThrow();
      assertThat(line)
          .containsSubsequence(
              "-XX:StartFlightRecording=",
              "-XX:ErrorFile=/recordings/",
              "-Dmine=" + role,
              "-XX:ErrorFile=/tmp/theirs.log");
    }
    assertThat(log()).as("no other JVM of the pod").doesNotContain("Picked up");
  }

  @Test
  void second_application_of_the_policy_changes_nothing() {
    Pod once = admit(shared, labelled("true")).pod();
    assertThat(Pods.recorders(once)).containsExactly("native");
    assertThat(Pods.variable(Pods.container(once, "spark-kubernetes-driver"), "SPARK_SUBMIT_OPTS"))
        .get()
        .asString()
        .endsWith(" -Dmine=1");
    Pod again =
        new PodBuilder()
            .withMetadata(
                new ObjectMetaBuilder()
                    .withName("again")
                    .withLabels(once.getMetadata().getLabels())
                    .build())
            .withSpec(once.getSpec())
            .build();
    assertThat(admit(shared, again).pod().getSpec()).isEqualTo(once.getSpec());
  }

  @Test
  void pod_that_has_the_sidecar_stays_as_it_is() {
    String template =
        client
            .configMaps()
            .inNamespace(shared)
            .withName("spark-recorder-templates")
            .get()
            .getData()
            .get("driver-pod-template.yaml");
    Pod own = pod(template);
    own.getMetadata().setName("own");
    own.getMetadata().getLabels().putAll(driver().getMetadata().getLabels());
    own.getSpec().setRestartPolicy("Never");
    own.getSpec().setAutomountServiceAccountToken(false);
    own.getSpec().getContainers().getFirst().setImage("none:1");
    assertUntouched(shared, own);
  }

  @Test
  void pod_of_a_namespace_without_workspace_stays_as_it_is_with_a_warning() {
    String bare = CLUSTER.namespace("bare", "baseline");
    assertUntouched(bare, driver());
    assertThat(admit(bare, labelled("true")).warnings())
        .singleElement()
        .asString()
        .contains("not recorded: the namespace has no ConfigMap spark-recorder-injection");
  }

  @Test
  void wrong_value_of_the_label_changes_nothing_and_is_warned_about() {
    Admission admission = admit(shared, labelled("yes"));
    assertThat(admission.pod().getSpec()).isEqualTo(admit(shared, driver()).pod().getSpec());
    assertThat(admission.warnings())
        .singleElement()
        .asString()
        .contains("not recorded: the label spark-recorder/record is \\\"yes\\\"");
    assertThat(admit(shared, labelled("false")).warnings()).isEmpty();
  }

  @Test
  void pod_without_the_name_of_its_application_is_warned_about() {
    Pod nameless = labelled("true");
    nameless.getMetadata().getLabels().remove("spark-app-selector");
    Admission admission = admit(shared, nameless);
    assertThat(Pods.recorders(admission.pod())).isEmpty();
    assertThat(admission.warnings())
        .singleElement()
        .asString()
        .contains("the label spark-app-selector must name the application");
  }

  @Test
  void pod_with_a_volume_of_the_recorders_name_stays_as_it_is_with_a_warning() {
    Pod own =
        new PodBuilder(driver())
            .editSpec()
            .addNewVolume()
            .withName("recordings")
            .withNewEmptyDir()
            .endEmptyDir()
            .endVolume()
            .endSpec()
            .build();
    assertUntouched(shared, own);
    own.getMetadata().getLabels().put(LABEL, "true");
    assertThat(admit(shared, own).warnings()).hasSize(1);
  }

  @Test
  void recorder_runs_as_the_user_of_the_spark_container() {
    Pod own = labelled("true");
    own.getSpec()
        .getContainers()
        .getFirst()
        .setSecurityContext(
            new SecurityContextBuilder().withRunAsUser(1000L).withRunAsGroup(100L).build());
    assertThat(Pods.container(admit(shared, own).pod(), "recorder").getSecurityContext())
        .returns(1000L, context -> context.getRunAsUser())
        .returns(100L, context -> context.getRunAsGroup())
        .returns(true, context -> context.getRunAsNonRoot());
  }

  @Test
  void users_options_that_come_from_elsewhere_are_referred_to() {
    Pod own = labelled("true");
    EnvVar theirs =
        Serialization.unmarshal(
            """
            name: SPARK_SUBMIT_OPTS
            valueFrom: {configMapKeyRef: {name: a, key: b, optional: true}}
            """,
            EnvVar.class);
    own.getSpec().getContainers().getFirst().setEnv(List.of(theirs));
    List<EnvVar> env = Pods.container(admit(shared, own).pod(), "spark-kubernetes-driver").getEnv();
    assertThat(env)
        .extracting(EnvVar::getName)
        .containsExactly(
            "SPARK_RECORDER_SUBMIT_OPTS", "SPARK_RECORDER_SUBMIT_OPTS", "SPARK_SUBMIT_OPTS");
    assertThat(env.getFirst().getValueFrom()).as("without the key it is empty").isNull();
    assertThat(env.get(1).getValueFrom()).isEqualTo(theirs.getValueFrom());
    assertThat(env.getLast().getValue()).endsWith(" $(SPARK_RECORDER_SUBMIT_OPTS)");
  }

  @Test
  void container_of_spark_is_found_by_its_variables_under_any_name() {
    Pod own = labelled("true");
    Container spark = own.getSpec().getContainers().getFirst();
    spark.setName("mine");
    spark.getEnv().add(new EnvVar("SPARK_DRIVER_BIND_ADDRESS", "10.0.0.1", null));
    Container other = new ContainerBuilder().withName("log-shipper").withImage("none:1").build();
    own.getSpec().setContainers(List.of(other, spark));

    Pod admitted = admit(shared, own).pod();

    assertThat(Pods.container(admitted, "log-shipper").getEnv()).isEmpty();
    assertThat(Pods.variable(Pods.container(admitted, "mine"), "SPARK_SUBMIT_OPTS"))
        .get()
        .asString()
        .contains("-XX:StartFlightRecording=");
  }

  @Test
  void users_change_policy_of_the_group_stays() {
    Pod own = labelled("true");
    own.getSpec()
        .setSecurityContext(
            new PodSecurityContextBuilder().withFsGroupChangePolicy("Always").build());

    assertThat(admit(shared, own).pod().getSpec().getSecurityContext())
        .returns("Always", PodSecurityContext::getFsGroupChangePolicy);
  }

  private void workspace(String namespace, String... more) {
    String[] values = new String[more.length + 1];
    values[0] = StrictNamespace.values(s3);
    System.arraycopy(more, 0, values, 1, more.length);
    CLUSTER.release("workspace", "spark-workspace", namespace).upgrade(values).orFail();
  }

  /**
   * The API server sees a new policy, and the ConfigMap that it reads, some time later; never where
   * a policy with a ConfigMap was removed before {@link AdmissionParameters}.
   */
  private void awaitPolicy(String namespace) {
    eventually("the policy adds a recorder in " + namespace, Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              Admission admission = admit(namespace, labelled("true"));
              assertThat(Pods.recorders(admission.pod())).as(admission.toString()).hasSize(1);
            });
  }

  private void script() {
    client
        .resource(
            new ConfigMapBuilder()
                .withNewMetadata()
                .withName("job")
                .withNamespace(shared)
                .endMetadata()
                .withData(Map.of("job.py", SCRIPT))
                .build())
        .create();
  }

  private String log() {
    return application.log(application.driver(), "spark-kubernetes-driver");
  }

  /** All of a job's pods have a whole recording in S3 that opens, and the manifest is complete. */
  private void assertRecorded(SparkJob job, String namespace) {
    try (Bucket bucket = s3.bucket()) {
      String prefix = "pipelines/" + namespace + "/recordings/" + job.id() + "/";
      Manifest manifest = Manifest.read(bucket.read(prefix + "manifest.json").orElseThrow());
      assertThat(manifest.complete()).as(manifest.toString()).isTrue();
      assertThat(manifest.pods())
          .extracting(Manifest.Pod::name)
          .containsExactlyInAnyOrderElementsOf(job.pods().stream().map(Pods::name).toList());
      for (Manifest.Pod pod : manifest.pods()) {
        byte[] recording =
            bucket.read(RecordedJob.recording(pod).key().orElseThrow()).orElseThrow();
        assertThat(Recording.open(recording).events()).as(pod.name()).isPositive();
      }
    }
  }

  /** The label changes nothing in a pod but itself. */
  private void assertUntouched(String namespace, Pod pod) {
    PodSpec without = admit(namespace, pod).pod().getSpec();
    Pod with = new PodBuilder(pod).editMetadata().addToLabels(LABEL, "true").endMetadata().build();
    assertThat(admit(namespace, with).pod().getSpec()).isEqualTo(without);
  }

  private Admission admit(String namespace, Pod pod) {
    return Admission.of(client, namespace, pod);
  }

  private static Pod labelled(String value) {
    return new PodBuilder(driver()).editMetadata().addToLabels(LABEL, value).endMetadata().build();
  }

  private static Pod driver() {
    return pod(DRIVER);
  }

  private static Pod pod(String yaml) {
    return Serialization.unmarshal(yaml, Pod.class);
  }
}
