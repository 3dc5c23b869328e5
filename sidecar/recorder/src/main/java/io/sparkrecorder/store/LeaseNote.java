package io.sparkrecorder.store;

import io.sparkrecorder.marker.Fields;
import io.sparkrecorder.marker.Json;
import io.sparkrecorder.marker.MalformedDocument;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A lease as it was read.
 *
 * @param number fencing token: grows with each holder
 * @param holder name of the process that took it
 * @param free whether the holder has given it back
 * @param version changes with each renewal
 */
public record LeaseNote(long number, String holder, boolean free, String version) {

  static LeaseNote of(byte[] json, long number, String version) {
    try {
      Fields fields = Json.parse(json);
      return new LeaseNote(number, fields.shown("holder"), fields.flag("free"), version);
    } catch (MalformedDocument e) {
      // Its holder is writing it, or was killed while it did.
      return new LeaseNote(number, "unknown", false, version);
    }
  }

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
