package io.sparkrecorder.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A forward proxy between this process and every server.
 *
 * @param user credentials as {@code user:password}, if the proxy requires them
 */
public record Proxy(String host, int port, Optional<String> user) {

  /** The header line with the credentials; empty if the proxy requires none. */
  String authorization() {
    return user.map(it -> it.getBytes(StandardCharsets.UTF_8))
        .map(it -> "Proxy-Authorization: Basic " + Base64.getEncoder().encodeToString(it) + "\r\n")
        .orElse("");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
