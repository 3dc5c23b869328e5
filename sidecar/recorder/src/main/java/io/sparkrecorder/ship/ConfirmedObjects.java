package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.ObjectEntry;
import io.sparkrecorder.s3.model.S3Problem;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks that every object that the manifest names is in the bucket, and sends missing ones again.
 * A server that lost an object once is not believed a second time without another listing.
 */
final class ConfirmedObjects {
  private static final Logger LOG = LoggerFactory.getLogger(ConfirmedObjects.class);
  private static final Duration POLL = Duration.ofMillis(50);

  /** Time that is kept for the manifest itself if a listing takes long. */
  private static final Duration MANIFEST = Duration.ofSeconds(1);

  private final String app;
  private final ObjectStore s3;
  private final S3Settings settings;
  private final Entries entries;
  private final PodUploads uploads;
  private final Deadline uploadsEnd;

  ConfirmedObjects(
      String app,
      ObjectStore s3,
      S3Settings settings,
      Entries entries,
      PodUploads uploads,
      Deadline uploadsEnd) {
    this.app = app;
    this.s3 = s3;
    this.settings = settings;
    this.entries = entries;
    this.uploads = uploads;
    this.uploadsEnd = uploadsEnd;
  }

  /** The reason why it is not known whether every object is there. */
  Optional<String> trouble(Deadline end) throws InterruptedException {
    Deadline listing = end.plus(MANIFEST.negated());
    try {
      if (!confirm(listing, this::sendAgain)) {
        while (!uploads.idle() && !uploadsEnd.passed()) {
          TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
        confirm(listing, this::giveUp);
      }
      return Optional.empty();
    } catch (S3Problem e) {
      return Optional.of(
          "not-confirmed: a listing of the bucket (s3:ListBucket) did not show whether every object"
              + " is there: "
              + e.problem().message());
    } catch (IOException | RuntimeException | Error e) {
      return Optional.of("not-confirmed: " + Reasons.of(e));
    }
  }

  /**
   * Compares the manifest's objects with one listing.
   *
   * @param unseen takes each entry with the files whose objects are missing
   * @return whether every object exists
   */
  private boolean confirm(Deadline deadline, BiConsumer<EntryView, BitSet> unseen)
      throws IOException {
    List<EntryView> views = entries.last();
    Confirmation confirmation = Confirmation.of(views);
    try (Stream<ObjectEntry> objects = s3.list(settings.key(app + "/"), deadline)) {
      confirmation.saw(objects);
    }
    if (confirmation.all()) {
      return true;
    }
    for (EntryView view : views) {
      BitSet files = confirmation.unseen(view);
      if (!files.isEmpty()) {
        LOG.warn(
            "{} objects of {} are not in the bucket, though they were sent",
            files.cardinality(),
            view.pod().pod());
        unseen.accept(view, files);
      }
    }
    return false;
  }

  private void sendAgain(EntryView view, BitSet files) {
    boolean again =
        !uploadsEnd.passed()
            && entries.own(view).filter(entry -> uploads.again(entry, files)).isPresent();
    if (!again) {
      giveUp(view, files);
    }
  }

  private void giveUp(EntryView view, BitSet files) {
    Outcomes outcomes = entries.outcomes(view);
    files.stream()
        .forEach(
            index ->
                outcomes.left(
                    index, "it is not in the bucket, though the server had acknowledged it"));
  }
}
