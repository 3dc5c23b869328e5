package io.sparkrecorder.marker;

import com.fasterxml.jackson.core.JsonFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * JSON objects as ordered maps, read and written without reflection, so that an idle recorder stays
 * small.
 */
public final class Json {
  private static final JsonFactory LINES = JsonInput.factory(1 << 20);

  private Json() {}

  /** Writes one line, for journals. */
  public static String line(Map<String, ?> object) {
    StringWriter text = new StringWriter();
    try (JsonOutput out = JsonOutput.compact(text)) {
      out.object(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** Writes an indented text with a line feed at the end, for people. */
  public static byte[] document(Map<String, ?> object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonOutput out = JsonOutput.indented(bytes)) {
      out.object(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  /** A list that makes each of its objects only when it is written: there may be thousands. */
  static <T> Iterable<Map<String, Object>> each(
      List<T> items, Function<T, Map<String, Object>> toMap) {
    return () -> items.stream().map(toMap).iterator();
  }

  /**
   * Reads an object, such as a journal's line; lists and objects in it are skipped.
   *
   * @throws MalformedDocument if the text is no JSON object
   */
  public static Fields parse(byte[] text) {
    try (JsonInput in = JsonInput.of(LINES, text)) {
      return in.document(Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does the same as {@link #parse(byte[])}. */
  public static Fields parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }
}
