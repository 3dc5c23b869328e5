package io.sparkrecorder.faults;

/** The ways in which the JVM with its agents ends, which decide the state of its spool. */
enum AgentEnd {
  /** The JVM exits, writes one dump with all chunks, and removes its repository. */
  DUMPED,
  /** The JVM exits and keeps its repository. */
  PRESERVED,
  /** The JVM is killed with a flushed open chunk, and with data after the last flush. */
  KILLED_AFTER_FLUSH,
  /** The JVM is killed just after it has begun a chunk. */
  KILLED_BEFORE_FLUSH,
  /** The JVM is killed with an open chunk whose very header is wrong. */
  KILLED_IN_CHUNK;

  boolean killed() {
    return switch (this) {
      case DUMPED, PRESERVED -> false;
      case KILLED_AFTER_FLUSH, KILLED_BEFORE_FLUSH, KILLED_IN_CHUNK -> true;
    };
  }
}
