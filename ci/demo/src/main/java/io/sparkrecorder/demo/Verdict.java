package io.sparkrecorder.demo;

import io.sparkrecorder.testbed.Bucket;
import io.sparkrecorder.testbed.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds problems in the pods, the manifest and the bucket after a run. */
final class Verdict {
  private final List<String> problems = new ArrayList<>();
  private final Folders folders;

  private Verdict(Folders folders) {
    this.folders = folders;
  }

  static List<String> on(
      Collection<Pod> pods, PodName killed, Folders folders, Bucket bucket, String manifestKey)
      throws IOException {
    Verdict verdict = new Verdict(folders);
    pods.forEach(verdict::checkRecorder);
    Optional<byte[]> json = bucket.read(manifestKey);
    if (json.isEmpty()) {
      verdict.problem("No manifest in S3 at " + manifestKey, PodName.driver());
      return verdict.problems;
    }
    Manifest manifest = Manifest.read(json.get());
    verdict.checkComplete(manifest);
    pods.forEach(pod -> verdict.checkPresent(manifest, pod.name()));
    verdict.checkKilled(manifest, killed);
    verdict.checkObjects(manifest, bucket.objects());
    return verdict.problems;
  }

  private void checkRecorder(Pod pod) {
    if (!pod.ended() || pod.cutOff()) {
      problem(
          "The recorder of %s did not finish within its grace".formatted(pod.name()), pod.name());
    } else if (pod.recorderExitCode() != 0) {
      problem("A recorder ended with exit code " + pod.recorderExitCode(), pod.name());
    }
  }

  private void checkComplete(Manifest manifest) {
    if (!manifest.complete()) {
      problem("The manifest is not complete: " + manifest, PodName.driver());
    }
  }

  private void checkPresent(Manifest manifest, PodName name) {
    if (manifest.pod(name.toString()).isEmpty()) {
      problem("The manifest does not list " + name, name);
    }
  }

  private void checkKilled(Manifest manifest, PodName killed) {
    boolean recorded =
        manifest.pod(killed.toString()).stream()
            .flatMap(pod -> pod.files().stream())
            .anyMatch(file -> file.bytes() > 0 && file.key().isPresent());
    if (!recorded) {
      problem("Nothing was stored of " + killed + ", which was killed", killed);
    }
  }

  private void checkObjects(Manifest manifest, Map<String, Long> objects) {
    for (Manifest.Pod pod : manifest.pods()) {
      for (Manifest.File file : pod.files()) {
        Long size = file.key().map(objects::get).orElse(null);
        if (size == null || size != file.bytes()) {
          problem(
              "%s of %s: the manifest says %d bytes, S3 has %s"
                  .formatted(file.name(), pod.name(), file.bytes(), size),
              PodName.driver());
        }
      }
    }
  }

  private void problem(String text, PodName pod) {
    problems.add("%s: see %s".formatted(text, folders.log(pod + "-recorder")));
  }
}
