package io.sparkrecorder.ship;

import io.sparkrecorder.config.Units;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestItems;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Summarizes for an Event which files are not in S3 and why; the manifest lists all of them. */
public final class Shortfall implements ManifestItems {
  private static final int MOST = 3;
  private static final int LONGEST = 200;

  private final List<String> pods = new ArrayList<>();
  private long more;
  private Optional<ManifestPodHeader> pod = Optional.empty();
  private long files;
  private long missing;
  private long missingBytes;
  private Optional<String> why = Optional.empty();

  @Override
  public void pod(ManifestPodHeader next) {
    pod = Optional.of(next);
    files = 0;
    missing = 0;
    missingBytes = 0;
    why = Optional.empty();
  }

  @Override
  public void file(ManifestFile file) {
    files++;
    if (file.key().isEmpty()) {
      missing++;
      missingBytes += file.file().bytes();
      why = why.or(file::missing);
    }
  }

  @Override
  public void podEnd() {
    ManifestPodHeader ended = pod.orElseThrow();
    boolean complete =
        missing == 0
            && (ended.state() == ManifestPodState.SEALED
                || ended.state() == ManifestPodState.NEVER_STARTED);
    if (complete) {
      return;
    }
    if (pods.size() < MOST) {
      pods.add(shortened(text(ended)));
    } else {
      more++;
    }
  }

  /**
   * The text.
   *
   * @param reason reason of the whole manifest
   */
  public String text(Optional<String> reason) {
    List<String> all = new ArrayList<>();
    reason.map(Shortfall::shortened).ifPresent(all::add);
    all.addAll(pods);
    if (more > 0) {
      all.add("and %d more pods".formatted(more));
    }
    return String.join("; ", all);
  }

  private String text(ManifestPodHeader pod) {
    String state =
        pod.state() == ManifestPodState.SEALED
            ? pod.pod().label()
            : pod.pod().label()
                + " is "
                + Words.of(pod.state())
                + pod.reason().map(reason -> " (" + reason + ")").orElse("");
    return missing == 0
        ? state
        : "%s: %d of %d files, %s, %s"
            .formatted(state, missing, files, Units.text(missingBytes), why.orElse("not in S3"));
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
