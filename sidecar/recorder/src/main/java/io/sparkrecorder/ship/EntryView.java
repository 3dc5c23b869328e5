package io.sparkrecorder.ship;

import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.ManifestFile;
import io.sparkrecorder.marker.ManifestItems;
import io.sparkrecorder.marker.ManifestPodHeader;
import io.sparkrecorder.marker.PodRecord;
import io.sparkrecorder.marker.RecordedFile;
import io.sparkrecorder.marker.SkippedFile;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * One pod's entry in the manifest, as it is at one moment: it can be read repeatedly, and is the
 * same each time.
 *
 * @param folder folder of the pod in S3, below the application's
 * @param outcomes outcomes of the files; none is open
 * @param outOfMemory whether the kernel killed a process of the Spark container, whatever its exit
 *     code: the container's first process may have outlived the killed one
 */
record EntryView(
    S3Settings settings,
    String app,
    String folder,
    ManifestPodHeader header,
    FileList files,
    Outcomes outcomes,
    boolean outOfMemory) {

  /** The entry without its files. */
  EntryView without(ManifestPodHeader other) {
    return new EntryView(
        settings, app, folder, other, FileList.EMPTY, Outcomes.waiting(0), outOfMemory);
  }

  /** Exit codes of an orderly end: 143 is SIGTERM, which the JVM answers by one. */
  private static final Set<Integer> CLEAN = Set.of(0, 143);

  /** Takes each file with its index in the pod's list. */
  interface Files {
    void file(int index, ManifestFile file) throws IOException;
  }

  PodRecord pod() {
    return header.pod();
  }

  /** Passes on the pod, its files and the skipped files. */
  void give(ManifestItems items) throws IOException {
    items.pod(header);
    files.read(
        new FileList.Items() {
          @Override
          public void file(int index, ManifestFile listed) throws IOException {
            items.file(placed(index, listed));
          }

          @Override
          public void skipped(SkippedFile file) throws IOException {
            items.skipped(file);
          }
        });
    items.podEnd();
  }

  /** Passes on the files alone. */
  void files(Files items) throws IOException {
    files.read((index, listed) -> items.file(index, placed(index, listed)));
  }

  private ManifestFile placed(int index, ManifestFile listed) {
    RecordedFile file = judged(listed.file());
    return switch (outcomes.of(index)) {
      case Outcomes.Outcome.AtKey() ->
          ManifestFile.at(file, Keys.of(settings, app, folder, file.name()));
      case Outcomes.Outcome.AtFallback() ->
          ManifestFile.at(file, Keys.of(settings, app, pod().folder(), file.name()));
      case Outcomes.Outcome.Elsewhere(String key) -> ManifestFile.at(file, key);
      case Outcomes.Outcome.Listed() -> new ManifestFile(file, listed.key(), listed.missing());
      case Outcomes.Outcome.Left(String why) -> ManifestFile.missing(file, why);
      case Outcomes.Outcome.Open() -> ManifestFile.missing(file, "not sent yet");
    };
  }

  /**
   * Judges a file: one that cannot be checked is whole if its JVM is known to have ended in order,
   * and nothing shows a kill.
   */
  private RecordedFile judged(RecordedFile file) {
    Optional<Integer> exit = header.exitCode();
    if (file.state() != FileState.UNVERIFIED || exit.isEmpty()) {
      return file;
    }
    if (outOfMemory) {
      String killed = "a process of its container was killed for lack of memory; exit code ";
      return noted(file, killed + exit.get()).besideKill();
    }
    if (CLEAN.contains(exit.get()) && !file.killed()) {
      return file.as(FileState.WHOLE, Optional.empty());
    }
    return noted(file, "its JVM ended with exit code " + exit.get());
  }

  /** Adds to a file's note, unless an earlier manifest says so already. */
  private static RecordedFile noted(RecordedFile file, String more) {
    String note =
        file.note().map(text -> text.endsWith(more) ? text : text + "; " + more).orElse(more);
    return file.as(file.state(), Optional.of(note));
  }
}
