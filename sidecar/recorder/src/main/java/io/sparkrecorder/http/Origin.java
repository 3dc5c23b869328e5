package io.sparkrecorder.http;

import java.util.Locale;

/** A server as a client connects to it. */
public record Origin(boolean tls, String host, int port) {

  /** The port is the scheme's own where a URL names none. */
  public static Origin of(String scheme, String host, int port) {
    boolean tls = scheme.toLowerCase(Locale.ROOT).equals("https");
    return new Origin(tls, host, port > 0 ? port : tls ? 443 : 80);
  }

  /** The value of the header {@code Host}. */
  public String authority() {
    return port == (tls ? 443 : 80) ? host : host + ":" + port;
  }

  /** Host and port, also where the port is the scheme's own. */
  String hostAndPort() {
    return host + ":" + port;
  }
}
