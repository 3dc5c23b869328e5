package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pods, events and logs of a namespace, for the person who must find out why a test failed. */
public final class Diagnosis {
  /** How much of a log is printed. */
  static final int LINES = 80;

  private final KubernetesClient client;
  private final PrintStream out;

  public Diagnosis(KubernetesClient client, PrintStream out) {
    this.client = client;
    this.out = out;
  }

  public void print(String namespace) {
    out.println("---- namespace " + namespace);
    client.pods().inNamespace(namespace).list().getItems().forEach(this::pod);
    client.v1().events().inNamespace(namespace).list().getItems().stream()
        .sorted(Comparator.comparing(Diagnosis::time))
        .forEach(this::event);
    client.pods().inNamespace(namespace).list().getItems().forEach(this::logs);
  }

  /** The same, with logs of pods that are gone. */
  public void print(String namespace, Logs logs) {
    print(namespace);
    logs.print(
        client.pods().inNamespace(namespace).list().getItems().stream()
            .map(Pods::name)
            .collect(Collectors.toSet()),
        out);
  }

  private void pod(Pod pod) {
    out.println("pod " + pod.getMetadata().getName() + " " + pod.getStatus().getPhase());
    Pods.statuses(pod)
        .forEach(status -> out.println("  " + status.getName() + " " + state(status)));
  }

  private void event(Event event) {
    out.printf(
        "event %s %s/%s %s: %s%n",
        time(event),
        event.getInvolvedObject().getKind(),
        event.getInvolvedObject().getName(),
        event.getReason(),
        event.getMessage());
  }

  private void logs(Pod pod) {
    Pods.statuses(pod)
        .forEach(
            status -> {
              out.println("-- log of " + pod.getMetadata().getName() + "/" + status.getName());
              out.println(log(pod, status.getName()));
            });
  }

  private String log(Pod pod, String container) {
    try {
      return client.pods().resource(pod).inContainer(container).tailingLines(LINES).getLog();
    } catch (KubernetesClientException e) {
      return "(none: " + e.getMessage() + ")";
    }
  }

  private static String state(ContainerStatus status) {
    return Stream.of(
            status.getState().getRunning(),
            status.getState().getTerminated(),
            status.getState().getWaiting())
        .filter(Objects::nonNull)
        .map(Object::toString)
        .findFirst()
        .orElse("?");
  }

  private static String time(Event event) {
    return Stream.of(
            event.getLastTimestamp(),
            event.getEventTime() == null ? null : event.getEventTime().getTime(),
            event.getMetadata().getCreationTimestamp())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse("");
  }
}
