package io.sparkrecorder.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Status line and headers of a response.
 *
 * @param http11 whether the server speaks HTTP 1.1 or later
 * @param headers by name, case-insensitive
 */
public record Head(boolean http11, int status, String reason, Map<String, List<String>> headers) {
  private static final int LONGEST_LINE = 16 << 10;
  private static final int MOST_LINES = 200;

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name)).map(List::getFirst);
  }

  boolean isInterim() {
    return status / 100 == 1;
  }

  /** Whether the comma-separated header lists this word. */
  boolean says(String name, String word) {
    return headers.getOrDefault(name, List.of()).stream()
        .flatMap(value -> List.of(value.toLowerCase(Locale.ROOT).split(",")).stream())
        .anyMatch(value -> value.strip().equals(word));
  }

  boolean keepsConnection() {
    return http11 ? !says("Connection", "close") : says("Connection", "keep-alive");
  }

  static Head read(InputStream in) throws IOException {
    String[] first = line(in).split(" ", 3);
    if (first.length < 2 || !first[0].startsWith("HTTP/") || !first[1].matches("[1-9]\\d\\d")) {
      throw new IOException("the response is not HTTP: " + String.join(" ", first).strip());
    }
    return new Head(
        !first[0].equals("HTTP/1.0"),
        Integer.parseInt(first[1]),
        first.length == 3 ? first[2] : "",
        headers(in));
  }

  /** Reads headers up to the empty line; also the trailers after the last chunk. */
  static Map<String, List<String>> headers(InputStream in) throws IOException {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    List<String> last = List.of();
    for (int lines = 0; lines < MOST_LINES; lines++) {
      String line = line(in);
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (Character.isWhitespace(line.charAt(0)) && !last.isEmpty()) {
        last.set(last.size() - 1, last.getLast() + " " + line.strip());
      } else if (colon > 0) {
        String name = line.substring(0, colon).strip();
        last = headers.computeIfAbsent(name, _ -> new ArrayList<>());
        last.add(line.substring(colon + 1).strip());
      }
    }
    throw new IOException("the response has more than " + MOST_LINES + " headers");
  }

  static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    int read;
    while ((read = in.read()) != '\n') {
      if (read < 0) {
        throw new EOFException("the server closed the connection before it responded");
      }
      if (line.length() == LONGEST_LINE) {
        throw new IOException(
            "a header line of the response is longer than " + LONGEST_LINE + " bytes");
      }
      line.append((char) read);
    }
    int end = line.length();
    return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
  }

  /** Encodes text as it is sent: one byte per character. */
  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
