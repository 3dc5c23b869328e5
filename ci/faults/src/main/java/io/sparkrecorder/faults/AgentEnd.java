package io.sparkrecorder.faults;

/** How the JVM with its agents ends, and so how it leaves its spool. */
enum AgentEnd {
  /** It exits, writes one dump with all chunks, and removes its repository. */
  DUMPED,
  /** It exits, and its repository stays. */
  PRESERVED,
  /** It is killed with a chunk open that was flushed, and something behind the last flush. */
  KILLED_AFTER_FLUSH,
  /** It is killed just after it has begun a chunk. */
  KILLED_BEFORE_FLUSH,
  /** It is killed with a chunk open of which not even the header is true. */
  KILLED_IN_CHUNK;

  boolean killed() {
    return switch (this) {
      case DUMPED, PRESERVED -> false;
      case KILLED_AFTER_FLUSH, KILLED_BEFORE_FLUSH, KILLED_IN_CHUNK -> true;
    };
  }
}
