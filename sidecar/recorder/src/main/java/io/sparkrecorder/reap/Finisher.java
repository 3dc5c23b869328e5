package io.sparkrecorder.reap;

import io.sparkrecorder.config.ReapSettings;
import io.sparkrecorder.marker.ManifestHeader;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.ship.ApplicationUploads;
import io.sparkrecorder.ship.WrittenManifest;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Uploads the rest of one application, and writes its manifest, with the code of a driver. */
final class Finisher {
  private static final Duration MANIFEST = Duration.ofMinutes(2);

  private final ReapSettings settings;
  private final ObjectStore s3;
  private final Inspection inspection;
  private final List<Path> scratch;
  private final Clock clock;

  Finisher(
      ReapSettings settings,
      ObjectStore s3,
      Inspection inspection,
      List<Path> scratch,
      Clock clock) {
    this.settings = settings;
    this.s3 = s3;
    this.inspection = inspection;
    this.scratch = scratch;
    this.clock = clock;
  }

  /**
   * Finishes the application.
   *
   * @param store the application's, as the reaper uses it
   */
  Outcome finish(String app, AppFolder store, Liveness.Life.Over over, Lease lease)
      throws IOException, InterruptedException {
    Deadline end = Deadline.in(settings.appTime());
    ApplicationUploads.Way way =
        new ApplicationUploads.Way(
            app,
            settings.namespace(),
            store,
            s3,
            settings.s3(),
            scratch,
            end,
            ApplicationUploads.Uploader.REAPER);
    WrittenManifest written;
    try (ApplicationUploads uploads =
        new ApplicationUploads(way, new LeftPods(over.pods(), over.seen()), clock)) {
      Optional<String> unreadable = uploads.startLate();
      if (unreadable.isPresent()) {
        return new Outcome.Failed("its manifest cannot be read: " + unreadable.get());
      }
      uploads.finishLate(end);
      if (!lease.check()) {
        return new Outcome.Failed("another reaper took over");
      }
      written = uploads.writeLateManifest(Deadline.in(MANIFEST));
    }
    return outcome(app, store, written);
  }

  private Outcome outcome(String app, AppFolder store, WrittenManifest written) throws IOException {
    return switch (written) {
      case WrittenManifest.InS3(ManifestHeader header, _, String url) when header.complete() ->
          new Outcome.Complete(header.totals(), url);
      case WrittenManifest.InS3(ManifestHeader header, String shortfall, String url) ->
          switch (inspection.of(app, store)) {
            case Inspection.State.Open(String why) ->
                new Outcome.Unfinished("%s: %s".formatted(why, shortfall));
            case Inspection.State.Last _, Inspection.State.Empty _ ->
                new Outcome.Incomplete(header.totals(), url, shortfall);
          };
      case WrittenManifest.Outrun _ -> new Outcome.Outrun();
      case WrittenManifest.NotInS3(_, String why) -> new Outcome.Failed(why);
    };
  }
}
