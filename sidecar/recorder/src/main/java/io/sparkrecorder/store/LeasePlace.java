package io.sparkrecorder.store;

import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.MalformedDocument;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The place of an application's lease, which one reaper at a time holds. A lease is taken from
 * exactly the state that was read, so of two reapers that read the same state one succeeds.
 */
public sealed interface LeasePlace permits VolumeLease, BucketLease {
  /** The largest lease that is read, in bytes. */
  int LARGEST = 4 << 10;

  /**
   * A lease as it was read.
   *
   * @param number fencing token: grows with each holder
   * @param holder name of the process that took it
   * @param free whether the holder has given it back
   * @param version changes with each renewal
   */
  record Note(long number, String holder, boolean free, String version) {
    static Note of(byte[] json, long number, String version) {
      try {
        Fields fields = Json.parse(json);
        return new Note(
            Math.max(number, fields.optionalNumber("number").orElse(0L)),
            fields.shown("holder"),
            fields.flag("free"),
            version);
      } catch (MalformedDocument e) {
        // Its holder is writing it, or was killed while it did.
        return new Note(number, "unknown", false, version);
      }
    }
  }

  /** The present lease; empty if there never was one. */
  Optional<Note> read() throws IOException;

  /**
   * Takes the lease.
   *
   * @param before the state that was read
   * @return the new lease; empty if another process was faster
   */
  Optional<Note> take(Optional<Note> before, String holder) throws IOException;

  /**
   * Renews a lease or gives it back.
   *
   * @return the lease in its new state; empty if another process has taken it
   */
  Optional<Note> write(Note own, boolean free) throws IOException;

  /** The document: a beat makes each renewal differ. */
  static byte[] json(long number, String holder, boolean free, long beat) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("version", 1);
    fields.put("number", number);
    fields.put("holder", holder);
    fields.put("free", free);
    fields.put("beat", beat);
    return Json.document(fields);
  }
}
