package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.AppFile;
import io.sparkrecorder.report.application.FileState;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.attribute.TaskTimes;
import io.sparkrecorder.report.eventlog.StageTimes;
import io.sparkrecorder.report.read.FileResult;
import io.sparkrecorder.report.read.PodSeries;
import io.sparkrecorder.report.read.RecordingReader;
import io.sparkrecorder.report.read.Scope;
import io.sparkrecorder.text.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the recordings of pods into a part, one file at a time. */
public final class PodReader {
  private static final String OPEN = "never closed by its JVM: ends at the last flush";

  private final Part part;
  private final Origin origin;
  private final Path scratch;
  private final ProfileBuilder.Progress progress;
  private final RecordingReader reader;
  private int fileNumber;
  private final int fileCount;

  /**
   * Makes a reader.
   *
   * @param scratch folder for temporary files, which is empty afterwards
   * @param fileCount number of all recordings, for the progress
   */
  public PodReader(
      Part part,
      Origin origin,
      Scope scope,
      Path scratch,
      ProfileBuilder.Progress progress,
      int fileCount) {
    this.part = part;
    this.origin = origin;
    this.scratch = scratch;
    this.progress = progress;
    this.fileCount = fileCount;
    this.reader =
        new RecordingReader(
            part.cube(), part.stages(), scope, part.sums(), scratch.resolve("chunk.jfr"));
  }

  /** Reads the files of a pod; problems of single files are in the part. */
  public void read(int number, List<AppFile> files, Optional<StageTimes> stageTimes)
      throws IOException {
    PodSeries series = new PodSeries();
    TaskTimes times =
        stageTimes.map(it -> TaskTimes.of(it, part.stages())).orElse(TaskTimes.none());
    List<FileOutcome> outcomes = new ArrayList<>();
    for (AppFile file : files) {
      outcomes.add(
          file.isRecording()
              ? read(file, number, times, series)
              : new FileOutcome(file, -1, false));
    }
    part.pod(number, new PodPart(List.copyOf(outcomes), series));
    if (reader.hasSpans()) {
      part.spansSeen();
    }
  }

  private FileOutcome read(AppFile file, int pod, TaskTimes times, PodSeries series)
      throws IOException {
    progress.file(file.name(), ++fileNumber, fileCount);
    Path local = scratch.resolve("recording.jfr");
    try {
      Path readable = origin.fetch(file, local, progress::bytes);
      return outcome(file, reader.read(readable, pod, times, series));
    } catch (Origin.FileProblem e) {
      return new FileOutcome(
          file.as(FileState.UNREADABLE, Optional.of(Failures.message(e))), 0, true);
    } finally {
      Files.deleteIfExists(local);
    }
  }

  private static FileOutcome outcome(AppFile file, FileResult result) {
    if (result.problem().isEmpty()) {
      boolean died = result.open() && file.state() == FileState.UNVERIFIED;
      AppFile judged = died ? file.as(FileState.SALVAGED, Optional.of(OPEN)) : file;
      return new FileOutcome(judged, result.events(), false);
    }
    FileState state = result.events() == 0 ? FileState.UNREADABLE : FileState.TORN;
    return new FileOutcome(file.as(state, result.problem()), result.events(), true);
  }
}
