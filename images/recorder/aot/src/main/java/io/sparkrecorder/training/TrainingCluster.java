package io.sparkrecorder.training;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The API server of a training: a mock server over TLS with the pods of a driver and its executor.
 * It accepts Events. The executor ends as soon as a recorder watches pods.
 */
public final class TrainingCluster implements AutoCloseable {
  private static final String NAMESPACE = "training";
  private static final String START = "2026-01-01T00:00:00Z";

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(),
          new MockWebServer(),
          new HashMap<>(),
          new KubernetesCrudDispatcher(),
          /* useHttps= */ true);
  private final KubernetesClient client;
  private final Pod driver;
  private final Pod executor;

  TrainingCluster() {
    server.init(InetAddress.getLoopbackAddress(), 0);
    client = server.createClient();
    driver = create(pod("driver", Map.of(), ended("driver")));
    executor = create(pod("executor", Map.of("spark-exec-id", "1"), running("executor")));
  }

  /**
   * Serves until its process is killed: {@code java -jar training.jar FOLDER}. It writes its
   * certificate and key to {@code ca.crt} and {@code key.pem}. Then it writes {@code cluster}: its
   * port, a free port for an S3 server, and the uids of driver and executor.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (TrainingCluster cluster = new TrainingCluster()) {
      cluster.describe(Path.of(args[0]));
      while (true) {
        cluster.awaitWatch();
        cluster.endExecutor();
      }
    }
  }

  void describe(Path folder) throws IOException {
    var certificate = server.getSelfSignedCertificate();
    Files.copy(Path.of(certificate.certificatePath()), folder.resolve("ca.crt"));
    Files.copy(Path.of(certificate.privateKeyPath()), folder.resolve("key.pem"));
    String ports = server.getPort() + " " + freePort();
    String uids = driver.getMetadata().getUid() + " " + executor.getMetadata().getUid();
    Path part = Files.writeString(folder.resolve("cluster.part"), ports + " " + uids + "\n");
    Files.move(part, folder.resolve("cluster"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  void awaitWatch() throws InterruptedException {
    while (!server.takeRequest().getPath().contains("watch=true")) {
      // the request of a list or an Event, or of this class
    }
  }

  void endExecutor() {
    client
        .resource(executor)
        .edit(pod -> new PodBuilder(pod).withStatus(ended("executor")).build());
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }

  private Pod create(Pod pod) {
    return client.resource(pod).create();
  }

  private static Pod pod(String role, Map<String, String> labels, PodStatus status) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName("training-" + role)
        .addToLabels("spark-app-selector", "spark-training")
        .addToLabels("spark-role", role)
        .addToLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withNodeName("node")
        .addNewContainer()
        .withName(container(role))
        .withImage("spark")
        .endContainer()
        .endSpec()
        .withStatus(status)
        .build();
  }

  private static PodStatus running(String role) {
    var state = new ContainerStateBuilder().withNewRunning().withStartedAt(START).endRunning();
    return status(role, "Running", state.build());
  }

  private static PodStatus ended(String role) {
    var state =
        new ContainerStateBuilder()
            .withNewTerminated()
            .withExitCode(0)
            .withReason("Completed")
            .endTerminated();
    return status(role, "Succeeded", state.build());
  }

  private static PodStatus status(String role, String phase, ContainerState state) {
    return new PodStatusBuilder()
        .withPhase(phase)
        .withStartTime(START)
        .addNewContainerStatus()
        .withName(container(role))
        .withImage("spark")
        .withState(state)
        .endContainerStatus()
        .build();
  }

  private static String container(String role) {
    return "spark-kubernetes-" + role;
  }
}
