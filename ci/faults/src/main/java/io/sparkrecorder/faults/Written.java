package io.sparkrecorder.faults;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that the agents of one pod wrote: the truth to compare S3 with.
 *
 * @param recordings JFR recordings, by repository
 * @param files all other files
 * @param jvm the events of a real JVM, if one recorded in this pod
 */
record Written(List<Recording> recordings, List<File> files, Optional<JvmEvents> jvm) {

  /**
   * The chunks of one repository.
   *
   * @param name name of the resulting recording
   * @param chunks that the JVM finished, in order
   * @param open the chunk that a killed JVM left
   */
  record Recording(String name, List<Content> chunks, Optional<OpenChunk> open) {}

  /**
   * A chunk that its JVM never finished.
   *
   * @param name name of its file in the spool
   * @param content content of that file
   * @param readable the number of its bytes that a reader accepts once the state byte marks it as
   *     finished; 0 for none
   */
  record OpenChunk(String name, Content content, int readable) {
    /** The bytes that belong to the recording. */
    Optional<Content> salvage() {
      return readable == 0
          ? Optional.empty()
          : Optional.of(JfrChunks.closed(content.slice(0, readable)));
    }

    /** The bytes that are kept next to the recording. */
    Content rest() {
      return content.slice(readable, content.size());
    }
  }

  /**
   * A file that an agent wrote. A name that was written twice appears twice.
   *
   * @param name its name in manifests
   */
  record File(String name, Content content, Ending ending) {}

  /** How far an agent got with a file, which decides the states that a manifest may give it. */
  enum Ending {
    /** The agent ended it, and a callback or the format proves that. */
    PROVEN,
    /** The agent ended it, but nothing proves that. */
    ENDED,
    /** The agent died halfway, and the format cannot tell. */
    CUT,
    /** The agent died halfway, and the format shows it. */
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
   * @param flushed the last number that was certainly on disk
   * @param last the last number that was emitted
   * @param killed whether the JVM was killed
   */
  record JvmEvents(long flushed, long last, boolean killed) {}
}
