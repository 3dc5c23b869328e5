package io.sparkrecorder.report.fold;

/** A kind of sample: what its weight counts. Kinds are never added up. */
public enum Kind {
  CPU("cpu", "CPU, Java", "samples"),
  NATIVE("native", "In native code, waits included", "samples"),
  ALLOC("alloc", "Allocation", "bytes"),
  LOCK("lock", "Waiting for locks", "nanoseconds"),
  WALL("wall", "Wall clock, waits included", "samples"),
  MALLOC("malloc", "Native memory", "bytes");

  private final String id;
  private final String title;
  private final String unit;

  Kind(String id, String title, String unit) {
    this.id = id;
    this.title = title;
    this.unit = unit;
  }

  /** The kind's name in documents and on the command line. */
  public String id() {
    return id;
  }

  public String title() {
    return title;
  }

  public String unit() {
    return unit;
  }
}
