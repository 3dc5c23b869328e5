package io.sparkrecorder.report.missing;

import io.sparkrecorder.cli.Recordings;
import io.sparkrecorder.config.PodIdentity;
import io.sparkrecorder.s3.model.ObjectEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;

/**
 * An application as a listing of the bucket shows it.
 *
 * @param manifest when its manifest was written, by the clock of the bucket
 */
record Listed(String app, Optional<Instant> manifest) {
  /** Takes one application after the other. */
  interface Taker {
    void take(Listed application) throws IOException;
  }

  /**
   * Gives each application of the prefix while the listing is read. A listing has the objects of an
   * application in a row, so that one application is in memory at a time. Only the manifest's time
   * is taken from it: a listing may be hours old when its end is read.
   */
  static void each(Recordings recordings, Taker taker) throws IOException {
    String folder = recordings.settings().key("");
    Iterator<ObjectEntry> objects = recordings.s3().list(folder).iterator();
    Optional<Listed> application = Optional.empty();
    while (objects.hasNext()) {
      ObjectEntry object = objects.next();
      String below = object.key().substring(folder.length());
      int slash = below.indexOf('/');
      if (slash <= 0 || !PodIdentity.isApp(below.substring(0, slash))) {
        continue;
      }
      String app = below.substring(0, slash);
      if (application.isPresent() && !application.get().app().equals(app)) {
        taker.take(application.get());
        application = Optional.empty();
      }
      if (below.substring(slash + 1).equals("manifest.json")) {
        application = Optional.of(new Listed(app, Optional.of(object.lastModified())));
      } else if (application.isEmpty()) {
        application = Optional.of(new Listed(app, Optional.empty()));
      }
    }
    if (application.isPresent()) {
      taker.take(application.get());
    }
  }
}
