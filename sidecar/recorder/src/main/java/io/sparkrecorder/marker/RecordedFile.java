package io.sparkrecorder.marker;

import io.sparkrecorder.checksum.Crc32c;
import io.sparkrecorder.text.Words;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A file that a pod recorded, in its state in the store.
 *
 * @param name path below the pod's folder; odd characters are percent-encoded
 * @param bytes its size
 * @param crc32c checksum of all its bytes
 * @param format such as {@code jfr} or {@code hprof}
 * @param note a remark for people
 * @param killed whether a process of its pod is known to have been killed, so that a clean exit
 *     code of the container proves nothing about this file: the pod may have had several processes
 */
public record RecordedFile(
    String name,
    long bytes,
    Crc32c crc32c,
    String format,
    FileState state,
    Optional<String> note,
    boolean killed) {
  private static final int LONGEST_FORMAT = 64;

  public RecordedFile {
    Checks.name(name);
    Checks.size("bytes", bytes);
    Checks.token("format", format, LONGEST_FORMAT);
    note = Checks.text(note);
  }

  /** A file of a pod in which no process is known to have been killed. */
  public RecordedFile(
      String name,
      long bytes,
      Crc32c crc32c,
      String format,
      FileState state,
      Optional<String> note) {
    this(name, bytes, crc32c, format, state, note, false);
  }

  /** The same file, of a pod in which a process was killed. */
  public RecordedFile besideKill() {
    return new RecordedFile(name, bytes, crc32c, format, state, note, true);
  }

  /** The same bytes with another judgement. */
  public RecordedFile as(FileState newState, Optional<String> newNote) {
    return new RecordedFile(name, bytes, crc32c, format, newState, newNote, killed);
  }

  public RecordedFile named(String newName) {
    return new RecordedFile(newName, bytes, crc32c, format, state, note, killed);
  }

  /** The fields of the file in markers, manifests and journals. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("bytes", bytes);
    map.put("crc32c", crc32c.hex());
    map.put("format", format);
    map.put("state", Words.of(state));
    note.ifPresent(text -> map.put("note", text));
    if (killed) {
      map.put("killed", true);
    }
    return map;
  }

  /** Reads {@link #toMap()}. */
  public static RecordedFile from(Fields fields) {
    return new RecordedFile(
        fields.text("name"),
        fields.number("bytes"),
        fields.crc32c("crc32c"),
        fields.text("format"),
        fields.choice("state", FileState.class),
        fields.optionalText("note"),
        fields.flag("killed"));
  }
}
