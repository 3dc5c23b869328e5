package io.sparkrecorder.report.profile;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A few facts of each pod of a large application, which choose the pods with rows of their own. */
public final class Facts {
  /** Up to this number all executors have their own rows. */
  public static final int MOST_EXECUTORS = 1_000;

  static final int MOST_DIFFERENT = 50;
  static final int MOST_BAD = 100;
  static final int MOST_UNREAD = 500;
  private static final int MOST_HOT = 50;

  private final Map<Integer, PodPart> pods = new TreeMap<>();
  private final Map<Integer, Map<Integer, Long>> self = new TreeMap<>();
  private final Map<String, Integer> names = new HashMap<>();

  static void writeHottest(DataOutput out, Map<String, Long> self) throws IOException {
    List<Map.Entry<String, Long>> hottest =
        self.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_HOT)
            .toList();
    out.writeInt(hottest.size());
    for (Map.Entry<String, Long> entry : hottest) {
      out.writeUTF(entry.getKey());
      out.writeLong(entry.getValue());
    }
  }

  /** Adds the facts that {@link Part#writeFacts} wrote. */
  public void add(DataInput in) throws IOException {
    int count = in.readInt();
    for (int index = 0; index < count; index++) {
      int number = in.readInt();
      pods.put(number, PodPart.read(in));
      Map<Integer, Long> hottest = new HashMap<>();
      int hot = in.readInt();
      for (int entry = 0; entry < hot; entry++) {
        int name = names.computeIfAbsent(in.readUTF(), absent -> names.size());
        hottest.put(name, in.readLong());
      }
      self.put(number, hottest);
    }
  }

  /** Adds the facts of a part. */
  void add(Part part) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    part.writeFacts(new DataOutputStream(bytes));
    add(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  /** What became of every pod. */
  List<PodReport> reports(Plan plan) {
    List<PodReport> reports = new ArrayList<>();
    pods.forEach((number, part) -> reports.add(plan.report(number, part)));
    return reports;
  }

  /** Chooses the pods that get rows of their own. */
  public OwnRows choose(Plan plan) {
    List<PodReport> reports = reports(plan);
    boolean[] executors = new boolean[reports.size()];
    BitSet own = new BitSet();
    for (int pod = 0; pod < executors.length; pod++) {
      executors[pod] = reports.get(pod).pod().isExecutor();
      own.set(pod, !executors[pod]);
    }
    Distances distances = new Distances(List.copyOf(self.values()), executors);
    IntStream.range(0, executors.length)
        .filter(pod -> distances.distance(pod).isPresent())
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer pod) -> -distances.distance(pod).orElseThrow())
                .thenComparing(Comparator.naturalOrder()))
        .limit(MOST_DIFFERENT)
        .forEach(own::set);
    IntStream.range(0, executors.length)
        .filter(pod -> reports.get(pod).ended().isBad())
        .limit(MOST_BAD)
        .forEach(own::set);
    IntStream.range(0, executors.length)
        .filter(pod -> reports.get(pod).files().stream().anyMatch(FileOutcome::unread))
        .limit(MOST_UNREAD)
        .forEach(own::set);
    return OwnRows.of(own, executors.length);
  }
}
