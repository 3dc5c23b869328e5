package io.sparkrecorder.reap;

import io.sparkrecorder.config.ReapSettings;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestItems;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.s3.ObjectStore;
import io.sparkrecorder.s3.model.ObjectHead;
import io.sparkrecorder.store.AppFiles;
import io.sparkrecorder.store.AppFolder;
import io.sparkrecorder.time.Deadline;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Decides whether a finished application may leave the shared volume: only if S3 has each file. A
 * file counts as stored if the manifest names it, and the object under that key has its size and
 * checksum at this moment.
 */
final class Retention {
  private final ReapSettings settings;
  private final ObjectStore s3;
  private final Inspection inspection;

  Retention(ReapSettings settings, ObjectStore s3, Inspection inspection) {
    this.settings = settings;
    this.s3 = s3;
    this.inspection = inspection;
  }

  /** The files that may go. */
  record Stored(int files, long bytes) {}

  /** Whether an application may be removed. */
  sealed interface Verdict {
    record Removable(Stored stored) implements Verdict {}

    record Kept(String why) implements Verdict {}
  }

  /**
   * Compares the manifest, the store and S3. Throws {@link io.sparkrecorder.s3.model.S3Problem}.
   */
  Verdict verify(String app, AppFolder store) throws IOException {
    Verified verified = new Verified(new AppFiles(store), Deadline.in(settings.appTime()));
    Inspection.State state = inspection.of(app, store, manifest -> manifest.read(verified));
    if (!(state instanceof Inspection.State.Last)) {
      return new Verdict.Kept("its manifest is not the last one any more");
    }
    return verified.verdict();
  }

  private final class Verified implements ManifestItems {
    private final AppFiles files;
    private final Deadline end;
    private final Map<String, Long> sizes = new HashMap<>();
    private Optional<String> doubt = Optional.empty();
    private String folder = "";

    Verified(AppFiles files, Deadline end) {
      this.files = files;
      this.end = end;
    }

    @Override
    public void pod(ManifestPodHeader pod) {
      folder = pod.pod().folder();
    }

    @Override
    public void file(ManifestFile file) throws IOException {
      String name = folder + "/" + file.file().name();
      long size = files.size(name);
      if (doubt.isPresent() || size < 0) {
        return;
      }
      if (file.key().isEmpty()) {
        doubt = Optional.of("%s is not in S3".formatted(name));
      } else if (size != file.file().bytes()) {
        doubt =
            Optional.of(
                "%s has %d bytes, and S3 has %d".formatted(name, size, file.file().bytes()));
      } else if (!isStored(file, file.key().get())) {
        doubt = Optional.of("S3 does not show %s with its checksum".formatted(file.key().get()));
      } else {
        sizes.put(name, size);
      }
    }

    private boolean isStored(ManifestFile file, String key) {
      Optional<ObjectHead> head = s3.head(key, end);
      return head.filter(object -> object.bytes() == file.file().bytes())
          .flatMap(ObjectHead::crc32c)
          .filter(file.file().crc32c()::equals)
          .isPresent();
    }

    Verdict verdict() throws IOException {
      files.recordings(
          (name, bytes) -> {
            if (doubt.isEmpty() && !Long.valueOf(bytes).equals(sizes.get(name))) {
              doubt = Optional.of("the manifest does not name %s".formatted(name));
            }
          });
      return doubt
          .<Verdict>map(Verdict.Kept::new)
          .orElseGet(
              () ->
                  new Verdict.Removable(
                      new Stored(
                          sizes.size(), sizes.values().stream().mapToLong(Long::longValue).sum())));
    }
  }
}
