package io.sparkrecorder.http;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/**
 * An HTTP 1.1 client over plain sockets. The JDK's HttpURLConnection cannot read a response that
 * arrives before the end of the request body, nor the reason of a refusal after {@code Expect}. Its
 * HttpClient costs more memory and time than the rest of an upload.
 */
public final class Client implements AutoCloseable {
  private final Connections connections;
  private final Expectation expectation;

  /**
   * @param proxies gives the proxy between this process and a server, if there is one
   * @param tls encrypts connections; called when the first one is due
   * @param connect timeout for opening a connection
   * @param patience how long a server may stay silent
   * @param expectRefused called once, with the way in which the server failed to understand {@code
   *     Expect: 100-continue}; the client omits the header from then on
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

  /** Prepares a request without sending it. */
  public Exchange exchange(Request request) {
    return new Exchange(request, connections, expectation);
  }

  /** Closes idle connections. A connection in use closes at the end of its response. */
  @Override
  public void close() {
    connections.close();
  }
}
