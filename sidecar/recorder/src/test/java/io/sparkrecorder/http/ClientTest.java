package io.sparkrecorder.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ClientTest {
  private static final int LARGE = 3 << 20;
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  private static final String REFUSED =
      "HTTP/1.1 507 Full\r\nContent-Type: application/xml\r\nContent-Length: 4\r\n\r\nfull";

  private final List<String> expectRefused = new CopyOnWriteArrayList<>();
  private Client client = client(_ -> Optional.empty(), null);

  @TempDir Path folder;

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void one_connection_serves_many_requests() throws IOException {
    try (ScriptedServer server = ScriptedServer.with(ClientTest::answerEach)) {
      for (int i = 0; i < 5; i++) {
        assertThat(text(send(server, "GET", 0))).isEqualTo("ok");
        assertThat(text(send(server, "PUT", 1_000))).isEqualTo("ok");
      }
      assertThat(server.connections()).isEqualTo(1);
      assertThat(server.heads().getLast())
          .startsWith("PUT /bucket/key?a=b HTTP/1.1\n")
          .contains("Host: 127.0.0.1:" + server.port())
          .contains("Content-Length: 1000");
    }
  }

  private static void answerEach(ScriptedServer.Peer peer) throws IOException {
    while (true) {
      String head = peer.head();
      if (head.contains("Content-Length: 1000")) {
        peer.body(1_000);
      }
      peer.says(OK);
    }
  }

  @Test
  void connection_closed_by_the_server_meanwhile_is_replaced() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              // Closing with an unread body would reset the connection and lose the response.
              peer.body(peer.head().startsWith("PUT") ? 10 : 0);
              peer.says(OK);
            })) {
      assertThat(text(send(server, "GET", 0))).isEqualTo("ok");
      assertThat(text(send(server, "GET", 0))).as("at once").isEqualTo("ok");
      TimeUnit.MILLISECONDS.sleep(700); // longer than a connection counts as fresh
      assertThat(send(server, "PUT", 10).head().status()).as("with a body").isEqualTo(200);
      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void chunked_response_is_read_to_its_end_and_keeps_the_connection() throws IOException {
    String chunked =
        """
        HTTP/1.1 200 OK
        Transfer-Encoding: chunked

        5;name=value
        hello
        1
        \s
        A
        from chunk
        0
        Trailer: x

        """
            .replace("\n", "\r\n");
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              while (true) {
                peer.head();
                peer.says(chunked);
              }
            })) {
      assertThat(text(send(server, "GET", 0))).isEqualTo("hello from chunk");
      assertThat(text(send(server, "GET", 0))).isEqualTo("hello from chunk");
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void response_without_a_length_ends_with_the_connection() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              peer.head();
              peer.says("HTTP/1.0 200 OK\r\n\r\nall of it");
            })) {
      assertThat(text(send(server, "GET", 0))).isEqualTo("all of it");
      assertThat(text(send(server, "GET", 0))).isEqualTo("all of it");
      assertThat(server.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort"
      })
  void truncated_response_is_an_error(String answer) throws IOException {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              peer.head();
              peer.says(answer);
            })) {
      Response response = send(server, "GET", 0);
      assertThatThrownBy(() -> text(response)).isInstanceOf(EOFException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "+2", "", "0x2", "ffffffffffffffff"})
  void chunk_with_an_invalid_size_is_an_error(String size) throws IOException {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              peer.head();
              peer.says(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
                      + size
                      + "\r\n\r\n");
            })) {
      Response response = send(server, "GET", 0);
      assertThatThrownBy(() -> text(response)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void response_to_head_has_no_body_whatever_its_length() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              while (true) {
                peer.head();
                peer.says("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nETag: \"x\"\r\n\r\n");
              }
            })) {
      Response response = send(server, "HEAD", 0);
      assertThat(text(response)).isEmpty();
      assertThat(response.head().header("etag")).contains("\"x\"");
      assertThat(text(send(server, "HEAD", 0))).isEmpty();
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  @Test
  void response_other_than_http_is_an_error() {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              peer.head();
              peer.says("SSH-2.0-OpenSSH_9.9\r\n");
            })) {
      assertThatThrownBy(() -> send(server, "GET", 0))
          .isInstanceOf(IOException.class)
          .hasMessage("the response is not HTTP: SSH-2.0-OpenSSH_9.9");
    }
  }

  @Test
  void large_body_waits_for_the_reply_to_expect() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              while (true) {
                assertThat(peer.head()).contains("Expect: 100-continue");
                peer.says("HTTP/1.1 100 Continue\r\n\r\n");
                peer.body(LARGE);
                peer.says(OK);
              }
            })) {
      assertThat(text(send(server, "PUT", LARGE))).isEqualTo("ok");
      assertThat(text(send(server, "PUT", LARGE))).isEqualTo("ok");
      assertThat(server.connections()).isEqualTo(1);
      assertThat(expectRefused).isEmpty();
    }
  }

  @Test
  void refusal_of_expect_is_read_and_no_byte_of_the_body_is_sent() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              peer.head();
              peer.says(REFUSED);
            })) {
      Response response = send(server, "PUT", LARGE);
      assertThat(response.head().status()).isEqualTo(507);
      assertThat(text(response)).isEqualTo("full");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n", ""})
  void server_that_does_not_understand_expect_gets_the_body_without_it(String answer)
      throws IOException {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              while (!peer.head().contains("Expect:")) {
                peer.body(LARGE);
                peer.says(OK);
              }
              peer.says(answer);
            })) {
      assertThat(text(send(server, "PUT", LARGE))).isEqualTo("ok");
      assertThat(text(send(server, "PUT", LARGE))).isEqualTo("ok");
      assertThat(server.heads()).filteredOn(head -> head.contains("Expect:")).hasSize(1);
      assertThat(expectRefused)
          .containsExactly(answer.isEmpty() ? "ends the connection" : "answers 417");
    }
  }

  @Test
  void server_that_ignores_expect_costs_one_wait() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              while (true) {
                peer.head();
                peer.body(LARGE);
                peer.says(OK);
              }
            })) {
      assertThat(text(send(server, "PUT", LARGE))).isEqualTo("ok");
      assertThat(text(send(server, "PUT", LARGE))).isEqualTo("ok");
      assertThat(server.heads()).filteredOn(head -> head.contains("Expect:")).hasSize(1);
      assertThat(expectRefused).containsExactly("does not answer it");
    }
  }

  @Test
  void slow_reply_to_expect_does_not_disable_expect() throws IOException {
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              peer.head();
              TimeUnit.MILLISECONDS.sleep(1_300);
              peer.says("HTTP/1.1 100 Continue\r\n\r\n");
              peer.body(LARGE);
              peer.says(OK);
            })) {
      assertThat(text(send(server, "PUT", LARGE))).isEqualTo("ok");
      assertThat(expectRefused).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void response_that_arrives_while_the_body_is_sent_is_read(boolean tls) throws Exception {
    try (ScriptedServer server =
        ScriptedServer.with(
            sockets(tls),
            peer -> {
              peer.head();
              peer.says("HTTP/1.1 100 Continue\r\n\r\n");
              peer.body(200_000);
              peer.says(REFUSED);
            })) {
      long start = System.nanoTime();
      Response response = client.exchange(put(server, tls, 100 << 20, new Endless())).send();
      assertThat(response.head().status()).isEqualTo(507);
      assertThat(text(response)).isEqualTo("full");
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }
  }

  @Test
  void rest_of_the_body_is_not_sent_after_a_refusal() throws IOException {
    Endless body = new Endless();
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              peer.head();
              peer.says("HTTP/1.1 100 Continue\r\n\r\n" + REFUSED);
              while (peer.body(1).length > 0) {}
            })) {
      Response response = client.exchange(put(server, false, 1L << 40, body)).send();
      assertThat(response.head().status()).isEqualTo(507);
      assertThat(text(response)).isEqualTo("full");
    }
  }

  @Test
  void body_of_unknown_length_is_chunked() throws IOException {
    byte[] content = "unknown".getBytes(UTF_8);
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              peer.head();
              peer.says("HTTP/1.1 100 Continue\r\n\r\n");
              peer.says(
                  "HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n"
                      + new String(peer.body(17), UTF_8));
            })) {
      Response response =
          client.exchange(put(server, false, -1, new ByteArrayInputStream(content))).send();
      assertThat(text(response)).isEqualTo("7\r\nunknown\r\n0\r\n\r\n");
    }
  }

  @Test
  void silent_server_is_abandoned_after_the_timeout() {
    try (Client hasty =
            new Client(
                _ -> Optional.empty(), () -> null, seconds(1), seconds(1), expectRefused::add);
        ScriptedServer server =
            ScriptedServer.with(
                peer -> {
                  peer.head();
                  Thread.sleep(Duration.ofMinutes(1));
                })) {
      assertThatThrownBy(() -> hasty.exchange(request(server, "GET", 0)).send())
          .isInstanceOf(java.net.SocketTimeoutException.class);
    }
  }

  @Test
  void abort_ends_a_request_from_another_thread() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (ScriptedServer server =
        ScriptedServer.with(
            peer -> {
              peer.head();
              asked.countDown();
              Thread.sleep(Duration.ofMinutes(1));
            })) {
      Exchange exchange = client.exchange(request(server, "GET", 0));
      CompletableFuture<Response> answer =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return exchange.send();
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              });
      asked.await();
      exchange.abort();
      assertThatThrownBy(answer::join).hasCauseInstanceOf(SocketException.class);
    }
  }

  @Test
  void certificate_of_another_host_is_refused() throws Exception {
    try (ScriptedServer server = ScriptedServer.with(sockets(true), ClientTest::answerEach)) {
      assertThat(text(client.exchange(put(server, true, 0, InputStream.nullInputStream())).send()))
          .isEqualTo("ok");
      Request other =
          new Request(
              "GET",
              new Origin(true, "localhost", server.port()),
              "/",
              Map.of("Host", List.of("localhost")),
              Optional.empty());
      assertThatThrownBy(() -> client.exchange(other).send())
          .isInstanceOf(SSLHandshakeException.class);
    }
  }

  @Test
  void proxy_reads_plain_requests_and_receives_its_password() throws IOException {
    try (ScriptedServer proxy = ScriptedServer.with(ClientTest::answerEach)) {
      client.close();
      client =
          client(_ -> Optional.of(new Proxy("127.0.0.1", proxy.port(), Optional.of("u:p"))), null);
      Request request =
          new Request(
              "GET",
              new Origin(false, "s3.example.com", 9000),
              "/bucket/key",
              Map.of("Host", List.of("s3.example.com:9000")),
              Optional.empty());
      assertThat(text(client.exchange(request).send())).isEqualTo("ok");
      assertThat(proxy.heads().getFirst())
          .startsWith("GET http://s3.example.com:9000/bucket/key HTTP/1.1\n")
          .contains("Proxy-Authorization: Basic dTpw");
    }
  }

  @Test
  void error_names_a_proxy_that_refuses_a_tunnel() {
    try (ScriptedServer proxy =
        ScriptedServer.with(
            peer -> {
              peer.head();
              peer.says("HTTP/1.1 407 Authentication required\r\nContent-Length: 0\r\n\r\n");
            })) {
      client.close();
      client =
          client(_ -> Optional.of(new Proxy("127.0.0.1", proxy.port(), Optional.empty())), null);
      Request request =
          new Request(
              "GET",
              new Origin(true, "s3.example.com", 443),
              "/",
              Map.of("Host", List.of("s3.example.com")),
              Optional.empty());
      assertThatThrownBy(() -> client.exchange(request).send())
          .hasMessage("the proxy 127.0.0.1:" + proxy.port() + " returned status 407 to CONNECT");
      assertThat(proxy.heads().getFirst()).startsWith("CONNECT s3.example.com:443 HTTP/1.1\n");
    }
  }

  @Test
  void proxy_tunnels_encrypted_requests() throws Exception {
    try (ScriptedServer server = ScriptedServer.with(sockets(true), ClientTest::answerEach);
        ScriptedServer proxy = ScriptedServer.with(peer -> tunnel(peer, server.port()))) {
      SSLSocketFactory tls = context().getSocketFactory();
      try (Client through =
          client(_ -> Optional.of(new Proxy("127.0.0.1", proxy.port(), Optional.empty())), tls)) {
        Response response =
            through.exchange(put(server, true, 0, InputStream.nullInputStream())).send();
        assertThat(text(response)).isEqualTo("ok");
      }
      assertThat(server.heads().getFirst()).startsWith("PUT /bucket/key?a=b HTTP/1.1\n");
    }
  }

  private static void tunnel(ScriptedServer.Peer peer, int port) throws IOException {
    peer.head();
    try (java.net.Socket server =
        new java.net.Socket(java.net.InetAddress.getLoopbackAddress(), port)) {
      peer.says("HTTP/1.1 200 Connection established\r\n\r\n");
      Thread back =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      server.getInputStream().transferTo(peer.out());
                    } catch (IOException e) {
                      // one of the two connections has ended
                    }
                  });
      peer.in().transferTo(server.getOutputStream());
      back.interrupt();
    }
  }

  private Client client(Function<Origin, Optional<Proxy>> proxies, SSLSocketFactory tls) {
    return new Client(proxies, () -> tls, seconds(5), seconds(10), expectRefused::add);
  }

  private static Duration seconds(int count) {
    return Duration.ofSeconds(count);
  }

  private Response send(ScriptedServer server, String method, int bytes) throws IOException {
    return client.exchange(request(server, method, bytes)).send();
  }

  private static Request request(ScriptedServer server, String method, int bytes) {
    Optional<Body> body =
        method.equals("PUT")
            ? Optional.of(new Body(bytes, () -> new ByteArrayInputStream(new byte[bytes])))
            : Optional.empty();
    return new Request(
        method,
        new Origin(false, "127.0.0.1", server.port()),
        "/bucket/key?a=b",
        Map.of("Host", List.of("127.0.0.1:" + server.port())),
        body);
  }

  private static Request put(ScriptedServer server, boolean tls, long bytes, InputStream body) {
    return new Request(
        "PUT",
        new Origin(tls, "127.0.0.1", server.port()),
        "/bucket/key?a=b",
        Map.of("Host", List.of("127.0.0.1:" + server.port())),
        Optional.of(new Body(bytes, () -> body)));
  }

  private static String text(Response response) throws IOException {
    try (InputStream body = response.body()) {
      return new String(body.readAllBytes(), UTF_8);
    }
  }

  /** An endless stream of zeros. */
  private static final class Endless extends InputStream {
    @Override
    public int read() {
      return 0;
    }

    @Override
    public int read(byte[] into, int from, int count) {
      return count;
    }
  }

  private ServerSocketFactory sockets(boolean tls) throws Exception {
    if (!tls) {
      return ServerSocketFactory.getDefault();
    }
    SSLContext context = context();
    client.close();
    client = client(_ -> Optional.empty(), context.getSocketFactory());
    return context.getServerSocketFactory();
  }

  /** Makes a context with a new certificate for 127.0.0.1 that both ends trust. */
  private SSLContext context() throws Exception {
    Path store = folder.resolve("keys.p12");
    if (!Files.exists(store)) {
      Process keytool =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "s3",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=s3",
                  "-ext",
                  "san=ip:127.0.0.1",
                  "-validity",
                  "2",
                  "-storetype",
                  "PKCS12",
                  "-keystore",
                  store.toString(),
                  "-storepass",
                  "changeit")
              .redirectErrorStream(true)
              .start();
      keytool.getInputStream().transferTo(OutputStream.nullOutputStream());
      assertThat(keytool.waitFor()).isZero();
    }
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, "changeit".toCharArray());
    TrustManagerFactory others = TrustManagerFactory.getInstance("PKIX");
    others.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), others.getTrustManagers(), null);
    return context;
  }
}
