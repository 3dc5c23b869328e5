package io.sparkrecorder.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;

/** Opens connections and keeps idle ones for a while. */
final class Connections implements AutoCloseable {
  /** Shorter than the idle timeouts of servers and load balancers. */
  private static final long LONGEST_IDLE = Duration.ofSeconds(10).toNanos();

  private static final int MOST_IDLE = 64;

  private final Function<Origin, Optional<Proxy>> proxies;
  private final Supplier<SSLSocketFactory> tls;
  private final Duration connect;
  private final Duration patience;
  private final Deque<Connection> idle = new ArrayDeque<>();
  private boolean closed;

  Connections(
      Function<Origin, Optional<Proxy>> proxies,
      Supplier<SSLSocketFactory> tls,
      Duration connect,
      Duration patience) {
    this.proxies = proxies;
    this.tls = tls;
    this.connect = connect;
    this.patience = patience;
  }

  /**
   * Gives an idle connection or opens a new one.
   *
   * @param once whether the request cannot be repeated on another connection
   */
  Connection to(Origin origin, boolean once) throws IOException {
    Optional<Connection> free = free(origin, once);
    return free.isPresent() ? free.get() : fresh(origin);
  }

  Connection fresh(Origin origin) throws IOException {
    return Connection.open(origin, proxies.apply(origin), tls, connect, patience);
  }

  private Optional<Connection> free(Origin origin, boolean once) {
    while (true) {
      Optional<Connection> found = take(origin);
      if (found.isEmpty() || !found.get().isStale(once, System.nanoTime())) {
        return found;
      }
      found.get().close();
    }
  }

  /** Takes the connection used last, so that surplus connections age and get closed. */
  private synchronized Optional<Connection> take(Origin origin) {
    long now = System.nanoTime();
    idle.removeIf(
        connection -> {
          boolean old = connection.isIdleFor(LONGEST_IDLE, now);
          if (old) {
            connection.close();
          }
          return old;
        });
    Optional<Connection> found =
        idle.stream().filter(connection -> connection.origin().equals(origin)).findFirst();
    found.ifPresent(idle::remove);
    return found;
  }

  synchronized void giveBack(Connection connection) {
    if (closed || idle.size() == MOST_IDLE) {
      connection.close();
      return;
    }
    connection.idle(System.nanoTime());
    idle.addFirst(connection);
  }

  @Override
  public synchronized void close() {
    closed = true;
    idle.forEach(Connection::close);
    idle.clear();
  }
}
