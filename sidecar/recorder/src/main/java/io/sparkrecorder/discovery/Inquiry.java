package io.sparkrecorder.discovery;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.VersionInfo;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks the Kubernetes API how it treats pods of one namespace. It reads pods and creates objects as
 * a dry run; it stores and changes nothing.
 */
public final class Inquiry {
  /** Pods per page; a whole list of a thousand pods would not fit into the heap. */
  private static final long PAGE = 50;

  private static final String APPLICATIONS = "sparkapplications.sparkoperator.k8s.io";
  private static final String DRY_RUN = "?dryRun=All";

  /** The words of a missing right. Admission refuses with the same status and other words. */
  private static final Pattern NO_RIGHT =
      Pattern.compile("cannot (\\w+) resource \"([^\"]+)\" in API group \"([^\"]*)\"");

  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Cluster cluster;
  private final Optional<String> asked;

  /**
   * Sends nothing yet.
   *
   * @param namespace namespace of the jobs; that of the account in use if it is empty
   */
  public Inquiry(Cluster cluster, Optional<String> namespace) {
    this.cluster = cluster;
    this.asked = namespace;
  }

  /** The namespace of the jobs. */
  public String namespace() {
    return asked.or(() -> Optional.ofNullable(cluster.client().getNamespace())).orElse("default");
  }

  /** The server's version. */
  public Reply<ServerVersion> version() {
    return reply(
        "namespaces",
        client -> {
          VersionInfo version = client.getKubernetesVersion();
          return new ServerVersion(number(version.getMajor()), number(version.getMinor()));
        });
  }

  /** The time by which the API server's clock is ahead, after its first answer. */
  public Duration clockAhead() {
    return cluster.ahead();
  }

  /** Creates a pod as a dry run, and returns it as admission leaves it. */
  public Reply<PodShape> create(TrialPod pod) {
    return reply(
        "pods",
        client -> {
          String path = "/api/v1/namespaces/" + namespace() + "/pods" + DRY_RUN;
          String answer = client.raw(path, "POST", pod.pod());
          return PodShape.of(client.getKubernetesSerialization().unmarshal(answer, Pod.class));
        });
  }

  /**
   * Creates a SparkApplication as a dry run, and returns its {@code spec.mode}, which only the
   * operator's webhook sets; empty if no webhook changed it.
   */
  public Reply<Optional<String>> createApplication(String name) {
    return reply(
        APPLICATIONS,
        client -> {
          String path =
              "/apis/sparkoperator.k8s.io/v1beta2/namespaces/"
                  + namespace()
                  + "/sparkapplications"
                  + DRY_RUN;
          String answer = client.raw(path, "POST", application(name));
          Map<?, ?> given = client.getKubernetesSerialization().unmarshal(answer, Map.class);
          return given.get("spec") instanceof Map<?, ?> spec
              ? Optional.ofNullable(spec.get("mode")).map(String::valueOf)
              : Optional.empty();
        });
  }

  /** The pods of Spark that exist now: drivers, executors and connect servers. */
  public Reply<List<PodShape>> sparkPods() {
    return reply("pods", this::sparkPods);
  }

  private List<PodShape> sparkPods(KubernetesClient client) {
    List<PodShape> shapes = new ArrayList<>();
    String next = null;
    do {
      PodList page =
          client
              .pods()
              .inNamespace(namespace())
              .withLabelIn("spark-role", "driver", "executor", "connect-server")
              .list(new ListOptionsBuilder().withLimit(PAGE).withContinue(next).build());
      page.getItems().stream().filter(Inquiry::isLive).map(PodShape::of).forEach(shapes::add);
      next = page.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    return shapes;
  }

  private static boolean isLive(Pod pod) {
    return pod.getStatus() == null
        || pod.getStatus().getPhase() == null
        || List.of("Pending", "Running").contains(pod.getStatus().getPhase());
  }

  private static Map<String, Object> application(String name) {
    return Map.of(
        "apiVersion",
        "sparkoperator.k8s.io/v1beta2",
        "kind",
        "SparkApplication",
        "metadata",
        Map.of("name", name),
        "spec",
        Map.of(
            "type",
            "Scala",
            "sparkVersion",
            "4.1.0",
            "mainApplicationFile",
            "local:///none",
            "driver",
            Map.of(),
            "executor",
            Map.of()));
  }

  private <T> Reply<T> reply(String resource, Function<KubernetesClient, T> question) {
    try {
      return new Reply.Given<>(question.apply(cluster.client()));
    } catch (KubernetesClientException e) {
      return failure(resource, e);
    }
  }

  private static <T> Reply<T> failure(String resource, KubernetesClientException e) {
    String message = message(e);
    if (e.getCode() < HttpURLConnection.HTTP_BAD_REQUEST) {
      return new Reply.Silent<>(message);
    }
    Matcher right = NO_RIGHT.matcher(message);
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED -> new Reply.Silent<>(message);
      case HttpURLConnection.HTTP_NOT_FOUND -> new Reply.Unknown<>(resource);
      default ->
          right.find()
              ? new Reply.Forbidden<>(
                  right.group(1),
                  right.group(2) + (right.group(3).isEmpty() ? "" : "." + right.group(3)))
              : new Reply.Refused<>(message);
    };
  }

  private static String message(KubernetesClientException e) {
    return Optional.ofNullable(e.getStatus())
        .map(Status::getMessage)
        .orElseGet(() -> Cluster.brief(e));
  }

  /** The digits of a version; some providers write {@code 33+}. */
  private static int number(String text) {
    Matcher number = NUMBER.matcher(text);
    return number.find() ? Integer.parseInt(number.group()) : 0;
  }
}
