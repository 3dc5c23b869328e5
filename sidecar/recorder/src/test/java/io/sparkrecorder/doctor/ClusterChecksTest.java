package io.sparkrecorder.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.sparkrecorder.discovery.ApiServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Judges the answers of API servers in all the states that matter. */
class ClusterChecksTest {
  private static final String NO_RIGHT =
      "pods is forbidden: User \"a\" cannot create resource \"pods\" in API group \"\" in the"
          + " namespace \"team-a\"";

  private final ApiServer api = ApiServer.start();

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void right_cluster_gives_nothing_wrong() {
    api.application(Optional.of("cluster"));
    api.admits(pod -> isLabelled(pod) ? injected(pod, 240, 240) : pod);
    api.pods(live("driver", "4.1.4", 240, 240), live("executor", "4.1.4", 120, 120));

    assertThat(examine()).allMatch(finding -> finding.verdict() == Verdict.OK);
    assertThat(examine("injection policy"))
        .extracting(Finding::detail)
        .containsExactly(
            "a labelled driver gets the recorder and 240 s of grace",
            "a labelled executor gets the recorder and 240 s of grace");
  }

  @Test
  void missing_right_skips_the_checks_that_need_it() {
    api.refusesPods(403, NO_RIGHT);
    api.refusesLists(403, NO_RIGHT.replace("create", "list"));

    assertThat(examine()).noneMatch(finding -> finding.verdict() == Verdict.WRONG);
    for (String check :
        List.of("native sidecars", "injection policy", "operator's webhook: pods")) {
      assertThat(examine(check))
          .singleElement()
          .satisfies(it -> assertThat(it.verdict()).isEqualTo(Verdict.SKIPPED))
          .satisfies(it -> assertThat(it.detail()).endsWith("may not create pods"));
    }
    assertThat(examine("grace of live pods").getFirst().detail()).endsWith("may not list pods");
  }

  @Test
  void dropped_restart_policy_is_wrong() {
    api.version("1", "27+");
    api.admits(
        pod -> {
          pod.getSpec().getInitContainers().forEach(it -> it.setRestartPolicy(null));
          return pod;
        });

    Finding finding = examine("native sidecars").getFirst();

    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.detail()).contains("Kubernetes 1.27");
    assertThat(finding.fix().orElseThrow()).contains("1.33");
  }

  @Test
  void beta_of_native_sidecars_is_a_warning() {
    api.version("1", "31");

    assertThat(examine("native sidecars").getFirst().verdict()).isEqualTo(Verdict.WARNING);
  }

  @Test
  void refused_pod_is_wrong_with_the_servers_words() {
    api.refusesPods(403, "pods \"a\" is forbidden: exceeded quota: small");

    Finding finding = examine("native sidecars").getFirst();

    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.detail()).contains("exceeded quota: small");
  }

  @ParameterizedTest
  @CsvSource({
    "x509: certificate signed by unknown authority, webhook-certs",
    "no endpoints available for service, kubectl get pods",
    "context deadline exceeded, spark-operator.webhook.port",
    "dial tcp: connection refused, nothing listens",
    "unexpected EOF, spark-operator.webhook.annotations"
  })
  void broken_webhook_is_wrong_with_its_fix(String why, String fix) {
    api.refusesApplications(
        500, "failed calling webhook \"mutate.sparkoperator.k8s.io\": failed to call: " + why);

    Finding finding = examine("operator's webhook").getFirst();

    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.detail()).contains(why);
    assertThat(finding.fix().orElseThrow()).contains(fix);
  }

  @Test
  void broken_webhook_of_pods_is_wrong() {
    api.refusesPods(
        500, "failed calling webhook \"mutate-pod.sparkoperator.k8s.io\": x509: expired");

    assertThat(examine("operator's webhook: pods").getFirst().verdict()).isEqualTo(Verdict.WRONG);
  }

  @Test
  void webhook_that_denies_is_reached() {
    api.refusesApplications(
        403, "admission webhook \"sparkoperator.k8s.io\" denied the request: no");

    assertThat(examine("operator's webhook").getFirst().verdict()).isEqualTo(Verdict.OK);
  }

  @Test
  void absent_operator_and_namespace_that_it_leaves_out_are_warnings() {
    assertThat(examine("operator's webhook").getFirst().detail())
        .isEqualTo("the cluster knows no SparkApplication");

    api.application(Optional.empty());

    Finding finding = examine("operator's webhook").getFirst();
    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.fix().orElseThrow()).contains("team-a", "jobNamespaces");
  }

  @Test
  void absent_policy_is_a_warning() {
    Finding finding = examine("injection policy").getFirst();

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.detail()).contains("does nothing in team-a");
    assertThat(finding.fix().orElseThrow()).contains("spark-platform with injection.enabled: true");
  }

  @Test
  void policy_that_kubernetes_does_not_serve_is_a_warning_with_the_version() {
    api.version("1", "35");

    Finding finding = examine("injection policy").getFirst();

    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
    assertThat(finding.detail()).contains("Kubernetes 1.35 serves no");
    assertThat(finding.fix().orElseThrow()).contains("1.36 or later");
  }

  @Test
  void injection_that_is_off_is_skipped() {
    assertThat(DoctorBed.run(new ClusterChecks(api.inquiry(), true, false, DoctorBed.NEVER)))
        .filteredOn(finding -> finding.check().equals("injection policy"))
        .singleElement()
        .extracting(Finding::verdict)
        .isEqualTo(Verdict.SKIPPED);
  }

  @Test
  void injected_pod_whose_grace_is_taken_back_is_wrong() {
    api.admits(pod -> isLabelled(pod) ? injected(pod, 30, 240) : pod);

    Finding finding = examine("injection policy").getFirst();

    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.detail()).contains("expects 240 s of grace, but only 30 s");
  }

  @ParameterizedTest
  @CsvSource({
    "4.1.4, --conf spark.kubernetes.executor.terminationGracePeriodSeconds=120",
    "3.5.9, 'set terminationGracePeriodSeconds: 120 in the executor''s pod template'"
  })
  void short_grace_of_executors_is_wrong_with_the_fix_of_their_spark(String spark, String fix) {
    api.pods(
        live("driver", spark, 240, 240),
        live("executor", spark, 30, 120),
        live("executor", spark, 30, 120));

    List<Finding> findings = examine("grace of live pods");

    assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.OK, Verdict.WRONG);
    assertThat(findings.getLast().detail())
        .isEqualTo("executor of spark-1: 30 s arrived, its recorder expects 120 s (2 pods)");
    assertThat(findings.getLast().fix()).contains(fix);
  }

  @Test
  void drivers_grace_holds_executors_upload_and_five_seconds() {
    api.pods(live("driver", "4.1.4", 184, 184));

    Finding finding = examine("grace of live pods").getFirst();

    assertThat(finding.verdict()).isEqualTo(Verdict.WRONG);
    assertThat(finding.fix()).contains("set global.grace.driver to at least 185");
  }

  @Test
  void pods_without_a_recorder_and_other_lines_of_spark_are_warnings() {
    api.pods(
        new PodBuilder(live("driver", "2.4.8", 30, 30))
            .editSpec()
            .withInitContainers()
            .endSpec()
            .build());

    assertThat(examine("recorder in live pods").getFirst().detail())
        .startsWith("1 of 1 Spark pods");
    assertThat(examine("Spark of live pods").getFirst().verdict()).isEqualTo(Verdict.WARNING);
  }

  @Test
  void silent_api_is_wrong_in_a_pod_and_skipped_elsewhere() {
    api.close();

    assertThat(DoctorBed.run(new ClusterChecks(api.inquiry(), true, true, DoctorBed.NEVER)))
        .singleElement()
        .extracting(Finding::verdict)
        .isEqualTo(Verdict.WRONG);
    assertThat(DoctorBed.run(new ClusterChecks(api.inquiry(), false, true, DoctorBed.NEVER)))
        .singleElement()
        .extracting(Finding::verdict)
        .isEqualTo(Verdict.SKIPPED);
  }

  private List<Finding> examine() {
    return DoctorBed.run(new ClusterChecks(api.inquiry(), true, true, DoctorBed.NEVER));
  }

  private List<Finding> examine(String check) {
    List<Finding> all = examine();
    List<Finding> of = all.stream().filter(finding -> finding.check().equals(check)).toList();
    assertThat(of).as(all.toString()).isNotEmpty();
    return of;
  }

  private static boolean isLabelled(Pod pod) {
    return pod.getMetadata().getLabels().containsKey("spark-recorder/record");
  }

  private static Pod injected(Pod pod, long grace, long expected) {
    return new PodBuilder(pod)
        .editSpec()
        .withTerminationGracePeriodSeconds(grace)
        .withInitContainers(recorder(expected))
        .endSpec()
        .build();
  }

  private static Container recorder(long grace) {
    return new ContainerBuilder()
        .withName("recorder")
        .withRestartPolicy("Always")
        .addNewEnv()
        .withName("RECORDER_GRACE")
        .withValue(grace + "s")
        .endEnv()
        .build();
  }

  private static Pod live(String role, String spark, long grace, long expected) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("job-" + role)
        .withLabels(
            Map.of("spark-role", role, "spark-app-selector", "spark-1", "spark-version", spark))
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(grace)
        .withInitContainers(recorder(expected))
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .endStatus()
        .build();
  }
}
