package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.read.PodSeries;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The files of a pod after they were read, and the measures of its JVM. */
record PodPart(List<FileOutcome> files, PodSeries series) {
  void write(DataOutput out, boolean points) throws IOException {
    out.writeInt(files.size());
    for (FileOutcome file : files) {
      file.write(out);
    }
    series.write(out, points);
  }

  static PodPart read(DataInput in) throws IOException {
    int count = in.readInt();
    List<FileOutcome> files = new ArrayList<>();
    for (int file = 0; file < count; file++) {
      files.add(FileOutcome.read(in));
    }
    return new PodPart(List.copyOf(files), PodSeries.read(in));
  }
}
