package io.sparkrecorder.armada.api;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Host and gRPC port of Armada's server, as a Spark master names them. */
public final class Address {

  private static final Pattern MASTER =
      Pattern.compile("armada://(\\[[0-9a-fA-F:]+]|[^:/\\[\\]]+):([0-9]{1,5})/?");

  private final String host;
  private final int port;

  private Address(String host, int port) {
    this.host = host;
    this.port = port;
  }

  /** Reads {@code armada://host:port}. */
  public static Address of(String master) {
    Matcher matcher = MASTER.matcher(master);
    int port = matcher.matches() ? Integer.parseInt(Objects.requireNonNull(matcher.group(2))) : 0;
    if (port < 1 || port > 65_535) {
      throw new ArmadaProblem(
          "The master \""
              + master
              + "\" is not armada://host:port, for example armada://armada.example.com:50051");
    }
    return new Address(Objects.requireNonNull(matcher.group(1)), port);
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
