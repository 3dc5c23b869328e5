package io.sparkrecorder.marker;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** JSON objects as ordered maps, both ways; no reflection, so that an idle recorder stays small. */
public final class Json {
  private static final JSON COMPACT = JSON.std;
  private static final JSON PRETTY = JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT);

  private Json() {}

  /** On one line, for journals. */
  public static String line(Map<String, ?> object) {
    try {
      return COMPACT.asString(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Indented and with a line feed at the end, for people. */
  public static byte[] document(Map<String, ?> object) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      PRETTY.write(object, bytes);
      bytes.write('\n');
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A list of which each object is made when it is written: there may be thousands. */
  static <T> Iterable<Map<String, Object>> each(
      List<T> items, Function<T, Map<String, Object>> toMap) {
    return () -> items.stream().map(toMap).iterator();
  }

  /**
   * Reads an object.
   *
   * @throws MalformedDocument when the text is no JSON object
   */
  public static Fields parse(byte[] text) {
    try {
      Map<String, Object> object = COMPACT.mapFrom(text);
      if (object == null) {
        throw new MalformedDocument("expected a JSON object");
      }
      return new Fields(object);
    } catch (IOException e) {
      throw new MalformedDocument("no JSON object: " + e.getMessage());
    }
  }

  /** As {@link #parse(byte[])}. */
  public static Fields parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
