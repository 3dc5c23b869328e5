package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.application.AppFile;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * A file after it was read.
 *
 * @param file the file in its final state
 * @param events events in it, or -1 if it was not read
 * @param unread whether it should have been read, but could not, or only in part
 */
public record FileOutcome(AppFile file, long events, boolean unread) {
  void write(DataOutput out) throws IOException {
    file.write(out);
    out.writeLong(events);
    out.writeBoolean(unread);
  }

  static FileOutcome read(DataInput in) throws IOException {
    return new FileOutcome(AppFile.read(in), in.readLong(), in.readBoolean());
  }
}
