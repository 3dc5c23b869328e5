package io.sparkrecorder.record;

import io.sparkrecorder.config.Units;
import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.Words;
import java.util.ArrayList;
import java.util.List;

/** What is not in S3 and why, in a few words: the manifest has all of it. */
final class Shortfall {
  private static final int MOST = 3;
  private static final int LONGEST = 200;

  private Shortfall() {}

  static String of(Manifest manifest) {
    List<ManifestPod> pods = manifest.pods().stream().filter(pod -> !pod.complete()).toList();
    List<String> all = new ArrayList<>();
    manifest.reason().ifPresent(all::add);
    pods.stream().limit(MOST).map(Shortfall::of).forEach(all::add);
    if (pods.size() > MOST) {
      all.add("and %d more pods".formatted(pods.size() - MOST));
    }
    return String.join("; ", all.stream().map(Shortfall::shortened).toList());
  }

  private static String of(ManifestPod pod) {
    List<ManifestFile> files = pod.files().stream().filter(file -> file.key().isEmpty()).toList();
    String state =
        pod.state() == ManifestPodState.SEALED
            ? pod.pod().part()
            : pod.pod().part()
                + " is "
                + Words.of(pod.state())
                + pod.reason().map(why -> " (" + why + ")").orElse("");
    if (files.isEmpty()) {
      return state;
    }
    return "%s: %d of %d files, %s, %s"
        .formatted(
            state,
            files.size(),
            pod.files().size(),
            Units.text(files.stream().mapToLong(file -> file.file().bytes()).sum()),
            files.getFirst().missing().orElse("not in S3"));
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
