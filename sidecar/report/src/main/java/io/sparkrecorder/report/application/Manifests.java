package io.sparkrecorder.report.application;

import io.sparkrecorder.marker.Manifest;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestPod;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Applications as their manifests describe them. */
public final class Manifests {
  private Manifests() {}

  /**
   * Takes over a manifest.
   *
   * @param place turns a key of the manifest into a place of the origin
   */
  public static Application application(
      Manifest manifest, String url, Function<String, Optional<String>> place) {
    List<AppPod> pods = manifest.pods().stream().map(pod -> pod(pod, place)).toList();
    return new Application(
        manifest.app(),
        Optional.of(manifest.namespace()),
        Optional.of(manifest.complete()),
        manifest.reason().stream().toList(),
        Optional.of(url),
        pods);
  }

  private static AppPod pod(ManifestPod pod, Function<String, Optional<String>> place) {
    return new AppPod(
        pod.pod().role(),
        pod.pod().executorId(),
        pod.pod().pod(),
        Optional.of(pod.pod().uid()),
        pod.started(),
        pod.sealed(),
        switch (pod.state()) {
          case SEALED -> "sealed";
          case PARTIAL -> "partial";
          case MISSING, NEVER_STARTED -> "none";
        },
        pod.reason(),
        pod.exitCode(),
        pod.files().stream().map(file -> file(file, place)).toList());
  }

  private static AppFile file(ManifestFile file, Function<String, Optional<String>> place) {
    Optional<String> at = file.key().flatMap(place);
    FileState state =
        file.key().isEmpty()
            ? FileState.MISSING
            : switch (file.file().state()) {
              case WHOLE -> FileState.WHOLE;
              case SALVAGED -> FileState.SALVAGED;
              case TORN -> FileState.TORN;
              case UNVERIFIED -> FileState.UNVERIFIED;
            };
    boolean outside = file.key().isPresent() && at.isEmpty();
    return new AppFile(
        file.file().name(),
        at,
        file.file().bytes(),
        Optional.of(file.file().crc32c()),
        file.file().format(),
        outside ? FileState.UNREADABLE : state,
        outside
            ? Optional.of("the manifest's key is not in this application's folder")
            : file.missing().or(file.file()::note));
  }
}
