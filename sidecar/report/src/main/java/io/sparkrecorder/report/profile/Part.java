package io.sparkrecorder.report.profile;

import io.sparkrecorder.report.attribute.StageIndex;
import io.sparkrecorder.report.eventlog.Stage;
import io.sparkrecorder.report.fold.Cube;
import io.sparkrecorder.report.fold.Kind;
import io.sparkrecorder.report.fold.Limits;
import io.sparkrecorder.report.read.Sums;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What the recordings of some pods hold, folded. Parts add up: the parts of all pods, added in the
 * order of their pods, are the application, whether one machine read it or many.
 */
public final class Part {
  /** The series of so many pods fit into the heap of one machine. */
  private static final int MOST_PODS = 100;

  private final Cube cube;
  private final StageIndex stages = new StageIndex();
  private final Sums sums = new Sums();
  private final Map<Integer, PodPart> pods = new TreeMap<>();
  private boolean spans;

  /**
   * Makes an empty part.
   *
   * @param start expected start of the application in milliseconds, the same for all parts
   */
  public Part(OptionalLong start) {
    this.cube = new Cube(Limits.PAGE, start);
  }

  Cube cube() {
    return cube;
  }

  StageIndex stages() {
    return stages;
  }

  Sums sums() {
    return sums;
  }

  boolean hasSpans() {
    return spans;
  }

  void spansSeen() {
    spans = true;
  }

  void pod(int number, PodPart part) {
    pods.put(number, part);
  }

  PodPart pod(int number) {
    PodPart part = pods.get(number);
    if (part == null) {
      throw new IllegalStateException("pod %d is in no part".formatted(number));
    }
    return part;
  }

  /** Writes the part in the form that {@link #add} reads. */
  public void write(DataOutput out) throws IOException {
    List<List<Stage>> entries = stages.entries();
    out.writeInt(entries.size());
    for (List<Stage> entry : entries) {
      out.writeInt(entry.size());
      for (Stage stage : entry) {
        out.writeInt(stage.id());
        out.writeInt(stage.attempt());
      }
    }
    cube.write(out);
    sums.write(out);
    out.writeBoolean(spans);
    out.writeInt(pods.size());
    for (Map.Entry<Integer, PodPart> pod : pods.entrySet()) {
      out.writeInt(pod.getKey());
      pod.getValue().write(out, true);
    }
  }

  /** Adds a part, whose pods come after those of this one. */
  public void add(DataInput in, OwnRows rows) throws IOException {
    int[] numbers = stageNumbers(in);
    cube.add(in, rows::row, stage -> stage == StageIndex.NONE ? stage : numbers[stage]);
    sums.add(in);
    spans |= in.readBoolean();
    int count = in.readInt();
    for (int index = 0; index < count; index++) {
      int number = in.readInt();
      PodPart pod = PodPart.read(in);
      if (rows.isOwn(number)) {
        pods.put(number, pod);
      }
    }
  }

  private int[] stageNumbers(DataInput in) throws IOException {
    int[] numbers = new int[in.readInt()];
    for (int entry = 0; entry < numbers.length; entry++) {
      int size = in.readInt();
      List<Stage> set = new ArrayList<>();
      for (int index = 0; index < size; index++) {
        set.add(new Stage(in.readInt(), in.readInt()));
      }
      numbers[entry] = stages.of(List.copyOf(set));
    }
    return numbers;
  }

  /** Writes the few facts of each pod that {@link Facts} reads. */
  public void writeFacts(DataOutput out) throws IOException {
    Map<Integer, Map<String, Long>> self = cube.self(Kind.CPU);
    out.writeInt(pods.size());
    for (Map.Entry<Integer, PodPart> pod : pods.entrySet()) {
      out.writeInt(pod.getKey());
      pod.getValue().write(out, false);
      Facts.writeHottest(out, self.getOrDefault(pod.getKey(), Map.of()));
    }
  }

  /** Whether the next pods are better kept apart from these. */
  public boolean isHalfFull() {
    return cube.isHalfFull() || pods.size() >= MOST_PODS;
  }
}
