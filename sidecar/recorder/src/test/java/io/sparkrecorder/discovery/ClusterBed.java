package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A namespace of a real cluster, the one of KUBECONFIG, with a recorder's service account in it.
 */
final class ClusterBed implements BeforeAllCallback, AfterAllCallback {
  static final String ACCOUNT = "recorder";

  private final KubernetesClient admin = new KubernetesClientBuilder().build();
  private final String namespace = "recorder-test-" + UUID.randomUUID().toString().substring(0, 8);
  private final String image =
      Optional.ofNullable(System.getenv("CLUSTER_TEST_IMAGE"))
          .orElse("localhost/spark-recorder/actor:1");

  @Override
  public void beforeAll(ExtensionContext context) {
    admin
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    account(ACCOUNT);
    allow(ACCOUNT);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    admin.pods().inNamespace(namespace).withGracePeriod(0).delete();
    admin.namespaces().withName(namespace).delete();
    admin.close();
  }

  String namespace() {
    return namespace;
  }

  URI server() {
    return URI.create(admin.getConfiguration().getMasterUrl());
  }

  void account(String name) {
    admin
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .build())
        .create();
  }

  /** All that a recorder needs. */
  void allow(String account) {
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(account)
                .withNamespace(namespace)
                .endMetadata()
                .withRules(
                    new PolicyRuleBuilder()
                        .withApiGroups("")
                        .withResources("pods")
                        .withVerbs("get", "list", "watch")
                        .build())
                .build())
        .create();
    admin
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName(account)
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", account)
                .withSubjects(
                    new SubjectBuilder()
                        .withKind("ServiceAccount")
                        .withName(account)
                        .withNamespace(namespace)
                        .build())
                .build())
        .create();
  }

  /** As this service account, by way of this server. */
  KubernetesDiscovery discovery(String app, String account, URI server) {
    String token =
        admin
            .serviceAccounts()
            .inNamespace(namespace)
            .withName(account)
            .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
            .getStatus()
            .getToken();
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(server.toString())
            .withCaCertData(admin.getConfiguration().getCaCertData())
            .withCaCertFile(admin.getConfiguration().getCaCertFile())
            .withOauthToken(token)
            .build();
    return new KubernetesDiscovery(
        () -> new KubernetesClientBuilder().withConfig(KubernetesDiscovery.patient(config)).build(),
        namespace,
        app);
  }

  /** An executor's pod whose Spark container and native sidecar play these parts. */
  Pod executor(String app, String id, List<String> spark, List<String> sidecar) {
    return create(pod(app, "executor", id, spark, sidecar));
  }

  Pod create(PodBuilder pod) {
    return admin.pods().inNamespace(namespace).resource(pod.build()).create();
  }

  PodBuilder pod(String app, String role, String id, List<String> spark, List<String> sidecar) {
    return new PodBuilder()
        .withNewMetadata()
        .withGenerateName(app + "-exec-" + id + "-")
        .withLabels(Map.of("spark-app-selector", app, "spark-role", role, "spark-exec-id", id))
        .endMetadata()
        .withNewSpec()
        .withRestartPolicy("Never")
        .withAutomountServiceAccountToken(false)
        .withTerminationGracePeriodSeconds(20L)
        .withInitContainers(container("recorder", sidecar).withRestartPolicy("Always").build())
        .withContainers(
            container("made-by-a-template", spark)
                .addToEnv(new EnvVarBuilder().withName("SPARK_EXECUTOR_ID").withValue(id).build())
                .withNewResources()
                .addToLimits("memory", new Quantity("32Mi"))
                .endResources()
                .build())
        .endSpec();
  }

  boolean isRunning(Pod pod) {
    Pod now = admin.resource(pod).get();
    return now != null && "Running".equals(now.getStatus().getPhase());
  }

  Optional<Pod> get(Pod pod) {
    return Optional.ofNullable(admin.resource(pod).get());
  }

  void delete(Pod pod) {
    admin.resource(pod).delete();
  }

  void deleteByForce(Pod pod) {
    admin.resource(pod).withGracePeriod(0).delete();
  }

  private ContainerBuilder container(String name, List<String> arguments) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(image)
        .withImagePullPolicy("IfNotPresent")
        .withArgs(new ArrayList<>(arguments));
  }
}
