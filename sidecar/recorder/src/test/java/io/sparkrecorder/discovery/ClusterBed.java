package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
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
public final class ClusterBed implements BeforeAllCallback, AfterAllCallback {
  public static final String ACCOUNT = "recorder";

  private final KubernetesClient admin = new KubernetesClientBuilder().build();
  private final List<Cluster> opened = new ArrayList<>();
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
    opened.forEach(Cluster::close);
    admin.close();
  }

  public String namespace() {
    return namespace;
  }

  public URI server() {
    return URI.create(admin.getConfiguration().getMasterUrl());
  }

  public void account(String name) {
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

  /** Grants all rights that a recorder needs. */
  public void allow(String account) {
    allow(
        account,
        rule("", "pods", "get", "list", "watch"),
        rule("events.k8s.io", "events", "create"));
  }

  /** Grants the right to read pods, and nothing else. */
  public void allowToLook(String account) {
    allow(account, rule("", "pods", "get", "list", "watch"));
  }

  private static PolicyRule rule(String group, String resource, String... verbs) {
    return new PolicyRuleBuilder()
        .withApiGroups(group)
        .withResources(resource)
        .withVerbs(verbs)
        .build();
  }

  private void allow(String account, PolicyRule... rules) {
    admin
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName(account)
                .withNamespace(namespace)
                .endMetadata()
                .withRules(rules)
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

  /** A discovery with this service account, through this server. */
  KubernetesDiscovery discovery(String app, String account, URI server) {
    return new KubernetesDiscovery(cluster(account, server), namespace, app);
  }

  /** A cluster in the view of this service account, through this server. */
  Cluster cluster(String account, URI server) {
    String token = token(account);
    Config config =
        new ConfigBuilder(Config.empty())
            .withMasterUrl(server.toString())
            .withCaCertData(admin.getConfiguration().getCaCertData())
            .withCaCertFile(admin.getConfiguration().getCaCertFile())
            .withOauthToken(token)
            .build();
    Cluster cluster = new Cluster(() -> config);
    opened.add(cluster);
    return cluster;
  }

  /** Writes a kubeconfig of this service account, for another process. */
  public Path kubeconfig(String account, Path folder) throws IOException {
    String ca = certificates();
    return Files.writeString(
        folder.resolve("kubeconfig"),
        """
        apiVersion: v1
        kind: Config
        current-context: test
        contexts: [{name: test, context: {cluster: test, user: test}}]
        clusters: [{name: test, cluster: {server: "%s", certificate-authority-data: %s}}]
        users: [{name: test, user: {token: %s}}]
        """
            .formatted(server(), ca, token(account)));
  }

  private String certificates() throws IOException {
    Config config = admin.getConfiguration();
    return config.getCaCertData() != null
        ? config.getCaCertData()
        : Base64.getEncoder().encodeToString(Files.readAllBytes(Path.of(config.getCaCertFile())));
  }

  private String token(String account) {
    return admin
        .serviceAccounts()
        .inNamespace(namespace)
        .withName(account)
        .tokenRequest(new TokenRequestBuilder().withNewSpec().endSpec().build())
        .getStatus()
        .getToken();
  }

  /** Makes an executor's pod whose Spark container and native sidecar run these commands. */
  Pod executor(String app, String id, List<String> spark, List<String> sidecar) {
    return create(pod(app, "executor", id, spark, sidecar));
  }

  public Pod create(PodBuilder pod) {
    return admin.pods().inNamespace(namespace).resource(pod.build()).create();
  }

  public PodBuilder pod(
      String app, String role, String id, List<String> spark, List<String> sidecar) {
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

  public boolean isRunning(Pod pod) {
    Pod now = admin.resource(pod).get();
    return now != null && "Running".equals(now.getStatus().getPhase());
  }

  public Optional<Pod> get(Pod pod) {
    return Optional.ofNullable(admin.resource(pod).get());
  }

  /** The Events that {@code kubectl describe pod} shows for this pod, from this controller. */
  public List<Event> events(Pod pod, String controller) {
    return admin
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("involvedObject.uid", pod.getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .filter(event -> controller.equals(event.getReportingComponent()))
        .sorted(Comparator.comparing(event -> event.getEventTime().getTime()))
        .toList();
  }

  public void delete(Pod pod) {
    admin.resource(pod).delete();
  }

  public void deleteByForce(Pod pod) {
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
