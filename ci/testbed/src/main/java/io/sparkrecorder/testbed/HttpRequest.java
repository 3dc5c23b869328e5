package io.sparkrecorder.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The head of a request as it came over the wire.
 *
 * @param method such as PUT
 * @param target path and query, as sent
 * @param lines the header lines
 */
public record HttpRequest(String method, String target, List<String> lines) {

  /** Reads up to the empty line; empty at the end of the stream. */
  static Optional<HttpRequest> read(InputStream in) throws IOException {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    int read;
    while ((read = in.read()) >= 0) {
      if (read == '\n') {
        if (line.isEmpty()) {
          String[] first = lines.getFirst().split(" ", 3);
          return Optional.of(
              new HttpRequest(first[0], first[1], List.copyOf(lines.subList(1, lines.size()))));
        }
        lines.add(line.toString());
        line.setLength(0);
      } else if (read != '\r') {
        line.append((char) read);
      }
    }
    return Optional.empty();
  }

  /** The value of a header, by its name in any case. */
  public Optional<String> header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst();
  }

  /** Whether a checksum comes with it, in a header or behind the body. */
  public boolean hasChecksum() {
    return lines.stream()
        .map(line -> line.toLowerCase(Locale.ROOT))
        .anyMatch(
            line ->
                line.startsWith("x-amz-checksum-")
                    || line.startsWith("x-amz-trailer")
                    || line.startsWith("x-amz-sdk-checksum"));
  }

  /** Whether it carries {@code If-None-Match}. */
  public boolean hasCondition() {
    return header("If-None-Match").isPresent();
  }

  /** A part of a multipart upload. */
  public boolean isPart() {
    return method.equals("PUT") && target.contains("partNumber=");
  }

  /** An object in one request. */
  public boolean isPutObject() {
    return method.equals("PUT") && !target.contains("uploadId=");
  }

  /** The beginning of a multipart upload. */
  public boolean isCreate() {
    return method.equals("POST") && target.contains("uploads");
  }

  /** The end of a multipart upload. */
  public boolean isComplete() {
    return method.equals("POST") && target.contains("uploadId=");
  }

  /** Whether its body is cut into chunks of which each is signed. */
  public boolean isChunked() {
    return header("x-amz-content-sha256").filter(it -> it.startsWith("STREAMING")).isPresent();
  }

  /** Whether it waits for the server's word before it sends its body. */
  public boolean expects() {
    return expectsContinue();
  }

  long bodyLength() {
    return header("Content-Length").map(Long::parseLong).orElse(0L);
  }

  boolean expectsContinue() {
    return header("Expect").isPresent();
  }

  /** The head as sent, but for this one request only: no connection is kept for another. */
  byte[] head() {
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    lines.stream()
        .filter(line -> !line.toLowerCase(Locale.ROOT).startsWith("connection:"))
        .forEach(line -> head.append(line).append("\r\n"));
    return head.append("Connection: close\r\n\r\n")
        .toString()
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
