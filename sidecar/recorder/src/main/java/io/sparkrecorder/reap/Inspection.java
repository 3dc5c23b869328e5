package io.sparkrecorder.reap;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestHeader;
import io.sparkrecorder.marker.ManifestItems;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.ManifestPodState;
import io.sparkrecorder.marker.ManifestReader;
import io.sparkrecorder.marker.MarkerSummary;
import io.sparkrecorder.marker.PodState;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.ship.ManifestCopy;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.store.PodFolder;
import io.sparkrecorder.store.SafeFiles;
import io.sparkrecorder.store.Scratch;
import io.sparkrecorder.store.ScratchText;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Compares an application's manifest in S3 with the store: a manifest is the last one if the store
 * has nothing that it lacks.
 */
final class Inspection {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Pods that the heap holds, as in the journal of executors. */
  private static final int MOST_PODS = 20_000;

  private final ObjectStore s3;
  private final S3Settings settings;
  private final List<Path> scratch;

  Inspection(ObjectStore s3, S3Settings settings, List<Path> scratch) {
    this.s3 = s3;
    this.settings = settings;
    this.scratch = scratch;
  }

  /** The state of an application. */
  sealed interface State {
    /** No recorder left anything. */
    record Empty() implements State {}

    /** There is work for a reaper. */
    record Open(String why) implements State {}

    /** The manifest is the last one. */
    record Last(ManifestHeader header) implements State {}
  }

  /** Takes a manifest that is the last one. */
  interface LastManifest {
    void take(ManifestReader manifest) throws IOException;
  }

  /** Tells the state. Throws {@link io.sparkrecorder.s3.model.S3Problem}. */
  State of(String app, AppFolder store) throws IOException {
    return of(app, store, _ -> {});
  }

  /** Tells the state, and passes on the manifest if it is the last one. */
  State of(String app, AppFolder store, LastManifest last) throws IOException {
    List<PodFolder> places = store.pods();
    try (Scratch copy = Scratch.open(scratch)) {
      String key = settings.key(app + "/manifest.json");
      Deadline end = Deadline.in(PATIENCE);
      Optional<String> tooLarge = s3.head(key, end).flatMap(ManifestCopy::tooLarge);
      if (tooLarge.isPresent()) {
        throw new IOException(
            "%s is no manifest: %s. Move it away, and the next run writes one"
                .formatted(settings.url(key), tooLarge.get()));
      }
      Optional<ScratchText> text = ManifestCopy.of(s3, key, copy, end);
      if (text.isEmpty()) {
        return places.isEmpty() ? new State.Empty() : new State.Open("there is no manifest");
      }
      ManifestReader manifest = ManifestReader.open(text.get()::open, MOST_PODS);
      Optional<String> open = open(manifest, places);
      if (open.isPresent()) {
        return new State.Open(open.get());
      }
      last.take(manifest);
      return new State.Last(manifest.header());
    }
  }

  private static Optional<String> open(ManifestReader manifest, List<PodFolder> places)
      throws IOException {
    ManifestHeader header = manifest.header();
    if (header.complete()) {
      return Optional.empty();
    }
    if (places.isEmpty()) {
      return Optional.empty();
    }
    String reason = header.reason().orElse("");
    if (reason.startsWith("provisional")) {
      return Optional.of("the manifest is provisional");
    }
    if (reason.contains("not-confirmed")) {
      return Optional.of("the objects are not confirmed");
    }
    Lack lack = new Lack(places);
    manifest.read(lack);
    return lack.found();
  }

  /** Looks in the store for each part that the manifest lacks. */
  private static final class Lack implements ManifestItems {
    private final Map<String, PodFolder> unnamed = new HashMap<>();
    private Optional<String> found = Optional.empty();
    private Optional<PodFolder> place = Optional.empty();

    Lack(List<PodFolder> places) throws IOException {
      for (PodFolder each : places) {
        each.identity().ifPresent(pod -> unnamed.put(pod.folder(), each));
      }
    }

    Optional<String> found() {
      return unnamed.isEmpty() || found.isPresent()
          ? found
          : Optional.of(
              "the manifest does not name %s".formatted(unnamed.keySet().iterator().next()));
    }

    @Override
    public void pod(ManifestPodHeader pod) {
      place = Optional.ofNullable(unnamed.remove(pod.pod().folder()));
      boolean open =
          pod.state() == ManifestPodState.PARTIAL || pod.state() == ManifestPodState.MISSING;
      if (open && isSealed()) {
        found = Optional.of("%s sealed its marker after the manifest".formatted(pod.pod().label()));
      }
    }

    private boolean isSealed() {
      try {
        return place.isPresent()
            && place
                .get()
                .summary()
                .map(MarkerSummary::state)
                .filter(PodState.SEALED::equals)
                .isPresent();
      } catch (IOException | RuntimeException e) {
        return false;
      }
    }

    @Override
    public void file(ManifestFile file) {
      if (file.key().isPresent() || place.isEmpty() || found.isPresent()) {
        return;
      }
      if (isThere(place.get(), file)) {
        found = Optional.of("%s is in the store alone".formatted(file.file().name()));
      }
    }

    private static boolean isThere(PodFolder folder, ManifestFile file) {
      try {
        BasicFileAttributes now =
            SafeFiles.attributes(folder.root(), folder.file(file.file().name()).toAbsolutePath());
        return now.isRegularFile() && now.size() >= file.file().bytes();
      } catch (IOException e) {
        return false;
      }
    }
  }
}
