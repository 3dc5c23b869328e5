package io.sparkrecorder.report.fold;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * All samples of an application as weights by pod, kind, time, stage, group of threads, and stack.
 * Its size is bounded: the smallest nodes of the tree are pruned and time gets coarser, and every
 * sum is kept.
 */
public final class Cube {
  /** A pod's number is below this. */
  public static final int MOST_PODS = Place.MOST_PODS;

  private static final long FIRST_BUCKET_MS = 1_000;

  /** Time before the expected start that still has its own bucket. */
  private static final long LEAD_MS = 24 * 3_600_000L;

  private static final long LONGEST_MS = 2L * 366 * 24 * 3_600_000;
  private static final int COARSE = 100;
  private static final int COARSER = 10;

  /** Bounds of the part of its nodes that one pruning keeps. */
  private static final double LEAST_KEPT = 0.25;

  private static final double MOST_KEPT = 0.75;

  private final Limits limits;
  private final Names names = new Names();
  private final Map<String, Integer> threads = new HashMap<>();
  private final List<String> threadNames = new ArrayList<>();
  private long base;
  private long expectedStart;
  private boolean based;
  private FrameTree tree;
  private Rows rows = new Rows();
  private long bucketMs = FIRST_BUCKET_MS;
  private long outside;
  private int generation;

  /**
   * Makes an empty cube.
   *
   * @param start expected start of the application in milliseconds; samples a day before and more,
   *     or years later, are counted at this time. Without it the first sample tells.
   */
  public Cube(Limits limits, OptionalLong start) {
    this.limits = limits;
    this.tree = new FrameTree(limits.hardNodes());
    start.ifPresent(this::base);
  }

  private void base(long start) {
    based = true;
    expectedStart = start;
    base = Math.floorDiv(start - LEAD_MS, FIRST_BUCKET_MS) * FIRST_BUCKET_MS;
  }

  /** The start that other cubes need so that they can be added; empty before the first sample. */
  public OptionalLong start() {
    return based ? OptionalLong.of(expectedStart) : OptionalLong.empty();
  }

  public Names names() {
    return names;
  }

  /** The node of a frame that the node of its caller calls; 0 is the root. */
  public int child(int caller, int name) {
    return tree.child(caller, name, names.other());
  }

  /** The group of threads with this name; beyond a count all groups are one. */
  public int thread(String group) {
    Integer known = threads.get(group);
    if (known != null) {
      return known;
    }
    if (threadNames.size() >= Place.MOST_THREADS - 1) {
      return threads.computeIfAbsent("other threads", this::newThread);
    }
    return threads.computeIfAbsent(group, this::newThread);
  }

  private int newThread(String group) {
    threadNames.add(group);
    return threadNames.size() - 1;
  }

  /** Adds a sample. */
  public void add(int pod, Kind kind, long epochMs, int stage, int thread, int node, long weight) {
    int known = Math.min(stage, Place.MOST_STAGES - 2);
    rows.add(
        Place.of(pod, kind.index(), bucket(epochMs), known, thread), node, Math.max(0, weight));
  }

  private int bucket(long epochMs) {
    if (!based) {
      base(epochMs);
    }
    long time = epochMs - base;
    if (time < 0 || time > LONGEST_MS) {
      outside++;
      time = expectedStart - base;
    }
    while (time / bucketMs >= Place.MOST_BUCKETS) {
      coarsen();
    }
    return (int) (time / bucketMs);
  }

  /** The number of samples whose time cannot be the application's. */
  public long outside() {
    return outside;
  }

  /**
   * Prunes if the cube has become too large. This renumbers all nodes, which {@link #generation}
   * tells.
   */
  public void prune() {
    if (tree.size() > limits.foldingNodes() || rows.size() > limits.foldingRows()) {
      shrink();
    }
  }

  /** Changes whenever nodes that were handed out become invalid. */
  public int generation() {
    return generation;
  }

  /**
   * Writes the cube in the form that {@link #add(DataInput, IntUnaryOperator, IntUnaryOperator)}
   * reads.
   */
  public void write(DataOutput out) throws IOException {
    out.writeBoolean(based);
    out.writeLong(base);
    out.writeLong(bucketMs);
    out.writeLong(outside);
    out.writeInt(names.size());
    for (int name = 0; name < names.size(); name++) {
      out.writeUTF(names.name(name));
    }
    out.writeInt(threadNames.size());
    for (String thread : threadNames) {
      out.writeUTF(thread);
    }
    tree.write(out);
    rows.write(out);
  }

  /**
   * Adds another cube, as if its samples were added to this one after all others.
   *
   * @param pods number of a pod here, by its number there
   * @param stages number of a stage here, by its number there
   */
  public void add(DataInput in, IntUnaryOperator pods, IntUnaryOperator stages) throws IOException {
    boolean otherBased = in.readBoolean();
    long otherBase = in.readLong();
    long otherBucketMs = in.readLong();
    outside += in.readLong();
    if (otherBased) {
      rebase(otherBase);
    }
    int[] nameOf = new int[in.readInt()];
    for (int name = 0; name < nameOf.length; name++) {
      nameOf[name] = names.number(in.readUTF());
    }
    int[] threadOf = new int[in.readInt()];
    for (int thread = 0; thread < threadOf.length; thread++) {
      threadOf[thread] = thread(in.readUTF());
    }
    int[] nodeOf = new int[in.readInt()];
    for (int node = 1; node < nodeOf.length; node++) {
      int caller = nodeOf[in.readInt()];
      nodeOf[node] = child(caller, nameOf[in.readInt()]);
    }
    while (bucketMs < otherBucketMs) {
      coarsen();
    }
    int longer = (int) (bucketMs / otherBucketMs);
    int count = in.readInt();
    for (int row = 0; row < count; row++) {
      long place = in.readLong();
      int node = nodeOf[in.readInt()];
      rows.add(
          Place.of(
              pods.applyAsInt(Place.pod(place)),
              Place.kind(place),
              Place.bucket(place) / longer,
              stages.applyAsInt(Place.stage(place)),
              threadOf[Place.thread(place)]),
          node,
          in.readLong());
    }
    prune();
  }

  private void rebase(long otherBase) {
    if (!based) {
      based = true;
      base = otherBase;
      expectedStart = otherBase + LEAD_MS;
    }
    if (base != otherBase) {
      throw new IllegalArgumentException("cubes with different starts: give both the same start");
    }
  }

  /** Weights of a kind by pod and by the name of the frame on top. */
  public Map<Integer, Map<String, Long>> self(Kind kind) {
    Map<Integer, Map<String, Long>> self = new TreeMap<>();
    rows.each(
        (place, node, weight) -> {
          if (Place.kind(place) == kind.index()) {
            self.computeIfAbsent(Place.pod(place), absent -> new TreeMap<>())
                .merge(names.name(tree.name(node)), weight, Rows::sum);
          }
        });
    return self;
  }

  /** Whether another pod may make the cube too large to keep all of its rows apart. */
  public boolean isHalfFull() {
    return tree.size() > limits.nodes() || rows.size() > limits.rows();
  }

  /** Brings the cube into its limits and gives it as columns. */
  public Folded finish() {
    while (span() > limits.buckets()) {
      coarsen();
    }
    shrink();
    return Folded.of(tree, names, rows, threadNames, base, bucketMs);
  }

  /**
   * Brings the cube into its limits by longer buckets and fewer nodes, in turn. Each time begins
   * with all nodes, so that an earlier pruning does not count twice.
   */
  private void shrink() {
    coarsenUntil(COARSE);
    pruneUntil(limits.nodes() / 10);
    coarsenUntil(COARSER);
    pruneUntil(limits.nodes() / 100);
    coarsenUntil(1);
    pruneUntil(1);
  }

  /** Prunes as little as possible, but not below this number of nodes to keep. */
  private void pruneUntil(int nodes) {
    int keep = tree.size();
    while (isTooLarge() && keep > nodes) {
      keep = Math.max(nodes, (int) (keep * factor()));
      Pruning pruning = Pruning.of(tree, rows, names.other(), limits.hardNodes(), keep);
      tree = pruning.tree();
      rows = pruning.rows();
      generation++;
    }
  }

  private boolean isTooLarge() {
    return tree.size() > limits.nodes() || rows.size() > limits.rows();
  }

  /** The part of the nodes to try next. Pruning adds a node to many callers, and joins few rows. */
  private double factor() {
    double nodes = (double) limits.nodes() / tree.size();
    double inRows = (double) limits.rows() / rows.size();
    return Math.max(LEAST_KEPT, Math.min(MOST_KEPT, Math.min(nodes * 2 / 3, inRows)));
  }

  private void coarsenUntil(int buckets) {
    while (rows.size() > limits.rows() && span() > buckets) {
      coarsen();
    }
  }

  private int span() {
    int[] range = {Integer.MAX_VALUE, -1};
    rows.each(
        (place, node, weight) -> {
          range[0] = Math.min(range[0], Place.bucket(place));
          range[1] = Math.max(range[1], Place.bucket(place));
        });
    return range[1] < 0 ? 0 : range[1] - range[0] + 1;
  }

  private void coarsen() {
    Rows coarse = new Rows();
    rows.each(
        (place, node, weight) ->
            coarse.add(Place.withBucket(place, Place.bucket(place) / 2), node, weight));
    rows = coarse;
    bucketMs *= 2;
  }
}
