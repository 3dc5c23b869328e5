package io.sparkrecorder.testbed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The head of a request as received.
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

  /** The value of a header; its name is case-insensitive. */
  public Optional<String> header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return lines.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .findFirst();
  }

  /** Whether the request carries a checksum, in a header or after the body. */
  public boolean hasChecksum() {
    return lines.stream()
        .map(line -> line.toLowerCase(Locale.ROOT))
        .anyMatch(
            line ->
                line.startsWith("x-amz-checksum-")
                    || line.startsWith("x-amz-trailer")
                    || line.startsWith("x-amz-sdk-checksum"));
  }

  /** Whether the request has the header {@code If-None-Match}. */
  public boolean hasCondition() {
    return header("If-None-Match").isPresent();
  }

  /** Whether the request uploads a part of a multipart upload. */
  public boolean isPart() {
    return method.equals("PUT") && target.contains("partNumber=");
  }

  /** Whether the request uploads a whole object. */
  public boolean isPutObject() {
    return method.equals("PUT") && !target.contains("uploadId=");
  }

  /** Whether the request begins a multipart upload. */
  public boolean isCreate() {
    return method.equals("POST") && target.contains("uploads");
  }

  /** Whether the request completes a multipart upload. */
  public boolean isComplete() {
    return method.equals("POST") && target.contains("uploadId=");
  }

  /** Whether its body is split into chunks with a signature each. */
  public boolean isChunked() {
    return header("x-amz-content-sha256").filter(it -> it.startsWith("STREAMING")).isPresent();
  }

  /** Whether the client waits for a reply before it sends the body. */
  public boolean expects() {
    return expectsContinue();
  }

  long bodyLength() {
    return header("Content-Length").map(Long::parseLong).orElse(0L);
  }

  boolean expectsContinue() {
    return header("Expect").isPresent();
  }

  /** The head as sent, plus a header that limits the connection to this request. */
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
