package io.sparkrecorder.report;

import io.sparkrecorder.report.application.FolderOrigin;
import io.sparkrecorder.report.application.LocalEventLog;
import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.fold.Folded;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.profile.ProfileBuilder;
import io.sparkrecorder.report.profile.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes profiles for tests. */
final class Reports {
  static final ProfileBuilder.Progress SILENT =
      new ProfileBuilder.Progress() {
        @Override
        public void file(String name, int number, int of) {}

        @Override
        public void bytes(long bytes) {}
      };

  private Reports() {}

  /** The profile of a folder, with the event log in another one. */
  static Profile of(Path folder, Optional<Path> eventLogs) throws IOException {
    return of(folder, request(eventLogs));
  }

  static Profile of(Path folder, Request request) throws IOException {
    Path scratch = Files.createTempDirectory("report-test-");
    try (Origin origin = new FolderOrigin(folder)) {
      return new ProfileBuilder(origin, request, scratch, SILENT).build();
    } finally {
      Files.delete(scratch);
    }
  }

  static Request request(Optional<Path> eventLogs) {
    return new Request(
        Set.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        (_, app) -> eventLogs.flatMap(path -> LocalEventLog.find(path, app)));
  }

  /** The frames of a row's stack, the outermost first. */
  static List<String> stack(Folded folded, int row) {
    List<String> frames = new ArrayList<>();
    for (int node = folded.leaf(row); node > 0; node = folded.parent(node)) {
      frames.addFirst(folded.names().get(folded.nameOf(node)));
    }
    return frames;
  }
}
