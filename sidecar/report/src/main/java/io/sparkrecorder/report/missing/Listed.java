package io.sparkrecorder.report.missing;

import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.s3.model.ObjectEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;

/**
 * An application as a listing of the bucket shows it.
 *
 * @param manifest when its manifest was written, by the clock of the bucket
 * @param index when the index of its report was written
 * @param attempts whether attempts at a report are written down
 */
record Listed(String app, Optional<Instant> manifest, Optional<Instant> index, boolean attempts) {
  /** Takes one application after the other. */
  interface Taker {
    void take(Listed application) throws IOException;
  }

  private static Listed named(String app) {
    return new Listed(app, Optional.empty(), Optional.empty(), false);
  }

  private Listed with(String name, ObjectEntry object) {
    return switch (name) {
      case "manifest.json" -> new Listed(app, Optional.of(object.lastModified()), index, attempts);
      case "report/index.json" ->
          new Listed(app, manifest, Optional.of(object.lastModified()), attempts);
      case Attempts.NAME -> new Listed(app, manifest, index, true);
      default -> this;
    };
  }

  /**
   * Gives each application of the prefix while the listing is read. A listing has the objects of an
   * application in a row, so that one application is in memory at a time. A server that lists them
   * apart costs requests and no errors: nothing is made before the objects themselves are read.
   */
  static void each(Recordings recordings, Taker taker) throws IOException {
    String folder = recordings.settings().key("");
    Iterator<ObjectEntry> objects = recordings.s3().list(folder).iterator();
    Optional<Listed> application = Optional.empty();
    while (objects.hasNext()) {
      ObjectEntry object = objects.next();
      String below = object.key().substring(folder.length());
      int slash = below.indexOf('/');
      if (slash <= 0) {
        continue;
      }
      String app = below.substring(0, slash);
      if (application.isPresent() && !application.get().app().equals(app)) {
        taker.take(application.get());
        application = Optional.empty();
      }
      application =
          Optional.of(
              application.orElseGet(() -> named(app)).with(below.substring(slash + 1), object));
    }
    if (application.isPresent()) {
      taker.take(application.get());
    }
  }
}
