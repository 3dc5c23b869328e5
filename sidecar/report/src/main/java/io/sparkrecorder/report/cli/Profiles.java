package io.sparkrecorder.report.cli;

import io.sparkrecorder.report.application.Origin;
import io.sparkrecorder.report.profile.Profile;
import io.sparkrecorder.report.profile.ProfileBuilder;
import io.sparkrecorder.report.profile.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads the selected application, and the one that it is compared with. */
final class Profiles {
  private final Selection selection;
  private final Map<String, String> environment;
  private final PrintWriter err;
  private final Path scratch;

  Profiles(Selection selection, Map<String, String> environment, PrintWriter err, Path scratch) {
    this.selection = selection;
    this.environment = environment;
    this.err = err;
    this.scratch = scratch;
  }

  /**
   * Fails if the application to compare with is not there, before reading begins, which takes long.
   */
  void checkOther() {
    selection.checkEventLogs();
    selection
        .other(environment)
        .ifPresent(
            other -> {
              try (other) {
                other.check();
              }
            });
  }

  /** Reads the selected application. */
  Profile of(Origin origin) throws IOException {
    return of(origin, selection.request());
  }

  private Profile of(Origin origin, Request request) throws IOException {
    try (TerminalProgress progress = new TerminalProgress(err, TerminalProgress.isTerminal())) {
      return new ProfileBuilder(origin, request, scratch, progress).build();
    }
  }

  /** Reads the application to compare with, if there is one. */
  Optional<Profile> other() throws IOException {
    Optional<Origin> place = selection.other(environment);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    try (Origin other = place.get()) {
      return Optional.of(of(other, selection.otherRequest()));
    }
  }
}
