package io.sparkrecorder.ship;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sparkrecorder.config.ChecksumMode;
import io.sparkrecorder.config.Encryption;
import io.sparkrecorder.config.S3Settings;
import io.sparkrecorder.s3.ObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** A server whose objects all have a terabyte, as user code may put one in place of a manifest. */
public final class HugeManifest implements AutoCloseable {
  public static final long BYTES = 1L << 40;

  private final HttpServer server;
  private final ObjectStore store;
  private final AtomicLong sent = new AtomicLong();

  private HugeManifest(HttpServer server) {
    this.server = server;
    this.store =
        ObjectStore.open(
            settings(),
            StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
  }

  public static HugeManifest serve() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    HugeManifest huge = new HugeManifest(server);
    server.createContext("/", huge::answer);
    server.start();
    return huge;
  }

  public ObjectStore store() {
    return store;
  }

  public S3Settings settings() {
    return settings(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  /** Bytes of bodies that were sent. */
  public long sent() {
    return sent.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().add("ETag", "\"x\"");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.getResponseHeaders().add("Content-Length", Long.toString(BYTES));
        exchange.sendResponseHeaders(200, -1);
        return;
      }
      exchange.sendResponseHeaders(200, BYTES);
      byte[] block = new byte[1 << 10];
      while (true) {
        exchange.getResponseBody().write(block);
        sent.addAndGet(block.length);
      }
    }
  }

  static S3Settings settings(URI endpoint) {
    return new S3Settings(
        "recordings",
        "pipelines/team-a",
        Optional.of(endpoint),
        Optional.of("us-east-1"),
        true,
        Encryption.NONE,
        Optional.empty(),
        ChecksumMode.AUTO,
        5 << 20,
        2,
        Duration.ofSeconds(2));
  }

  @Override
  public void close() {
    store.close();
    server.stop(0);
  }
}
