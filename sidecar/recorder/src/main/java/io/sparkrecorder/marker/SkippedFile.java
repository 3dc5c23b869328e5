package io.sparkrecorder.marker;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An entry of the spool that is no recording of its own.
 *
 * @param name path below the spool; odd characters are percent-encoded
 * @param why such as "symbolic link"
 */
public record SkippedFile(String name, String why) {

  public SkippedFile {
    name = Checks.text(name);
    why = Checks.text(why);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("why", why);
    return map;
  }

  static SkippedFile from(Fields fields) {
    return new SkippedFile(fields.text("name"), fields.text("why"));
  }
}
