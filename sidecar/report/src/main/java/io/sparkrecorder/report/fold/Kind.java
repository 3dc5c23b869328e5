package io.sparkrecorder.report.fold;

/** A kind of sample: what its weight counts. Kinds are never added up. */
public enum Kind {
  CPU(0, "cpu", "CPU, Java", "samples"),
  NATIVE(1, "native", "In native code, waits included", "samples"),
  ALLOC(2, "alloc", "Allocation", "bytes"),
  LOCK(3, "lock", "Waiting for locks", "nanoseconds"),
  WALL(4, "wall", "Wall clock, waits included", "samples"),
  MALLOC(5, "malloc", "Native memory", "bytes");

  private final int index;
  private final String id;
  private final String title;
  private final String unit;

  Kind(int index, String id, String title, String unit) {
    this.index = index;
    this.id = id;
    this.title = title;
    this.unit = unit;
  }

  /** The kind's number in rows. */
  public int index() {
    return index;
  }

  /** The kind's name in documents and on the command line. */
  public String id() {
    return id;
  }

  /** Whether a report mentions the kind even without samples. */
  public boolean isAlwaysShown() {
    return this != WALL && this != MALLOC;
  }

  public String title() {
    return title;
  }

  public String unit() {
    return unit;
  }
}
