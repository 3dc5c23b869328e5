package io.sparkrecorder.discovery;

import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the obstacle that hides executors. Logs it once, because the watch retries all the time. */
final class WatchTrouble {
  private static final Logger LOG = LoggerFactory.getLogger(WatchTrouble.class);

  private enum Kind {
    NONE,
    FORBIDDEN,
    AWAY
  }

  private final String namespace;
  private volatile boolean answered;
  private final AtomicReference<Kind> said = new AtomicReference<>(Kind.NONE);

  WatchTrouble(String namespace) {
    this.namespace = namespace;
  }

  void met(Throwable failure) {
    Kind kind = Cluster.forbids(failure) ? Kind.FORBIDDEN : Kind.AWAY;
    if (said.getAndSet(kind) == kind) {
      return;
    }
    switch (kind) {
      case FORBIDDEN ->
          LOG.warn(
              "cannot watch executors: this pod's service account may not watch pods in namespace"
                  + " {}. Give it a Role with apiGroups [\"\"], resources [pods], verbs [get, list,"
                  + " watch]. Until then executors are known only from the store: one that never started"
                  + " or recorded nothing will not be in the manifest",
              namespace);
      case AWAY ->
          LOG.warn(
              "the Kubernetes API does not respond, will keep trying; until then executors are"
                  + " known only from the store: {}",
              Cluster.brief(failure));
      case NONE -> {}
    }
  }

  /** The cluster answered. */
  void over() {
    answered = true;
    if (said.getAndSet(Kind.NONE) != Kind.NONE) {
      LOG.info("watching executors again");
    }
  }

  /** Tells whether the cluster ever answered. */
  boolean everOver() {
    return answered;
  }
}
