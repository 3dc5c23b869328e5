package io.sparkrecorder.discovery;

import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.time.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Kubernetes Events about this pod, in the background and in order. Only people read them,
 * so an event that cannot be written is dropped.
 */
public final class PodEvents {
  private static final Logger LOG = LoggerFactory.getLogger(PodEvents.class);
  private static final String CONTROLLER = "spark-recorder/recorder";

  /** The API server refuses longer notes. */
  private static final int LONGEST_NOTE = 1024;

  private static final int LONGEST_INSTANCE = 128;

  /** The API server requires exactly six fractional digits. */
  private static final DateTimeFormatter MICROSECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final Cluster cluster;
  private final PodIdentity pod;
  private final Clock clock;
  private final AtomicBoolean said = new AtomicBoolean();
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("pod-events").factory());

  public PodEvents(Cluster cluster, PodIdentity pod, Clock clock) {
    this.cluster = cluster;
    this.pod = pod;
    this.clock = clock;
  }

  /** Queues the event and does not wait. */
  public void tell(PodEvent event) {
    String json = Json.line(event(event, clock.instant()));
    try {
      writer.execute(() -> write(json));
    } catch (RejectedExecutionException e) {
      LOG.debug("too late to tell of {}", event.reason());
    }
  }

  /**
   * Waits until the queued events are written, at most until the deadline; later events are
   * dropped.
   */
  public void finish(Deadline deadline) throws InterruptedException {
    writer.shutdown();
    if (!writer.awaitTermination(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
      failed("the Kubernetes API did not answer in time");
      writer.shutdownNow();
    }
  }

  /** Sends raw JSON, because the typed model of Events is a jar that nothing else here loads. */
  private void write(String json) {
    try {
      String path = "/apis/events.k8s.io/v1/namespaces/" + pod.namespace() + "/events";
      cluster.client().raw(path, "POST", json);
    } catch (RuntimeException | Error e) {
      failed(
          Cluster.forbids(e)
              ? "this pod's service account may not create them in namespace "
                  + pod.namespace()
                  + ". Give it a Role with apiGroups [events.k8s.io], resources [events], verbs"
                  + " [create]"
              : Cluster.brief(e));
    }
  }

  private void failed(String why) {
    if (!said.getAndSet(true)) {
      LOG.warn("no Kubernetes Events on this pod, the log and the manifest say the same: {}", why);
    }
  }

  private Map<String, Object> event(PodEvent event, Instant at) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("apiVersion", "events.k8s.io/v1");
    json.put("kind", "Event");
    json.put("metadata", Map.of("generateName", pod.pod() + "-", "namespace", pod.namespace()));
    json.put("eventTime", MICROSECONDS.format(at));
    json.put("reportingController", CONTROLLER);
    json.put(
        "reportingInstance",
        pod.pod().substring(0, Math.min(pod.pod().length(), LONGEST_INSTANCE)));
    json.put("type", event.type().word());
    json.put("reason", event.reason());
    json.put("action", event.action());
    json.put("note", fitting(event.note()));
    json.put(
        "regarding",
        Map.of(
            "apiVersion", "v1",
            "kind", "Pod",
            "name", pod.pod(),
            "namespace", pod.namespace(),
            "uid", pod.uid()));
    return json;
  }

  /** Cuts the text between two characters, and marks the cut. */
  private static String fitting(String note) {
    if (note.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NOTE) {
      return note;
    }
    String mark = "...";
    int bytes = mark.length();
    int end = 0;
    while (end < note.length()) {
      int character = note.codePointAt(end);
      bytes += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
      if (bytes > LONGEST_NOTE) {
        break;
      }
      end += Character.charCount(character);
    }
    return note.substring(0, end) + mark;
  }
}
