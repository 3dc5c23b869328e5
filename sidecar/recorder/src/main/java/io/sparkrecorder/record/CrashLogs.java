package io.sparkrecorder.record;

import io.sparkrecorder.config.Sensitive;
import io.sparkrecorder.format.CrashLog;
import io.sparkrecorder.store.Slice;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Masks the command line and the environment in crash logs on their way into the store. The log
 * keeps its size and its lines; {@code *} replaces each masked byte.
 *
 * @param allowed parts that are not masked
 */
record CrashLogs(Set<Sensitive> allowed) {
  /** Names the parts that are masked, for a file's note; empty for none. */
  String masked() {
    boolean commandLine = !allowed.contains(Sensitive.COMMAND_LINE);
    boolean environment = !allowed.contains(Sensitive.ENVIRONMENT);
    if (commandLine && environment) {
      return "command line and environment are masked";
    }
    return commandLine ? "command line is masked" : environment ? "environment is masked" : "";
  }

  /** The bytes of a crash log in their order, as they go to the store. */
  List<Slice> slices(SpoolSource source, long size) throws IOException {
    List<Slice> slices = new ArrayList<>();
    long done = 0;
    for (CrashLog.Span span : sensitive(source)) {
      long end = Math.min(span.offset() + span.length(), size);
      if (end <= span.offset()) {
        break;
      }
      if (span.offset() > done) {
        slices.add(Slice.of(source, done, span.offset() - done));
      }
      slices.add(Slice.masked(source, span.offset(), end - span.offset()));
      done = end;
    }
    if (done < size || slices.isEmpty()) {
      slices.add(Slice.of(source, done, size - done));
    }
    return slices;
  }

  private List<CrashLog.Span> sensitive(SpoolSource source) throws IOException {
    try (FileChannel log = source.open()) {
      return CrashLog.sensitive(
          log, !allowed.contains(Sensitive.COMMAND_LINE), !allowed.contains(Sensitive.ENVIRONMENT));
    }
  }
}
