package io.sparkrecorder.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request.
 *
 * @param target path and query, encoded
 * @param headers all except those that frame the body ({@code Content-Length}, {@code Expect})
 * @param body sent at most once
 */
public record Request(
    String method,
    Origin origin,
    String target,
    Map<String, List<String>> headers,
    Optional<Body> body) {

  boolean hasBody() {
    return body.filter(it -> it.bytes() != 0).isPresent();
  }

  /** HTTP 1.1 requires an explicit length of zero for methods that define a meaning for a body. */
  boolean saysLength() {
    return body.isPresent() || method.equals("PUT") || method.equals("POST");
  }
}
