package io.sparkrecorder.faults;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the agents of one pod wrote: the truth that S3 is compared with.
 *
 * @param recordings JFR recordings, by repository
 * @param files all other files
 * @param jvm the events of a real JVM, if one recorded in this pod
 */
record Written(List<Recording> recordings, List<File> files, Optional<JvmEvents> jvm) {

  /**
   * The chunks of one repository.
   *
   * @param name of the recording that they become
   * @param chunks that the JVM finished, in their order
   * @param open the chunk that a killed JVM left
   */
  record Recording(String name, List<Content> chunks, Optional<OpenChunk> open) {}

  /**
   * A chunk that its JVM never finished.
   *
   * @param name of its file in the spool
   * @param content of that file
   * @param readable how many of its bytes a reader can take, once the state byte says so; 0 for
   *     none
   */
  record OpenChunk(String name, Content content, int readable) {
    /** The bytes that belong into the recording. */
    Optional<Content> salvage() {
      return readable == 0
          ? Optional.empty()
          : Optional.of(JfrChunks.closed(content.slice(0, readable)));
    }

    /** The bytes that are kept beside the recording. */
    Content rest() {
      return content.slice(readable, content.size());
    }
  }

  /**
   * A file that an agent wrote. A name that was written twice is there twice.
   *
   * @param name as manifests write it
   */
  record File(String name, Content content, Ending ending) {}

  /** How far an agent came with a file, and so how a manifest may call it. */
  enum Ending {
    /** Something proves that the agent ended it: a callback, or its format. */
    PROVEN,
    /** The agent ended it, and nothing proves that. */
    ENDED,
    /** The agent died in the middle, and the format cannot tell. */
    CUT,
    /** The agent died in the middle, and the format tells. */
    TORN;

    Set<String> states() {
      return switch (this) {
        case PROVEN -> Set.of("whole");
        case ENDED -> Set.of("whole", "unverified");
        case CUT -> Set.of("unverified", "torn");
        case TORN -> Set.of("torn");
      };
    }
  }

  /**
   * The numbered events of a real JVM.
   *
   * @param flushed the last number that was on disk for certain
   * @param last the last number that was emitted
   * @param killed whether the JVM was killed
   */
  record JvmEvents(long flushed, long last, boolean killed) {}
}
