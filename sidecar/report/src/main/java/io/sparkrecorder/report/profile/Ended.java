package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.AppFile;
import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.application.FileState;
import io.sparkrecorder.report.eventlog.EventLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a pod ended.
 *
 * @param how one word, for a program
 * @param text all that is known, for people
 */
public record Ended(String how, String text) {
  private static final int SIGKILL = 137;
  private static final int SIGTERM = 143;
  private static final int LONGEST = 300;
  private static final String UNKNOWN = "unknown";
  private static final String CLOSED = "closed";

  /** Judges by the manifest, the files and the event log. */
  static Ended of(AppPod pod, List<FileOutcome> files, Optional<EventLog.Removal> removal) {
    boolean died = files.stream().anyMatch(file -> file.file().state() == FileState.SALVAGED);
    String reason = pod.reason().orElse("");
    String how = how(pod, reason, died, removal.map(EventLog.Removal::reason).orElse(""));
    if (how.equals(UNKNOWN) && isClosedByItsJvm(pod, files)) {
      how = CLOSED;
    }
    List<String> known = new ArrayList<>();
    pod.exitCode().ifPresent(code -> known.add("exit code " + code));
    if (!reason.isEmpty()) {
      known.add(reason);
    }
    if (known.isEmpty() && died) {
      known.add("its JVM died without closing its recording");
    }
    if (known.isEmpty() && how.equals(CLOSED)) {
      known.add("its JVM closed its recording");
    }
    removal.ifPresent(it -> known.add("Spark: " + line(it.reason())));
    return new Ended(how, String.join("; ", known));
  }

  private static String how(AppPod pod, String reason, boolean died, String removed) {
    String word = reason.toLowerCase(Locale.ROOT);
    boolean killed = removed.contains("137") || removed.contains("SIGKILL");
    if (pod.state().equals("recording")) {
      return killed || (died && !removed.isEmpty()) ? "killed" : "recording";
    }
    if (word.startsWith("never-started")) {
      return "never-started";
    }
    if (word.startsWith("oomkilled")
        || pod.exitCode().filter(code -> code == SIGKILL).isPresent()) {
      return "killed";
    }
    if (word.startsWith("evicted") || word.startsWith("node-lost")) {
      return "lost";
    }
    if (pod.exitCode().isPresent()) {
      return byCode(pod.exitCode().get());
    }
    if (died || killed) {
      return "killed";
    }
    return word.startsWith("completed") ? "succeeded" : UNKNOWN;
  }

  /** Only a JVM that ends by itself, or by SIGTERM, closes its last recording. */
  private static boolean isClosedByItsJvm(AppPod pod, List<FileOutcome> files) {
    List<FileState> recordings =
        files.stream()
            .map(FileOutcome::file)
            .filter(file -> file.format().equals("jfr"))
            .map(AppFile::state)
            .toList();
    return pod.state().equals("sealed")
        && !recordings.isEmpty()
        && recordings.stream().allMatch(state -> state == FileState.WHOLE);
  }

  /** Whether the pod's end is known, good or bad. */
  public boolean isKnown() {
    return !how.equals(UNKNOWN) && !how.equals(CLOSED);
  }

  private static String byCode(int code) {
    return switch (code) {
      case 0 -> "succeeded";
      case SIGTERM -> "stopped";
      default -> "failed";
    };
  }

  /** Whether the pod's end needs a person's attention. */
  public boolean isBad() {
    return switch (how) {
      case "killed", "failed", "lost" -> true;
      default -> false;
    };
  }

  private static String line(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
  }
}
