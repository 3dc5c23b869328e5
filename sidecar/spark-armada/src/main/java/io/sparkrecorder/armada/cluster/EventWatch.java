package io.sparkrecorder.armada.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkrecorder.armada.api.ArmadaApi;
import io.sparkrecorder.armada.api.ArmadaProblem;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the events of a job set in one stream. If the stream breaks, it reads on behind the last
 * event that it saw, so that no event is lost or told twice. A job runs on without events, so no
 * problem of the stream ends it.
 */
final class EventWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventWatch.class);

  private final ArmadaApi api;
  private final String queue;
  private final String jobSet;
  private final Duration pause;
  private final Consumer<JsonNode> each;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "armada-events");
  private String last = "";

  /**
   * A watch, which {@link #start} starts.
   *
   * @param pause the time before a broken stream is opened again
   * @param each takes the message of each event, in order
   */
  EventWatch(ArmadaApi api, String queue, String jobSet, Duration pause, Consumer<JsonNode> each) {
    this.api = api;
    this.queue = queue;
    this.jobSet = jobSet;
    this.pause = pause;
    this.each = each;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void follow() {
    boolean told = false;
    try {
      do {
        try {
          api.events(queue, jobSet, last, true, this::take);
          told = false;
        } catch (ArmadaProblem e) {
          if (isClosed()) {
            return;
          }
          if (!told) {
            LOG.warn("The events of Armada stopped; they are read again: {}", e.getMessage());
            told = true;
          }
        }
      } while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean take(JsonNode event) {
    last = event.path("id").asText();
    each.accept(event.path("message"));
    return !isClosed();
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
