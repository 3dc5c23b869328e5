package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.discovery.Discovery;
import io.sparkrecorder.discovery.Fate;
import io.sparkrecorder.discovery.Sighting;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.store.AppBucket;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.AppStore;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.time.BlockingCalls;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uploads the recordings of all pods of one application to S3, from the driver's start to the
 * manifest. The thread that calls it only waits, with deadlines, and reads memory: {@link
 * PodRounds} and the uploads work in the store, on threads that may be left behind.
 */
public final class ApplicationUploads implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ApplicationUploads.class);

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration POLL_MORE = Duration.ofNanos(20_000);
  private static final Duration STORE = Duration.ofSeconds(10);
  private static final Duration STOP = Duration.ofSeconds(2);
  private static final Duration ORPHANS = Duration.ofSeconds(20);

  private final Deadline uploadsEnd;
  private final Scratch lists;
  private final Scratch text;
  private final Roster roster = new Roster();
  private final RosterJournal journal;
  private final EarlierManifest earlier;
  private final Entries entries;
  private final PodUploads uploads;
  private final PodRounds rounds;
  private final ManifestPublisher publisher;
  private final ConfirmedObjects confirmed;
  private final AwaitedMarkers awaited;
  private final PodWatch pods;
  private Optional<ProvisionalManifest> provisional = Optional.empty();

  /**
   * The sources and targets of recordings.
   *
   * @param app Spark's application id
   * @param scratch folders on local disks
   * @param uploads deadline of all uploads; it may follow another deadline
   * @param uploader the recorder that this is
   */
  public record Way(
      String app,
      String namespace,
      AppStore store,
      ObjectStore s3,
      S3Settings settings,
      List<Path> scratch,
      Deadline uploads,
      Uploader uploader) {}

  /** The recorder that uploads. */
  public enum Uploader {
    /** The recorder of the application's driver. */
    DRIVER,
    /** The reaper, after the driver's end. */
    REAPER
  }

  /** Touches neither the store nor S3 yet. */
  public ApplicationUploads(Way way, Discovery discovery, Clock clock) {
    String app = way.app();
    ObjectStore s3 = way.s3();
    S3Settings settings = way.settings();
    this.uploadsEnd = way.uploads();
    this.lists = Scratch.open(way.scratch());
    this.text = Scratch.open(way.scratch());
    BlockingCalls reads = new BlockingCalls("the store", STORE);
    this.journal =
        switch (way.uploader()) {
          case DRIVER -> new RosterJournal(roster, way.store().executorsJournal());
          case REAPER -> RosterJournal.reading(roster, way.store().executorsJournal());
        };
    this.earlier =
        new EarlierManifest(
            s3, settings.key(app + "/manifest.json"), lists, () -> Scratch.open(way.scratch()));
    this.entries = new Entries(roster, earlier, settings, app);
    this.uploads =
        switch (way.store()) {
          case AppFolder volume ->
              new SharedVolumeUploads(volume, app, roster, s3, settings, uploadsEnd, lists, reads);
          case AppBucket bucket ->
              new DirectUploads(bucket, new UnfinishedUploads(bucket, s3, uploadsEnd), lists);
        };
    this.rounds =
        new PodRounds(
            way.store(),
            roster,
            journal,
            entries,
            new MarkerWatch(way.store(), reads, lists, uploadsEnd),
            uploads);
    this.publisher =
        new ManifestPublisher(
            app,
            way.namespace(),
            way.store(),
            s3,
            settings,
            text,
            new BlockingCalls("the store", STORE),
            clock);
    this.confirmed = new ConfirmedObjects(app, s3, settings, entries, uploads, uploadsEnd);
    this.awaited = new AwaitedMarkers(roster, entries);
    this.pods = new PodWatch(discovery, roster, journal, awaited);
  }

  /** Begins to discover executors, and to send files of sealed markers. */
  public void start(PodRecord driver) {
    journal.start();
    pods.saw(new Sighting(driver, new Fate.Alive()));
    pods.start();
    rounds.start();
    earlier.start(uploadsEnd);
  }

  /**
   * Begins for an application whose pods have all ended. The manifest is read first, so that a
   * later change by a driver's recorder is noticed.
   *
   * @return the reason why that manifest cannot be read
   */
  public Optional<String> startLate() throws InterruptedException {
    earlier.read(uploadsEnd);
    journal.start();
    pods.start();
    rounds.start();
    return earlier.trouble();
  }

  /** Notes the sighting of a pod. */
  public void saw(Sighting sighting) {
    pods.saw(sighting);
  }

  /** The number of pods ever seen. */
  public int size() {
    return roster.size();
  }

  /** The bytes in the markers of all pods but this one, as last read. */
  public long recordedBut(String uid) {
    return entries.recordedBut(uid);
  }

  /** The job has ended: keeps a provisional manifest in S3 from now on. */
  public void drain(Deadline end) {
    provisional =
        Optional.of(
            ProvisionalManifest.start(
                deadline -> {
                  // An earlier manifest may know more than this recorder knows so far.
                  earlier.recheck(Deadline.in(STOP).orEarlier(deadline));
                  boolean mayReplace = earlier.mayReplace();
                  if (mayReplace) {
                    publisher.provisional(
                        "provisional: the upload is under way", entries.provisional(), deadline);
                  }
                  return mayReplace;
                },
                () -> roster.changes() + uploads.changes() + rounds.changes(),
                end));
  }

  /**
   * Waits for every pod's marker and until all files are sent, or the time is over.
   *
   * @param executors deadline for executors to seal their markers
   * @param end deadline of all uploads
   * @param own whether this pod's own recorder may still seal its marker
   */
  public void finish(Deadline executors, Deadline end, BooleanSupplier own)
      throws InterruptedException {
    rounds.recheck();
    pods.keepRefreshing();
    while (!end.passed() && !executors.passed() && (!pods.refreshed() || anyMayCome())) {
      pause();
    }
    rounds.takeLost(own);
    while (!end.passed() && (own.getAsBoolean() || !rounds.settled() || !uploads.idle())) {
      pause();
    }
    pods.finish();
  }

  /** Sends all that is in the store after {@link #startLate}, until the deadline. */
  public void finishLate(Deadline end) throws InterruptedException {
    journal.awaitFirstTry();
    pods.refresh();
    rounds.recheck();
    rounds.takeLost(() -> false);
    while (!end.passed() && (!rounds.settled() || !uploads.idle())) {
      pause();
    }
    pods.finish();
  }

  /**
   * Writes the manifest of {@link #finishLate}, unless another recorder has replaced the manifest
   * that {@link #startLate} read.
   */
  public WrittenManifest writeLateManifest(Deadline end) throws InterruptedException {
    List<String> reasons = reasons(end);
    if (!roster.watched()) {
      reasons.add(
          "not-watched: no journal says that a driver's recorder queried the cluster at the end, so"
              + " executors that left nothing in the store are unknown");
    }
    earlier.reason().stream()
        .flatMap(all -> Stream.of(all.split("; ", -1)))
        .filter(one -> !one.startsWith("provisional") && !one.startsWith("not-confirmed"))
        .filter(one -> reasons.stream().noneMatch(known -> known.startsWith(one.split(":", 2)[0])))
        .forEach(reasons::add);
    return publisher.instead(earlier.version(), joined(reasons), entries.last(), end);
  }

  /** Sleeps longer with thousands of pods, because each round visits all of them. */
  private void pause() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(POLL.plus(POLL_MORE.multipliedBy(roster.size())).toNanos());
  }

  /** Writes the manifest, into the store and, as the last object, to S3. */
  public WrittenManifest writeManifest(Deadline end) throws InterruptedException {
    if (provisional.isPresent()) {
      provisional.get().stop(STOP);
    }
    return publisher.last(joined(reasons(end)), entries.last(), end);
  }

  /** Ends all uploads, and returns the reasons why there may be more than the entries say. */
  private List<String> reasons(Deadline end) throws InterruptedException {
    rounds.stop();
    if (!uploadsEnd.passed()) {
      uploads.abortOrphans(Deadline.in(ORPHANS).orEarlier(uploadsEnd));
    }
    // The manifest itself gets most of the time.
    earlier.read(Deadline.in(end.left().dividedBy(4)));
    earlier.close();
    settle();
    List<String> reasons = new ArrayList<>();
    pods.blind().ifPresent(reasons::add);
    journal
        .trouble()
        .or(rounds::trouble)
        .ifPresent(why -> reasons.add("unreadable: the journal of executors: " + why));
    earlier
        .trouble()
        .ifPresent(why -> reasons.add("unreadable: the manifest of an earlier attempt: " + why));
    confirmed.trouble(end).ifPresent(reasons::add);
    return reasons;
  }

  private static Optional<String> joined(List<String> reasons) {
    return reasons.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", reasons));
  }

  @Override
  public void close() {
    pods.close();
    earlier.close();
    rounds.close();
    uploads.close();
    journal.close();
    lists.close();
    text.close();
  }

  private boolean anyMayCome() {
    return !rounds.settled() || awaited.any();
  }

  private void settle() {
    for (Sighting sighting : roster.pods()) {
      PodEntry entry = entries.of(sighting.pod());
      try {
        uploads.settle(entry);
      } catch (IOException | RuntimeException | Error e) {
        LOG.error("{}: its uploads cannot be told of: {}", sighting.pod().pod(), e.toString());
        entry.unreadable(Reasons.of(e));
      }
    }
  }
}
