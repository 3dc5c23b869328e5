package io.sparkrecorder.armada.spark;

import static io.sparkrecorder.armada.spark.Parts.assertContains;
import static io.sparkrecorder.armada.spark.Parts.container;
import static io.sparkrecorder.armada.spark.Parts.environment;
import static io.sparkrecorder.armada.spark.Parts.file;
import static io.sparkrecorder.armada.spark.Parts.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sparkrecorder.armada.api.ArmadaProblem;
import io.sparkrecorder.armada.api.JobItemBytes;
import io.sparkrecorder.armada.job.Gang;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Makes job items of pods that the Spark on the class path builds from a pod template. */
class JobItemsOfSparkTest {

  private static final String APPLICATION = "spark-4711";
  private static final String EXECUTOR_GRACE =
      "spark.kubernetes.executor.terminationGracePeriodSeconds";

  private static SparkPods pods;

  @TempDir private Path folder;
  private PiItems pi;

  @BeforeAll
  static void open() {
    pods = new SparkPods();
  }

  @AfterAll
  static void close() {
    pods.close();
  }

  @BeforeEach
  void items() throws IOException {
    pi = new PiItems(pods, folder, APPLICATION, new Gang(APPLICATION, 3, "zone"));
  }

  @Test
  void every_field_of_a_driver_template_reaches_the_request() throws IOException {
    ObjectNode item = pi.driver();

    assertKept(item);
    assertThat(JobItemBytes.encodeAndDecode(item)).isEqualTo(item);
  }

  @Test
  void every_field_of_an_executor_template_reaches_the_request() throws IOException {
    ObjectNode item = pi.executor("3");

    assertKept(item);
    assertThat(JobItemBytes.encodeAndDecode(item)).isEqualTo(item);
  }

  @Test
  void an_executor_has_its_own_id_in_label_and_environment() throws IOException {
    ObjectNode item = pi.executor("3");

    assertThat(item.at("/labels/spark-exec-id").asText()).isEqualTo("3");
    assertThat(item.at("/labels/spark-role").asText()).isEqualTo("executor");
    assertThat(environment(item, "spark", "SPARK_EXECUTOR_ID")).isEqualTo("3");
    assertThat(environment(item, "spark", "SPARK_DRIVER_URL"))
        .matches("spark://CoarseGrainedScheduler@pi-[0-9a-f]+-driver-svc\\.jobs\\.svc:7078");
  }

  @Test
  void a_driver_reads_the_settings_of_the_submission_from_its_properties_file() throws IOException {
    pi.conf().set("spark.example.setting", "kept");

    ObjectNode item = pi.driver();

    JsonNode mount =
        named(container(item, "spark").path("volumeMounts"), "spark-conf-volume-driver");
    assertThat(mount.path("mountPath").asText()).isEqualTo("/opt/spark/conf");
    assertThat(environment(item, "spark", "SPARK_CONF_DIR")).isEqualTo("/opt/spark/conf");
    Properties read = new Properties();
    read.load(new StringReader(file(item, "spark-conf-volume-driver", "spark.properties")));
    assertThat(read)
        .containsEntry("spark.example.setting", "kept")
        .containsEntry("spark.app.id", APPLICATION)
        .containsEntry("spark.driver.port", "7078");
  }

  @Test
  void the_driver_has_a_headless_service_with_the_ports_of_spark() throws IOException {
    JsonNode service = pi.driver().at("/services/0");

    assertThat(service.path("type").asText()).isEqualTo("Headless");
    assertThat(service.path("name").asText()).endsWith("-driver-svc");
    assertThat(service.path("ports")).extracting(JsonNode::asInt).contains(7078, 7079, 4040);
  }

  @Test
  void limits_requests_and_storage_are_explicit_in_every_container() throws IOException {
    ObjectNode item = pi.driver();

    for (String list : new String[] {"containers", "initContainers"}) {
      for (JsonNode container : item.at("/podSpecs/0/" + list)) {
        JsonNode requests = container.at("/resources/requests");
        assertThat(requests).isEqualTo(container.at("/resources/limits"));
        assertThat(requests.fieldNames())
            .toIterable()
            .contains("cpu", "memory", "ephemeral-storage");
      }
    }
    assertThat(container(item, "spark").at("/resources/requests/ephemeral-storage").asText())
        .isEqualTo("8Gi");
    assertThat(container(item, "recorder").at("/resources/requests/ephemeral-storage").asText())
        .isEqualTo("1Gi");
  }

  @Test
  void driver_and_executors_join_one_gang() throws IOException {
    JsonNode annotations = pi.driver().path("annotations");

    assertThat(annotations.path("armadaproject.io/gangId").asText()).isEqualTo(APPLICATION);
    assertThat(annotations.path("armadaproject.io/gangCardinality").asText()).isEqualTo("3");
    assertThat(annotations.path("armadaproject.io/gangNodeUniformityLabel").asText())
        .isEqualTo("zone");
    assertThat(pi.executor("1").path("annotations").path("armadaproject.io/gangId").asText())
        .isEqualTo(APPLICATION);
  }

  @Test
  void the_executors_template_travels_to_the_driver_as_an_annotation() throws IOException {
    pi.conf().set("spark.kubernetes.executor.podTemplateFile", pi.write());

    ObjectNode item = pi.driver();

    assertThat(PiItems.YAML.readTree(file(item, "pod-template-volume", "pod-spec-template.yml")))
        .isEqualTo(pi.template());
  }

  @Test
  void a_grace_beyond_the_bounds_of_armada_is_refused() {
    pi.spec().put("terminationGracePeriodSeconds", 301);

    assertThatThrownBy(pi::driver)
        .isInstanceOf(ArmadaProblem.class)
        .hasMessage(
            "The driver pod has terminationGracePeriodSeconds: 301, but Armada takes 1 to 300. Set it in the pod"
                + " template.");
  }

  @Test
  void a_missing_grace_becomes_the_default_instead_of_one_second() throws IOException {
    pi.spec().remove("terminationGracePeriodSeconds");

    assertThat(pi.driver().at("/podSpecs/0/terminationGracePeriodSeconds").asInt()).isEqualTo(240);
  }

  @Test
  void the_longer_of_template_and_setting_is_the_grace_of_an_executor() throws IOException {
    pi.spec().put("terminationGracePeriodSeconds", 90);
    assertThat(grace(pi.executor("1"))).isEqualTo(90);

    pi.conf().set(EXECUTOR_GRACE, "60s");
    assertThat(grace(pi.executor("1"))).isEqualTo(90);

    pi.conf().set(EXECUTOR_GRACE, "2m");
    assertThat(grace(pi.executor("1"))).isEqualTo(120);
  }

  @Test
  void a_grace_below_the_default_of_spark_stays_as_the_template_says() throws IOException {
    pi.spec().put("terminationGracePeriodSeconds", 10);

    assertThat(grace(pi.executor("1"))).isEqualTo(10);
  }

  @Test
  void an_executor_without_a_grace_gets_the_default_instead_of_that_of_spark() throws IOException {
    pi.spec().remove("terminationGracePeriodSeconds");

    assertThat(grace(pi.executor("1"))).isEqualTo(240);
  }

  @Test
  void a_grace_setting_beyond_the_bounds_of_armada_is_refused() {
    pi.conf().set(EXECUTOR_GRACE, "301");

    assertThatThrownBy(() -> pi.executor("1"))
        .isInstanceOf(ArmadaProblem.class)
        .hasMessageContaining("The executor 1 pod has terminationGracePeriodSeconds: 301");
  }

  @Test
  void an_init_container_with_whole_cpus_is_refused() {
    pi.recorder().withObject("/resources/requests").put("cpu", "1");

    assertThatThrownBy(pi::driver)
        .hasMessageContaining("container \"recorder\" is an init container with 1 cpu")
        .hasMessageContaining("cpu: 900m");
  }

  @Test
  void a_container_without_memory_is_refused() {
    pi.recorder().withObject("/resources/requests").remove("memory");

    assertThatThrownBy(pi::driver)
        .hasMessageContaining("container \"recorder\" requests no memory");
  }

  @Test
  void a_limit_that_differs_from_the_request_is_refused() {
    pi.recorder().withObject("/resources").putObject("limits").put("memory", "256Mi");

    assertThatThrownBy(pi::driver)
        .hasMessageContaining(
            "container \"recorder\" requests 128Mi of memory with a limit of 256Mi");
  }

  @Test
  void equal_amounts_in_different_units_are_accepted() throws IOException {
    pi.recorder().withObject("/resources").putObject("limits").put("memory", "131072Ki");

    assertThat(container(pi.driver(), "recorder").at("/resources/limits/memory").asText())
        .isEqualTo("131072Ki");
  }

  @Test
  void a_port_that_two_containers_declare_is_refused() {
    pi.recorder().putArray("ports").addObject().put("containerPort", 4040);

    assertThatThrownBy(pi::driver).hasMessageContaining("declares port 4040");
  }

  @Test
  void a_pod_that_is_too_large_is_refused() {
    pi.conf().set("spark.kubernetes.driverEnv.LARGE", "x".repeat(70_000));

    assertThatThrownBy(pi::driver).hasMessageContaining("but Armada takes 65535");
  }

  @Test
  void a_misspelt_field_of_a_template_is_refused() throws IOException {
    pi.recorder().put("restartPolcy", "Always");

    ObjectNode item = pi.driver();
    assertThatThrownBy(() -> JobItemBytes.encodeAndDecode(item))
        .isInstanceOf(ArmadaProblem.class)
        .hasMessageContaining("restartPolcy");
  }

  private static long grace(JsonNode item) {
    return item.at("/podSpecs/0/terminationGracePeriodSeconds").asLong();
  }

  /** Each value of the template is in the item; Spark and the rules may only add to it. */
  private void assertKept(ObjectNode item) {
    assertContains(item.path("labels"), pi.template().at("/metadata/labels"), "labels");
    assertContains(
        item.path("annotations"), pi.template().at("/metadata/annotations"), "annotations");
    assertContains(item.at("/podSpecs/0"), pi.spec(), "spec");
  }
}
