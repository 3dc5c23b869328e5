package io.sparkrecorder.discovery;

import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.store.AppStore;
import io.sparkrecorder.store.PodPlace;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a pod by the marker with which its recorder announces itself in the store. A folder without
 * a readable marker still reports its pod, under the identity in the folder's name, because it may
 * hold recordings. A disappearing pod is not noticed: a killed recorder leaves its announcement
 * behind.
 */
public final class StoreDiscovery implements Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(StoreDiscovery.class);

  /**
   * Time between the creation of a folder and the announcement: a recorder creates its folder just
   * before it announces its pod.
   */
  private static final Duration ANNOUNCEMENT = Duration.ofSeconds(5);

  /** Most time that a look may take away from a dying pod's uploads. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final AppStore app;
  private final Duration interval;
  private final Duration announcement;

  /**
   * The only thread that looks. It is a platform thread, because a hanging store would pin the
   * carrier of a virtual thread.
   */
  private final ExecutorService looks =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("store-discovery").factory());

  /** Places whose marker was read. */
  private final Set<PodPlace> announced = new HashSet<>();

  /** Places without a readable marker, with the deadline at which their pod is reported anyway. */
  private final Map<PodPlace, Deadline> unannounced = new HashMap<>();

  private final Set<PodPlace> told = new HashSet<>();
  private volatile Consumer<Sighting> listener = _ -> {};
  private volatile boolean closed;

  public StoreDiscovery(AppStore app, Duration interval) {
    this(app, interval, ANNOUNCEMENT);
  }

  StoreDiscovery(AppStore app, Duration interval, Duration announcement) {
    this.app = app;
    this.interval = interval;
    this.announcement = announcement;
  }

  @Override
  public void start(Consumer<Sighting> sightings) {
    listener = sightings;
    Thread.ofVirtual().name("store-discovery-clock").start(this::poll);
  }

  /** Always empty: a folder outlives its pod, so the store cannot tell which pods exist. */
  @Override
  public Optional<Set<String>> refresh() {
    Future<?> look = looks.submit(() -> look(true));
    try {
      look.get(LOOK.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      LOG.warn("the store does not answer: pods that announced themselves just now are unknown");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      LOG.error("the store could not be read", e.getCause());
    }
    return Optional.empty();
  }

  /** Stops the reports soon after; a hanging look is abandoned. */
  @Override
  public void close() {
    closed = true;
    looks.shutdownNow();
  }

  private void poll() {
    try {
      while (!closed) {
        pollOnce();
        Thread.sleep(interval);
      }
    } catch (InterruptedException | RejectedExecutionException e) {
      // closed
    }
  }

  /** A look that fails, such as out of memory, is not the last one. */
  private void pollOnce() throws InterruptedException {
    try {
      looks.submit(() -> look(false)).get();
    } catch (ExecutionException e) {
      LOG.error("the store could not be read, will retry", e.getCause());
    }
  }

  /**
   * Looks at every place whose marker was not read yet. No failure ends the watch.
   *
   * @param last whether this may be the last look, which does not wait for announcements
   */
  private void look(boolean last) {
    for (PodPlace place : places()) {
      if (closed) {
        return;
      }
      if (!announced.contains(place)) {
        look(place, last);
      }
    }
  }

  private List<? extends PodPlace> places() {
    try {
      return app.pods();
    } catch (IOException | RuntimeException | Error e) {
      if (!closed) {
        LOG.warn("the store could not be read, will retry: {}", e.toString());
      }
      return List.of();
    }
  }

  /** Looks at one folder; no failure to read it hides the other folders. */
  private void look(PodPlace place, boolean last) {
    try {
      Optional<MarkerSummary> marker = place.summary();
      if (marker.isPresent()) {
        listener.accept(new Sighting(marker.get().pod(), new Fate.Alive()));
        announced.add(place);
      } else {
        withoutMarker(place, last, "has no marker");
      }
    } catch (IOException | RuntimeException | Error e) {
      if (!closed) {
        withoutMarker(place, last, "cannot be read: " + e);
      }
    }
  }

  private void withoutMarker(PodPlace place, boolean last, String why) {
    Deadline wait = unannounced.computeIfAbsent(place, _ -> Deadline.in(announcement));
    if (told.contains(place) || !(last || wait.passed())) {
      return;
    }
    try {
      place
          .identity()
          .ifPresent(
              pod -> {
                LOG.warn("{} {}: its pod is identified by the folder's name", place, why);
                listener.accept(new Sighting(pod, new Fate.Alive()));
                told.add(place);
              });
    } catch (IOException | RuntimeException | Error e) {
      LOG.warn("{} cannot be read, will retry: {}", place, e.toString());
    }
  }
}
