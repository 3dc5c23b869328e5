package io.sparkrecorder.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/** A server on loopback that runs the script of a test on each connection. */
final class ScriptedServer implements AutoCloseable {
  private final ServerSocket listener;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<String> heads = new CopyOnWriteArrayList<>();

  /** Serves one connection. */
  interface Script {
    void serve(Peer client) throws Exception;
  }

  /** The server's end of a connection to the client. */
  final class Peer {
    private final Socket socket;
    private final InputStream in;
    final int number;

    private Peer(Socket socket, int number) throws IOException {
      this.socket = socket;
      this.in = new BufferedInputStream(socket.getInputStream());
      this.number = number;
    }

    /** Reads up to the empty line; throws at the end of the stream. */
    String head() throws IOException {
      List<String> lines = new ArrayList<>();
      for (String line = Head.line(in); !line.isEmpty(); line = Head.line(in)) {
        lines.add(line);
      }
      String head = String.join("\n", lines);
      heads.add(head);
      return head;
    }

    byte[] body(int bytes) throws IOException {
      byte[] body = in.readNBytes(bytes);
      if (body.length < bytes) {
        throw new IOException("a body of " + body.length + " bytes");
      }
      return body;
    }

    InputStream in() {
      return in;
    }

    OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    void says(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private ScriptedServer(ServerSocket listener, Script script) {
    this.listener = listener;
    threads.execute(() -> accept(script));
  }

  static ScriptedServer with(Script script) {
    return with(ServerSocketFactory.getDefault(), script);
  }

  static ScriptedServer with(ServerSocketFactory factory, Script script) {
    try {
      return new ScriptedServer(
          factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int port() {
    return listener.getLocalPort();
  }

  int connections() {
    return connections.get();
  }

  /** The heads of all requests so far, in order. */
  List<String> heads() {
    return List.copyOf(heads);
  }

  private void accept(Script script) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        threads.execute(() -> serve(script, socket));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Script script, Socket socket) {
    try (socket) {
      script.serve(new Peer(socket, connections.incrementAndGet()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // the client closed the connection
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
    threads.close();
  }
}
