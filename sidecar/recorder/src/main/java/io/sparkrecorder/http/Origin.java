package io.sparkrecorder.http;

import java.util.Locale;

/** A server's address as a client connects to it. */
public record Origin(boolean tls, String host, int port) {

  /** A URL without a port takes the scheme's default port. */
  public static Origin of(String scheme, String host, int port) {
    boolean tls = scheme.toLowerCase(Locale.ROOT).equals("https");
    return new Origin(tls, host, port > 0 ? port : tls ? 443 : 80);
  }

  /** The value of the {@code Host} header. */
  public String authority() {
    return port == (tls ? 443 : 80) ? host : host + ":" + port;
  }

  /** Host and port, even if the port is the scheme's default. */
  String hostAndPort() {
    return host + ":" + port;
  }
}
