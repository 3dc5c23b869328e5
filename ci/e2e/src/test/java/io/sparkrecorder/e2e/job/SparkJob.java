package io.sparkrecorder.e2e.job;

import static io.sparkrecorder.e2e.support.Waiting.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.sparkrecorder.e2e.support.NeedsImages;
import io.sparkrecorder.e2e.support.Pods;
import io.sparkrecorder.e2e.support.Witness;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A Spark job, seen by its pods; whoever submitted it. */
@NeedsImages({"recorder", "spark-4.1"})
public final class SparkJob implements AutoCloseable {
  /** How long any of them may take. */
  public static final Duration LONGEST = Duration.ofMinutes(4);

  private final KubernetesClient client;
  private final Witness witness;

  /** The only one of a namespace. */
  SparkJob(KubernetesClient client, String namespace) {
    this.client = client;
    this.witness = new Witness(client, namespace, pod -> true);
  }

  /** One that the operator submitted. */
  SparkJob(KubernetesClient client, String namespace, String application) {
    this.client = client;
    this.witness =
        new Witness(
            client,
            namespace,
            pod ->
                label(pod, "sparkoperator.k8s.io/app-name")
                    .filter(application::equals)
                    .isPresent());
  }

  /** Waits for the driver's pod. */
  Pod awaitDriver() {
    eventually("a driver").until(() -> !drivers().isEmpty());
    return driver();
  }

  /** Waits until the last of the driver's containers has ended, which is the recorder. */
  public void awaitEnd() {
    eventually("the end of the driver's pod", LONGEST)
        .until(() -> Pods.hasEnded(awaitDriver()) && executors().stream().allMatch(this::isGone));
  }

  /**
   * All that there ever were: a job that is started again has more than one. The operator gives the
   * server of a SparkConnect a role of its own.
   */
  public List<Pod> drivers() {
    return Stream.of("driver", "connect-server").flatMap(role -> ofRole(role).stream()).toList();
  }

  public Pod driver() {
    List<Pod> drivers = drivers();
    if (drivers.size() != 1) {
      throw new AssertionError(drivers.size() + " drivers instead of one");
    }
    return drivers.getFirst();
  }

  /** Each as it was last seen. */
  List<Pod> executors() {
    return ofRole("executor");
  }

  /** Each pod of the job as it was last seen. */
  public List<Pod> pods() {
    return Stream.concat(Stream.of(driver()), executors().stream()).toList();
  }

  /** Spark's own id of the application. */
  public String id() {
    return id(driver());
  }

  /** Spark's own id of the application that a driver runs. */
  public static String id(Pod driver) {
    return driver.getMetadata().getLabels().get("spark-app-selector");
  }

  /** Reasons of the Events on a pod that its recorder wrote. */
  List<String> events(Pod pod) {
    return recorded(pod).map(Event::getReason).toList();
  }

  /** Texts of these Events. */
  public List<String> eventTexts(Pod pod) {
    return recorded(pod).map(Event::getMessage).toList();
  }

  private Stream<Event> recorded(Pod pod) {
    return client
        .v1()
        .events()
        .inNamespace(pod.getMetadata().getNamespace())
        .withField("involvedObject.uid", pod.getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .filter(event -> "spark-recorder/recorder".equals(event.getReportingComponent()));
  }

  public String log(Pod pod, String container) {
    return client.pods().resource(pod).inContainer(container).getLog();
  }

  /** Runs a script in a container, and gives its output. */
  public byte[] run(Pod pod, String container, String script) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (ExecWatch watch = exec(pod, container, script, out, err)) {
      int code = watch.exitCode().get(1, TimeUnit.MINUTES);
      if (code != 0) {
        throw new AssertionError(script + " ended with " + code + ": " + err.toString(UTF_8));
      }
      return out.toByteArray();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(script + " in " + Pods.name(pod), e);
    }
  }

  /** Stops the JVM of a pod where it stands: it writes nothing any more. */
  void freeze(Pod pod) {
    run(
        pod,
        spark(pod),
        "pkill -STOP -x java; until grep -q '^State:.T' /proc/$(pgrep -x java)/status; do sleep 0.1; done");
  }

  /** Kills the JVM of a pod, and with it its container. */
  void kill(Pod pod) {
    OutputStream nowhere = OutputStream.nullOutputStream();
    try (ExecWatch _ = exec(pod, spark(pod), "pkill -KILL -x java", nowhere, nowhere)) {
      eventually("the kubelet sees the end of " + Pods.name(pod))
          .until(() -> Pods.end(now(pod), spark(pod)).isPresent());
    }
  }

  /** The container that Spark runs in. */
  public static String spark(Pod pod) {
    return "spark-kubernetes-" + pod.getMetadata().getLabels().get("spark-role");
  }

  /** A pod as it was last seen. */
  Pod now(Pod pod) {
    return pods().stream()
        .filter(seen -> seen.getMetadata().getUid().equals(pod.getMetadata().getUid()))
        .findAny()
        .orElseThrow();
  }

  @Override
  public void close() {
    witness.close();
  }

  private ExecWatch exec(
      Pod pod, String container, String script, OutputStream out, OutputStream err) {
    return client
        .pods()
        .resource(pod)
        .inContainer(container)
        .writingOutput(out)
        .writingError(err)
        .exec("sh", "-ec", script);
  }

  private List<Pod> ofRole(String role) {
    return witness.pods().stream()
        .filter(pod -> role.equals(label(pod, "spark-role").orElse("")))
        .toList();
  }

  /** Whether a pod has ended, or is not there any more. */
  public boolean isGone(Pod pod) {
    return Pods.hasEnded(pod) || client.pods().resource(pod).get() == null;
  }

  private static Optional<String> label(Pod pod, String name) {
    return Optional.ofNullable(pod.getMetadata().getLabels()).map(labels -> labels.get(name));
  }
}
