package io.sparkrecorder.discovery;

import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.store.AppStore;
import io.sparkrecorder.store.PodPlace;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Learns of a pod by the marker with which its recorder announces itself in the store. It does not
 * see a pod disappear: a recorder that was killed leaves its announcement behind.
 */
public final class StoreDiscovery implements Discovery {
  private static final Logger LOG = LoggerFactory.getLogger(StoreDiscovery.class);

  private final AppStore app;
  private final Duration interval;
  private final Set<PodPlace> seen = new HashSet<>();
  private final Set<PodPlace> unreadable = new HashSet<>();
  private volatile Consumer<Sighting> listener = _ -> {};
  private Thread thread;

  public StoreDiscovery(AppStore app, Duration interval) {
    this.app = app;
    this.interval = interval;
  }

  @Override
  public void start(Consumer<Sighting> sightings) {
    listener = sightings;
    thread = Thread.ofVirtual().name("store-discovery").start(this::poll);
  }

  /** A folder outlives its pod, so the store cannot say which pods there are. */
  @Override
  public Optional<Set<String>> refresh() {
    look();
    return Optional.empty();
  }

  @Override
  public void close() {
    if (thread != null) {
      thread.interrupt();
    }
  }

  private void poll() {
    try {
      while (true) {
        look();
        Thread.sleep(interval);
      }
    } catch (InterruptedException e) {
      // closed
    }
  }

  private synchronized void look() {
    try {
      for (PodPlace place : app.pods()) {
        if (!seen.contains(place)) {
          look(place);
        }
      }
    } catch (IOException e) {
      LOG.warn("the store could not be read, will look again: {}", e.toString());
    }
  }

  /** One folder that cannot be read hides no other. */
  private void look(PodPlace place) {
    try {
      Optional<Marker> marker = place.marker();
      marker.ifPresent(
          announced -> {
            listener.accept(new Sighting(announced.pod(), new Fate.Alive()));
            seen.add(place);
          });
    } catch (IOException | MalformedDocument e) {
      if (unreadable.add(place)) {
        LOG.warn("{} could not be read, will look again: {}", place, e.toString());
      }
    }
  }
}
