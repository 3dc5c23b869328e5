package io.sparkrecorder.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * HTTP 1.1 over sockets. The JDK has two clients: one cannot read an answer that comes before the
 * end of a request's body, nor the reason of a refusal after {@code Expect}; the other costs more
 * memory and time than all the rest of an upload.
 */
public final class Client implements AutoCloseable {
  private final Connections connections;
  private final Expectation expectation;

  /**
   * @param proxies the proxy on the way to a server, if there is one
   * @param tls what makes a connection an encrypted one; asked for when there is one to make
   * @param connect how long a connection may take
   * @param patience how long a server may be silent
   * @param expectRefused is told once how the server shows that it does not understand {@code
   *     Expect: 100-continue}, which is left away from then on
   */
  public Client(
      Function<Origin, Optional<Proxy>> proxies,
      Supplier<SSLSocketFactory> tls,
      Duration connect,
      Duration patience,
      Consumer<String> expectRefused) {
    this.connections = new Connections(proxies, tls, connect, patience);
    this.expectation = new Expectation(expectRefused);
  }

  /** A request that is not sent yet. */
  public Exchange exchange(Request request) {
    return new Exchange(request, connections, expectation);
  }

  /** Closes the connections that are free; those in use close at the end of their answer. */
  @Override
  public void close() {
    connections.close();
  }
}
