package io.sparkrecorder.faults;

import io.sparkrecorder.faults.Mismatch.Kind;
import io.sparkrecorder.testbed.Manifest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Checks that every file of the manifest is an object of its own with that size and checksum. */
final class EntryCheck {
  private final Manifest manifest;
  private final AppObjects objects;
  private final Findings findings;
  private final Map<String, String> owners = new HashMap<>();

  EntryCheck(Manifest manifest, AppObjects objects, Findings findings) {
    this.manifest = manifest;
    this.objects = objects;
    this.findings = findings;
  }

  void check() {
    Map<String, Integer> pods = new HashMap<>();
    for (Manifest.Pod pod : manifest.pods()) {
      if (pods.merge(pod.uid(), 1, Integer::sum) > 1) {
        findings.mismatch(Kind.DOUBLED, pod.name(), "the manifest has this pod twice");
      }
      pod.files().forEach(file -> check(pod, file));
    }
  }

  private void check(Manifest.Pod pod, Manifest.File file) {
    String where = pod.name() + " " + file.name();
    if (file.key().isEmpty()) {
      if (file.missing().isEmpty()) {
        findings.mismatch(Kind.FALSE_ENTRY, where, "neither a key nor a reason why it is missing");
      }
      return;
    }
    String key = file.key().get();
    String other = owners.put(key, where);
    if (other != null) {
      findings.mismatch(Kind.DOUBLED, where, "the same object as %s".formatted(other));
    }
    Optional<Content> content = objects.content(key);
    if (content.isEmpty()) {
      findings.mismatch(Kind.FALSE_ENTRY, where, "there is no object %s".formatted(key));
    } else if (content.get().size() != file.bytes()
        || !file.crc32c().orElse("").equals(content.get().crc32c())) {
      findings.mismatch(
          Kind.FALSE_ENTRY,
          where,
          "%d bytes, CRC-32C %s in the manifest, %s in S3"
              .formatted(file.bytes(), file.crc32c().orElse("none"), content.get()));
    }
  }
}
