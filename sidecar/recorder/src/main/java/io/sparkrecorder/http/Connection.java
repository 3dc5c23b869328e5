package io.sparkrecorder.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** One connection to a server, direct or through a proxy. */
final class Connection implements AutoCloseable {
  private static final int BUFFER = 8 << 10;

  /** A connection used this recently is taken as open: servers rarely close one so soon. */
  private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();

  private final Origin origin;
  private final Optional<Proxy> proxy;

  /** The socket below the encryption; without encryption the same as {@code socket}. */
  private final Socket plain;

  private final Socket socket;
  private final Duration patience;
  private final InputStream in;
  private final OutputStream out;
  private boolean used;
  private long idleSince;

  private Connection(
      Origin origin, Optional<Proxy> proxy, Socket plain, Socket socket, Duration patience)
      throws IOException {
    this.origin = origin;
    this.proxy = proxy;
    this.plain = plain;
    this.socket = socket;
    this.patience = patience;
    this.in = new BufferedInputStream(socket.getInputStream(), BUFFER);
    this.out = socket.getOutputStream();
  }

  /**
   * @param connect timeout for opening the connection
   * @param patience timeout of each read
   */
  static Connection open(
      Origin origin,
      Optional<Proxy> proxy,
      Supplier<SSLSocketFactory> tls,
      Duration connect,
      Duration patience)
      throws IOException {
    InetSocketAddress address =
        proxy
            .map(it -> new InetSocketAddress(it.host(), it.port()))
            .orElseGet(() -> new InetSocketAddress(origin.host(), origin.port()));
    if (address.isUnresolved()) {
      throw new UnknownHostException(address.getHostString());
    }
    Socket plain = new Socket();
    try {
      plain.setTcpNoDelay(true);
      plain.connect(address, millis(connect));
      plain.setSoTimeout(millis(patience));
      if (!origin.tls()) {
        return new Connection(origin, proxy, plain, plain, patience);
      }
      if (proxy.isPresent()) {
        tunnel(plain, origin, proxy.get());
      }
      return new Connection(origin, proxy, plain, encrypted(tls.get(), plain, origin), patience);
    } catch (IOException | UncheckedIOException e) {
      plain.close();
      throw e;
    }
  }

  private static SSLSocket encrypted(SSLSocketFactory factory, Socket plain, Origin origin)
      throws IOException {
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, origin.host(), origin.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static void tunnel(Socket plain, Origin origin, Proxy proxy) throws IOException {
    String host = origin.hostAndPort();
    String request =
        "CONNECT " + host + " HTTP/1.1\r\nHost: " + host + "\r\n" + proxy.authorization() + "\r\n";
    plain.getOutputStream().write(Head.bytes(request));
    // Unbuffered: the bytes that follow belong to the handshake.
    Head head = Head.read(plain.getInputStream());
    if (head.status() / 100 != 2) {
      throw new IOException(
          "the proxy " + proxy + " returned status " + head.status() + " to CONNECT");
    }
  }

  Origin origin() {
    return origin;
  }

  /**
   * The proxy that reads each request; empty for encrypted connections, whose requests it cannot
   * read.
   */
  Optional<Proxy> readingProxy() {
    return origin.tls() ? Optional.empty() : proxy;
  }

  /** Whether this connection has served a request before. */
  boolean isUsed() {
    return used;
  }

  InputStream in() {
    return in;
  }

  OutputStream out() {
    return out;
  }

  /** Whether bytes of a response have arrived; may take a millisecond. */
  boolean answers() throws IOException {
    return in.available() > 0
        || (plain.getInputStream().available() > 0 && arrives(Duration.ofMillis(1)));
  }

  /**
   * Waits for the first byte of a response. With encryption, bytes may arrive that carry no data.
   *
   * @return false if the time ran out; true also at the end of the stream
   */
  boolean arrives(Duration wait) throws IOException {
    socket.setSoTimeout(Math.min(millis(wait), millis(patience)));
    try {
      in.mark(1);
      in.read();
      in.reset();
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } finally {
      socket.setSoTimeout(millis(patience));
    }
  }

  /**
   * Whether the server has closed the connection or sent bytes that no request asked for.
   *
   * @param look whether to test even a connection that was used a moment ago; the test takes a
   *     millisecond
   */
  boolean isStale(boolean look, long now) {
    if (!look && now - idleSince < FRESH_NANOS) {
      return false;
    }
    try {
      return arrives(Duration.ofMillis(1));
    } catch (IOException e) {
      return true;
    }
  }

  boolean isIdleFor(long nanos, long now) {
    return now - idleSince > nanos;
  }

  void idle(long now) {
    used = true;
    idleSince = now;
  }

  @Override
  public void close() {
    try {
      plain.close(); // skips the TLS close message, which could block
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int millis(Duration duration) {
    return Math.clamp(duration.toMillis(), 1, Integer.MAX_VALUE);
  }
}
