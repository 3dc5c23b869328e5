package io.sparkrecorder.faults;

import io.sparkrecorder.faults.Mismatch.Kind;
import io.sparkrecorder.testbed.Manifest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Compares byte by byte everything that agents wrote with everything that arrived. */
final class Comparison {
  private final Evidence evidence;
  private final Findings findings = new Findings();

  private Comparison(Evidence evidence) {
    this.evidence = evidence;
  }

  static Findings of(Evidence evidence) {
    Comparison comparison = new Comparison(evidence);
    comparison.compare();
    return comparison.findings;
  }

  private void compare() {
    evidence
        .manifest()
        .ifPresent(manifest -> new EntryCheck(manifest, evidence.objects(), findings).check());
    evidence.pods().forEach(this::comparePod);
    evidence.manifest().ifPresentOrElse(this::compareVerdict, this::complainOfNoManifest);
    if (evidence.finished()) {
      noStrayObjects();
      evidence
          .unfinishedUploads()
          .forEach(
              upload ->
                  findings.mismatch(Kind.UNFINISHED_UPLOAD, "bucket", "%s".formatted(upload)));
    }
    noTemporaries();
  }

  private void comparePod(Evidence.Pod pod) {
    Optional<Manifest.Pod> entry = evidence.manifest().flatMap(manifest -> entry(manifest, pod));
    List<Shelf.Item> items =
        entry
            .filter(_ -> evidence.finished())
            .map(listed -> Shelf.of(listed, evidence.objects()))
            .orElseGet(
                () -> Shelf.of(pod.label(), pod.uid(), evidence.objects(), evidence.manifest()));
    Findings own = new PodCheck(pod, items, pod.sealed() && evidence.finished()).check();
    findings.addAll(own);
    if (evidence.finished()) {
      compareState(pod, entry, own.isMissing());
    }
    new StoreCheck(pod, findings).check();
  }

  private void compareState(Evidence.Pod pod, Optional<Manifest.Pod> entry, boolean missing) {
    String state = entry.map(Manifest.Pod::state).orElse("");
    if (evidence.manifest().isPresent() && entry.isEmpty()) {
      findings.mismatch(Kind.NO_ENTRY, pod.label(), "the manifest does not list this pod");
    } else if (state.equals("sealed") && missing) {
      findings.mismatch(Kind.FALSE_COMPLETE, pod.label(), "sealed, but something is missing in S3");
    } else if (pod.sealed() && entry.isPresent() && !state.equals("sealed")) {
      findings.mismatch(
          Kind.NOT_COMPLETE,
          pod.label(),
          "%s: %s".formatted(state, entry.get().reason().orElse("no reason")));
    }
  }

  private static Optional<Manifest.Pod> entry(Manifest manifest, Evidence.Pod pod) {
    return manifest.pods().stream().filter(known -> known.uid().equals(pod.uid())).findFirst();
  }

  private void compareVerdict(Manifest manifest) {
    boolean allSealed =
        evidence.finished() && evidence.pods().stream().allMatch(Evidence.Pod::sealed);
    if (manifest.complete() && findings.isMissing()) {
      findings.mismatch(
          Kind.FALSE_COMPLETE, "manifest", "complete, but something is missing in S3");
    }
    if (!manifest.complete() && allSealed) {
      findings.mismatch(
          Kind.NOT_COMPLETE,
          "manifest",
          "every recorder has ended by itself: %s"
              .formatted(manifest.reason().orElse("no reason")));
    }
  }

  private void complainOfNoManifest() {
    if (evidence.finished()) {
      findings.mismatch(Kind.NO_ENTRY, "manifest", "it does not exist");
    }
  }

  private void noStrayObjects() {
    List<String> known =
        evidence.manifest().stream()
            .flatMap(manifest -> manifest.pods().stream())
            .flatMap(pod -> pod.files().stream())
            .flatMap(file -> file.key().stream())
            .toList();
    for (String key : evidence.objects().recordings().keySet()) {
      if (!known.contains(key)) {
        findings.mismatch(Kind.STRAY_OBJECT, key, "no manifest names it");
      }
    }
  }

  private void noTemporaries() {
    for (String key : evidence.objects().recordings().keySet()) {
      String name = Path.of(key).getFileName().toString();
      if ((name.startsWith(".") && name.endsWith(".part")) || key.contains("/.recorder/")) {
        findings.mismatch(Kind.TEMPORARY, key, "a temporary file among the recordings");
      }
    }
  }
}
