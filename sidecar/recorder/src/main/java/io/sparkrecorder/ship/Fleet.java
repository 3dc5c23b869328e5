package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.discovery.Discovery;
import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.MalformedDocument;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.Marker;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.Problem;
import io.sparkrecorder.s3.Put;
import io.sparkrecorder.s3.S3Problem;
import io.sparkrecorder.store.AppBucket;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.AppStore;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All pods of one application on their way to S3: who they are, which of them are sealed, what has
 * been sent, and in the end the manifest.
 */
public final class Fleet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

  /** A pod that is gone may still have a marker that this node sees late. */
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration POLL = Duration.ofMillis(50);

  private final String app;
  private final String namespace;
  private final AppStore store;
  private final ObjectStore s3;
  private final S3Settings settings;
  private final Discovery discovery;
  private final Roster roster;
  private final Carrier carrier;
  private final Clock clock;
  private final Map<String, Deadline> patience = new ConcurrentHashMap<>();

  /** By uid, the bytes that the pod's marker tells of. */
  private final Map<String, Long> recorded = new ConcurrentHashMap<>();

  /** Uids of pods whose marker need not be read again. */
  private final Set<String> sealed = new HashSet<>();

  /** Null until it could be read. */
  private Optional<Manifest> earlier;

  /** Whether what an earlier recorder saw is in the roster. */
  private boolean inherited;

  /** How much of the roster others can see. */
  private int shared;

  private Fleet(
      String app,
      String namespace,
      AppStore store,
      ObjectStore s3,
      S3Settings settings,
      Discovery discovery,
      Roster roster,
      Carrier carrier,
      Clock clock) {
    this.app = app;
    this.namespace = namespace;
    this.store = store;
    this.s3 = s3;
    this.settings = settings;
    this.discovery = discovery;
    this.roster = roster;
    this.carrier = carrier;
    this.clock = clock;
  }

  /**
   * Goes on from what an earlier recorder of this application left in the store.
   *
   * @param uploads after which no upload is begun or goes on; it may follow another deadline
   */
  public static Fleet open(
      String app,
      String namespace,
      AppStore store,
      ObjectStore s3,
      S3Settings settings,
      Discovery discovery,
      Deadline uploads,
      Clock clock)
      throws IOException {
    Roster roster = Roster.open(store.executorsJournal());
    Carrier carrier =
        switch (store) {
          case AppFolder volume ->
              new VolumeCarrier(volume, app, roster, new Shipper(s3, settings, uploads));
          case AppBucket bucket -> new DirectCarrier(bucket, s3, uploads);
        };
    return new Fleet(app, namespace, store, s3, settings, discovery, roster, carrier, clock);
  }

  /** Begins to learn of executors. */
  public void start(PodRecord driver) {
    saw(new Sighting(driver, new Fate.Alive()));
    discovery.start(this::saw);
  }

  /** Takes note of what is known of a pod. */
  public void saw(Sighting sighting) {
    if (sighting.fate() instanceof Fate.Gone) {
      patience(sighting.pod());
    }
    try {
      roster.saw(sighting);
    } catch (IOException e) {
      LOG.error("could not journal {}: {}", sighting.pod().pod(), e.toString());
    }
  }

  /** Pods that were ever seen. */
  public int size() {
    return roster.pods().size();
  }

  /** Bytes that markers of other pods than this one told of when they were last read. */
  public long recordedBut(String uid) {
    return recorded.entrySet().stream()
        .filter(pod -> !pod.getKey().equals(uid))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Sends what pods have sealed since the last call. */
  public synchronized void shipSealed() {
    exchange();
    unsealed();
  }

  /**
   * Waits for every pod's marker and sends everything, until all is done or the time is over.
   *
   * @param executors until when an executor may still seal its marker
   * @param end of all uploads
   * @param own whether this pod's own recorder may still seal its marker
   */
  public synchronized void finish(Deadline executors, Deadline end, BooleanSupplier own)
      throws InterruptedException {
    carrier.finishing();
    // A marker that was sealed once may have been sealed anew, by a recorder that was started
    // again.
    sealed.clear();
    // What is sealed is on its way while the cluster takes its time to answer.
    exchange();
    unsealed();
    refresh();
    List<Sighting> open = unsealed();
    boolean last = false;
    while (!last && !end.passed()) {
      boolean waiting = own.getAsBoolean();
      last = !waiting && (executors.passed() || open.stream().noneMatch(this::mayCome));
      if (!last) {
        TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
      }
      open = unsealed();
    }
    open.forEach(this::addWhatIsThere);
    while (!carrier.idle() && !end.passed()) {
      TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
      unsealed();
    }
  }

  /** Writes the manifest, into the store and, as the last object, to S3. */
  public WrittenManifest writeManifest(Deadline end) {
    String key = manifestKey();
    Manifest manifest =
        Manifests.merge(
            app, namespace, clock.instant(), discovery.blind(), entries(), earlier(end));
    byte[] json = manifest.toJson();
    try {
      store.writeManifest(out -> out.write(json));
    } catch (IOException e) {
      LOG.error("the manifest could not be written to the store: {}", e.toString());
    }
    return switch (s3.putDocument(key, json, end)) {
      case Put.Stored _, Put.AlreadyThere _ ->
          new WrittenManifest.InS3(manifest, settings.url(key));
      case Put.Conflict _ -> new WrittenManifest.NotInS3(manifest, key + " is taken");
      case Put.Failed(Problem problem) -> new WrittenManifest.NotInS3(manifest, problem.message());
    };
  }

  @Override
  public void close() {
    discovery.close();
    carrier.close();
    try {
      roster.close();
    } catch (IOException e) {
      LOG.warn("the journal of executors could not be closed: {}", e.toString());
    }
  }

  /**
   * Looks once more. A pod that was there before the look and is not in it has been deleted unseen,
   * as while no recorder ran.
   */
  private void refresh() {
    List<Sighting> before = roster.pods();
    discovery
        .refresh()
        .ifPresent(
            there ->
                before.stream()
                    .filter(sighting -> sighting.pod().role().equals("executor"))
                    .filter(sighting -> !there.contains(sighting.pod().uid()))
                    .map(sighting -> new Sighting(sighting.pod(), Fate.Gone.unseen()))
                    .forEach(this::saw));
  }

  /** Pods without a sealed marker; what the others have sealed since the last look is sent. */
  private List<Sighting> unsealed() {
    look();
    List<Sighting> open = new ArrayList<>();
    for (Sighting sighting : roster.pods()) {
      if (!sealed.contains(sighting.pod().uid())) {
        Optional<Marker> latest = marker(sighting.pod());
        latest.ifPresent(found -> recorded.put(sighting.pod().uid(), bytes(found)));
        Optional<Marker> marker = latest.filter(found -> found.state() != PodState.RECORDING);
        marker.ifPresent(found -> carrier.ended(sighting.pod(), found));
        if (marker.isPresent()) {
          sealed.add(sighting.pod().uid());
        } else {
          open.add(sighting);
        }
      }
    }
    return open;
  }

  private static long bytes(Marker marker) {
    return marker.files().stream().mapToLong(RecordedFile::bytes).sum();
  }

  /** Whether the pod may still write its marker. A driver, this or an earlier one, has ended. */
  private boolean mayCome(Sighting sighting) {
    if (sighting.pod().role().equals("driver")) {
      return false;
    }
    return switch (sighting.fate()) {
      case Fate.Alive(), Fate.Ended _ -> true;
      case Fate.NeverStarted _ -> false;
      case Fate.Gone _ -> !patience(sighting.pod()).passed();
    };
  }

  /** Runs from when the pod was first known to be gone, so that a drain need not wait for it. */
  private Deadline patience(PodRecord pod) {
    return patience.computeIfAbsent(pod.uid(), _ -> Deadline.in(QUIET));
  }

  private void addWhatIsThere(Sighting sighting) {
    try {
      carrier.lost(sighting.pod(), marker(sighting.pod()));
    } catch (Throwable e) {
      LOG.error("{}: what it moved cannot be read: {}", sighting.pod().pod(), e.toString());
    }
  }

  private void look() {
    try {
      store.look();
    } catch (IOException e) {
      LOG.debug("the store does not say what has changed", e);
    }
  }

  /** Learns what an earlier driver's recorder saw, and tells whoever comes after this one. */
  private void exchange() {
    try {
      if (!inherited) {
        Optional<byte[]> seen = store.sharedExecutors();
        if (seen.isPresent()) {
          roster.inherit(seen.get());
        }
        inherited = true;
      }
      int changes = roster.changes();
      if (changes != shared) {
        store.shareExecutors(roster::toJournal);
        shared = changes;
      }
    } catch (IOException e) {
      LOG.debug("the journal of executors is not shared yet", e);
    }
  }

  private Optional<Marker> marker(PodRecord pod) {
    try {
      return store.pod(pod).marker();
    } catch (Throwable e) {
      LOG.warn("the marker of {} cannot be read: {}", pod.pod(), e.toString());
      return Optional.empty();
    }
  }

  private List<ManifestPod> entries() {
    List<ManifestPod> entries = new ArrayList<>();
    for (Sighting sighting : roster.pods()) {
      Optional<Marker> marker = marker(sighting.pod());
      try {
        entries.add(Manifests.entry(sighting, marker, carrier.files(sighting.pod(), marker)));
      } catch (Throwable e) {
        entries.add(Manifests.unreadable(sighting, e));
      }
    }
    return entries;
  }

  /**
   * Reads, once, the manifest that an earlier attempt of this application left. At the start there
   * is time for it, so that nobody waits for it at the end.
   */
  public synchronized Optional<Manifest> earlier(Deadline end) {
    if (earlier == null) {
      try {
        earlier = s3.document(manifestKey(), end).map(Manifest::fromJson);
      } catch (S3Problem e) {
        LOG.debug("an earlier manifest could not be read yet", e);
        return Optional.empty();
      } catch (MalformedDocument e) {
        LOG.warn("{} is no manifest and will be replaced: {}", manifestKey(), e.getMessage());
        earlier = Optional.empty();
      }
    }
    return earlier;
  }

  private String manifestKey() {
    return settings.key(app + "/manifest.json");
  }
}
