package io.sparkrecorder.discovery;

import io.sparkrecorder.testbed.FreePort;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A proxy to a server that can be cut and restored. */
final class TcpProxy implements AutoCloseable {
  private final InetSocketAddress target;
  private final int port;
  private final Set<Closeable> open = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket listening;

  /** Begins in the state after a cut. */
  TcpProxy(String host, int port) {
    this.target = new InetSocketAddress(host, port);
    this.port = FreePort.find();
  }

  int port() {
    return port;
  }

  void mend() throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    listening = socket;
    open.add(socket);
    Thread.ofVirtual().start(() -> serve(socket));
  }

  /** Breaks every connection, and refuses new ones. */
  void cut() {
    listening = null;
    open.forEach(TcpProxy::close);
    open.clear();
  }

  @Override
  public void close() {
    cut();
  }

  private void serve(ServerSocket socket) {
    try {
      while (true) {
        Socket near = socket.accept();
        Socket far = new Socket();
        open.add(near);
        open.add(far);
        far.connect(target);
        if (listening != socket) {
          close(near);
          close(far);
        }
        Thread.ofVirtual().start(() -> pump(near, far));
        Thread.ofVirtual().start(() -> pump(far, near));
      }
    } catch (IOException e) {
      // the proxy was cut
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // the proxy was cut
    }
  }

  private static void close(Closeable one) {
    try {
      one.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
