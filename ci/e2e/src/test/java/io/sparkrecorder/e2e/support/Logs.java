package io.sparkrecorder.e2e.support;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The last lines that executors of a namespace wrote, followed while they run: their pods are gone
 * when somebody asks why a test failed.
 */
final class Logs implements AutoCloseable, ResourceEventHandler<Pod> {
  private final Map<String, Followed> followed = new ConcurrentSkipListMap<>();
  private final KubernetesClient client;
  private final SharedIndexInformer<Pod> informer;

  Logs(KubernetesClient client, String namespace) {
    this.client = client;
    informer =
        client.pods().inNamespace(namespace).withLabel("spark-role", "executor").inform(this);
  }

  /** Prints those of pods that are not there any more. */
  void print(Set<String> there, PrintStream out) {
    followed.forEach(
        (container, log) -> {
          if (!there.contains(log.pod)) {
            out.println("-- last lines of " + container + ", which is gone");
            log.lines().forEach(out::println);
          }
        });
  }

  @Override
  public void onAdd(Pod pod) {
    Pods.statuses(pod)
        .filter(status -> status.getState().getRunning() != null)
        .forEach(status -> follow(pod, status));
  }

  @Override
  public void onUpdate(Pod before, Pod pod) {
    onAdd(pod);
  }

  @Override
  public void onDelete(Pod pod, boolean stateUnknown) {
    // Its log is still worth printing.
  }

  @Override
  public void close() {
    informer.close();
    followed.values().forEach(Followed::close);
  }

  /** A container that was started again has a new log. */
  private void follow(Pod pod, ContainerStatus status) {
    followed.computeIfAbsent(
        "%s/%s %d".formatted(Pods.name(pod), status.getName(), status.getRestartCount()),
        key -> new Followed(client, pod, status.getName()));
  }

  /** The end of one log, which is as long as others that are printed. */
  private static final class Followed extends OutputStream {
    private final Deque<String> lines = new ArrayDeque<>();
    private final byte[] line = new byte[2048];
    private final String pod;
    private final LogWatch watch;
    private int length;

    Followed(KubernetesClient client, Pod pod, String container) {
      this.pod = Pods.name(pod);
      this.watch = client.pods().resource(pod).inContainer(container).watchLog(this);
    }

    synchronized Deque<String> lines() {
      return new ArrayDeque<>(lines);
    }

    @Override
    public synchronized void write(int one) {
      if (one != '\n') {
        line[Math.min(length++, line.length - 1)] = (byte) one;
        return;
      }
      lines.addLast(new String(line, 0, Math.min(length, line.length), StandardCharsets.UTF_8));
      length = 0;
      if (lines.size() > Diagnosis.LINES) {
        lines.removeFirst();
      }
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
