package io.sparkrecorder.record;

import io.sparkrecorder.format.Ending;
import io.sparkrecorder.format.Format;
import io.sparkrecorder.marker.FileState;
import io.sparkrecorder.marker.RecordedFile;
import java.util.Optional;

/**
 * Collects the evidence in the files of a spool about the end of its JVM. A sign of a kill
 * outweighs any sign of an end, because a pod may have had several JVMs and no file says which one
 * wrote it.
 */
final class JvmEvidence {
  private Optional<String> kill = Optional.empty();
  private Optional<String> dump = Optional.empty();
  private boolean repository;

  /** Learns from a file that an earlier recorder of this pod has moved. */
  void moved(RecordedFile file) {
    if (file.format().equals(Format.HS_ERR.text())) {
      crashed(file.name());
    } else if (file.format().equals(Format.JFR.text()) && file.state() == FileState.SALVAGED) {
      killed(file.name() + " was never closed");
    }
  }

  /** Learns from a file that stays in the spool and is no recording. */
  void left(PlainFile file) {
    String name = file.file().name();
    switch (file.format()) {
      case HS_ERR -> crashed(name);
      case HPROF, HPROF_GZ -> {
        if (file.ending() instanceof Ending.Torn(String why)) {
          killed("%s was left unfinished: %s".formatted(name, why));
        }
      }
      case JFR, UNDO, OTHER -> {}
    }
  }

  /** Notes a sign of a kill; the first one counts. */
  void killed(String evidence) {
    kill = kill.or(() -> Optional.of(evidence));
  }

  void crashed(String log) {
    killed("it crashed, see " + log);
  }

  /** Notes a recording that a JVM wrote at its end. */
  void dumped(String recording) {
    dump = Optional.of(recording);
  }

  /** Notes that chunks remain in the repository of a JVM. */
  void repositoryLeft() {
    repository = true;
  }

  JvmEnd end() {
    if (kill.isPresent()) {
      return new JvmEnd.Killed(kill.get());
    }
    return dump.isPresent() && !repository ? new JvmEnd.HooksRan(dump.get()) : new JvmEnd.Unknown();
  }
}
