package io.sparkrecorder.report.spark;

import io.sparkrecorder.report.application.AppFile;
import io.sparkrecorder.report.application.AppPod;
import io.sparkrecorder.report.eventlog.StageTimes;
import io.sparkrecorder.report.profile.Plan;
import io.sparkrecorder.report.profile.PodReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pods whose recordings one task reads, in the order of their numbers. */
final class Batch {
  private static final int MOST_PODS = 100;

  private Batch() {}

  /** Cuts the pods into batches of this many bytes of recordings; one pod is never cut. */
  static List<byte[]> of(Plan plan, long bytes) throws IOException {
    List<byte[]> batches = new ArrayList<>();
    int pods = plan.pods().size();
    int first = 0;
    while (first < pods) {
      int end = first;
      long sum = 0;
      while (end < pods && end - first < MOST_PODS && (end == first || sum < bytes)) {
        sum += size(plan.pods().get(end++));
      }
      batches.add(write(plan, first, end));
      first = end;
    }
    return batches;
  }

  private static long size(AppPod pod) {
    return pod.files().stream().filter(AppFile::isRecording).mapToLong(AppFile::bytes).sum();
  }

  private static byte[] write(Plan plan, int first, int end) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(end - first);
      for (int number = first; number < end; number++) {
        AppPod pod = plan.pods().get(number);
        out.writeInt(number);
        write(pod.files(), out);
        Optional<StageTimes> times = plan.times(pod);
        out.writeBoolean(times.isPresent());
        if (times.isPresent()) {
          times.get().write(out);
        }
      }
    }
    return bytes.toByteArray();
  }

  private static void write(List<AppFile> files, DataOutput out) throws IOException {
    out.writeInt(files.size());
    for (AppFile file : files) {
      file.write(out);
    }
  }

  /** Reads the recordings of a batch. */
  static void read(DataInput in, PodReader reader) throws IOException {
    int pods = in.readInt();
    for (int pod = 0; pod < pods; pod++) {
      int number = in.readInt();
      List<AppFile> files = new ArrayList<>();
      int count = in.readInt();
      for (int file = 0; file < count; file++) {
        files.add(AppFile.read(in));
      }
      reader.read(
          number, files, in.readBoolean() ? Optional.of(StageTimes.read(in)) : Optional.empty());
    }
  }
}
